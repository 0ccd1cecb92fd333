import Kernel

/// A law was found broken: the event that never comes. Told once for each breach; its `ce_id` is the same however often
/// the breach is found.
public struct LawBroken: ContractEvent {
    public static let type = "backhaul.law.broken.v1"
    public static let topic = Topic.violations
    public var key: MerchantKey { MerchantKey(merchant, subject) }

    /// The merchant whose goods or money it is about; `backhaul` where it is about a lane or a topic and so about
    /// nobody's.
    public var merchant: String
    /// The unit, return line, order line, refund, lane or place on a topic, without the merchant.
    public var subject: String
    /// Our own id of this breach, also the `ce_id`.
    public var violationId: String
    /// Which law.
    public var law: BrokenLaw
    /// What was found, with the numbers.
    public var found: String
    /// What the law asks for.
    public var expected: String
    /// When it was certain.
    public var foundAt: Instant

    public init(
        merchant: String, subject: String, violationId: String, law: BrokenLaw, found: String, expected: String,
        foundAt: Instant
    ) {
        self.merchant = merchant
        self.subject = subject
        self.violationId = violationId
        self.law = law
        self.found = found
        self.expected = expected
        self.foundAt = foundAt
    }
}

/// The laws that are judged; see `Services/Audit/README.md`.
public enum BrokenLaw: String, Hashable, Sendable, Codable, CaseIterable {
    case lost, doubled, altered, order, numbering, outbox, contract
    case conservation, custody, money, disposition, recall, effect
}
