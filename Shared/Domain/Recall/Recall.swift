import Kernel

/// Where one recall stands: the newest word holds, in whatever order the words arrive.
///
/// It can change between
/// - unknown (no terms): until the first notice with terms,
/// - active: the newest word has terms,
/// - over: the newest word is the end; a still newer notice makes it active again.
public struct Recall: Hashable, Sendable {
    /// Counts the changes that others must hear of, from 1; 0 before the first.
    public private(set) var version: Int64
    /// The newest terms; they stay when the recall is over.
    public private(set) var terms: RecallTerms?
    /// When the newest terms were sent.
    public private(set) var termsMoment: NoticeMoment?
    /// The newest end that was sent.
    public private(set) var closedMoment: NoticeMoment?
    /// The words so far, with the hash of their content.
    public private(set) var words: [NoticeMoment: Int64]

    /// A recall that nobody has spoken of.
    public init() {
        version = 0
        words = [:]
    }

    /// A recall as it was kept.
    public init(
        version: Int64, terms: RecallTerms?, termsMoment: NoticeMoment?, closedMoment: NoticeMoment?,
        words: [NoticeMoment: Int64] = [:]
    ) {
        self.version = version
        self.terms = terms
        self.termsMoment = termsMoment
        self.closedMoment = closedMoment
        self.words = words
    }

    /// Adds the words that were kept apart from the rest.
    public mutating func remember(_ words: [NoticeMoment: Int64]) { self.words.merge(words) { _, kept in kept } }

    /// True while goods in scope are held and customers are told.
    public var isActive: Bool {
        guard let termsMoment else { return false }
        return closedMoment.map { termsMoment > $0 } ?? true
    }
}

/// What a word on a recall leads to.
public enum NoticeOutcome: Hashable, Sendable {
    /// It was heard before, word for word.
    case repeated
    /// It is older than what holds, or ends what was not active: kept, without effect.
    case recorded
    /// The terms were replaced; the version is higher by one.
    case newTerms
    /// The recall is over; the version is higher by one.
    case ended
}

/// The same kind of word for the same moment, with other content than before.
public struct NoticeConflict: Error, Hashable, Sendable {
    public init() {}
}

extension Recall {
    /// Takes one word in.
    ///
    /// - Throws: `NoticeConflict`; nothing is changed then.
    public mutating func apply(_ notice: Notice) throws(NoticeConflict) -> NoticeOutcome {
        if let known = words[notice.moment] {
            guard known == notice.fingerprint else { throw NoticeConflict() }
            return .repeated
        }
        words[notice.moment] = notice.fingerprint
        guard let terms = notice.terms else { return close(notice.moment) }
        return replace(terms, notice.moment)
    }

    private mutating func replace(_ newer: RecallTerms, _ moment: NoticeMoment) -> NoticeOutcome {
        if let termsMoment, termsMoment > moment { return .recorded }
        terms = newer
        termsMoment = moment
        version += 1
        return .newTerms
    }

    private mutating func close(_ moment: NoticeMoment) -> NoticeOutcome {
        if let closedMoment, closedMoment > moment { return .recorded }
        let wasActive = isActive
        closedMoment = moment
        guard wasActive, !isActive else { return .recorded }
        version += 1
        return .ended
    }
}
