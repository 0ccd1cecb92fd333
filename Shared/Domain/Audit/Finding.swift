import Kernel

/// A law that the judge knows; the raw value is its name in reports, events and metrics.
public enum Law: String, Sendable, Hashable, CaseIterable, Comparable {
    /// Every number of a lane that counts as published is on a topic.
    case lost
    /// With transactions, a `read_committed` reader sees every number once.
    case doubled
    /// A number that is seen again has the same content.
    case altered
    /// Within one partition the numbers of a lane rise, as far as the broker in use can promise it.
    case order
    /// Hint, Kafka's position, the last number seen and the last number given fit together.
    case numbering
    /// The outbox holds exactly the numbers that are not published yet.
    case outbox
    /// Every event on our topics is one of ours: numbered, readable, by the topic's writer.
    case contract
    /// Of every return line: authorised = received + lost + kept + cancelled + open, on the topics as in the database.
    case conservation
    /// Every unit arrives once, on the topics as in the database.
    case custody
    /// Every intent is due once and never falls below nothing; an order line is never refunded beyond what was paid.
    case money
    /// Every unit has one live disposition, and ends by a decision that was made for it.
    case disposition
    /// No recalled unit stays on a shelf.
    case recall
    /// What a worker has read has had its effect.
    case effect

    public static func < (left: Law, right: Law) -> Bool { left.rawValue < right.rawValue }
}

/// A broken law: what, where, and what was expected. Two looks that find the same give equal findings, though a count
/// in the words may have grown.
public struct Finding: Sendable, Hashable, Comparable {
    /// The law that is broken.
    public var law: Law
    /// The lane, unit, return line, refund or recall that it is about.
    public var subject: String
    /// What was found, with the numbers.
    public var found: String
    /// What the law asks for.
    public var expected: String
    /// What tells it from other findings of the law on the same subject.
    private let mark: String

    /// - Parameter mark: what tells it from others of the law on the same subject; `found` when nil.
    public init(_ law: Law, _ subject: String, found: String, expected: String, mark: String? = nil) {
        self.law = law
        self.subject = subject
        self.found = found
        self.expected = expected
        self.mark = mark ?? found
    }

    /// An id made from law, subject and what tells it from others: the same for the same breach, for ever.
    public var id: String { derivedID("v", law.rawValue, subject, mark) }

    public static func == (left: Finding, right: Finding) -> Bool {
        left.law == right.law && left.subject == right.subject && left.mark == right.mark
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(law)
        hasher.combine(subject)
        hasher.combine(mark)
    }

    public static func < (left: Finding, right: Finding) -> Bool {
        left.sortKey.lexicographicallyPrecedes(right.sortKey)
    }

    private var sortKey: [String] { [law.rawValue, subject, mark] }
}

extension Finding: CustomStringConvertible {
    /// One line for a person.
    public var description: String { "\(law.rawValue): \(subject): \(found), expected \(expected)" }
}
