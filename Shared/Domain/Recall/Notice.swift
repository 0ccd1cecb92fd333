import Kernel

/// What kind of word a regulator or maker sent. Of two words of the same moment the later kind counts as the newer one.
public enum NoticeStage: Int64, Hashable, Sendable, Comparable, CaseIterable {
    case published = 0
    case amended = 1
    case closed = 2

    public static func < (left: NoticeStage, right: NoticeStage) -> Bool { left.rawValue < right.rawValue }
}

/// When a word was sent: tells the words of one recall apart, and which of them is the newest.
public struct NoticeMoment: Hashable, Sendable, Comparable {
    /// The moment that its sender gave it.
    public let at: Instant
    public let kind: NoticeStage

    public init(at: Instant, kind: NoticeStage) {
        self.at = at
        self.kind = kind
    }

    public static func < (left: NoticeMoment, right: NoticeMoment) -> Bool {
        (left.at, left.kind) < (right.at, right.kind)
    }
}

/// Which goods are meant and what is to be done with them.
public struct RecallTerms: Hashable, Sendable {
    public var criteria: ScopeCriteria
    /// What a unit's hold says.
    public var hold: HoldTerms

    public init(criteria: ScopeCriteria, hold: HoldTerms) {
        self.criteria = criteria
        self.hold = hold
    }
}

/// What a hold says to those who have the unit in hand.
public struct HoldTerms: Hashable, Sendable {
    /// True for an exercise: reported, but nothing stops.
    public var mock: Bool
    /// What is to be done with what comes back.
    public var remedy: RecallRemedy

    public init(mock: Bool, remedy: RecallRemedy) {
        self.mock = mock
        self.remedy = remedy
    }
}

/// One word on a recall: new terms, or its end.
public struct Notice: Hashable, Sendable {
    public var moment: NoticeMoment
    /// Nil when it ends the recall.
    public var terms: RecallTerms?
    /// A stable hash of the whole content: tells a repeat from a conflict.
    public var fingerprint: Int64

    public init(moment: NoticeMoment, terms: RecallTerms?, fingerprint: Int64) {
        self.moment = moment
        self.terms = terms
        self.fingerprint = fingerprint
    }
}
