import Kernel

/// One event type of the contract.
public struct EventKind: Sendable {
    /// The CloudEvents type, `backhaul.<event>.v<N>`.
    public let type: String
    /// Where it travels.
    public let topic: Topic
    /// The workers that act on it; others may read it too.
    public let readers: [String]
    /// The Swift type that is the contract.
    public let event: any ContractEvent.Type
    private let decodeKey: @Sendable ([UInt8]) throws(ContractViolation) -> MerchantKey

    init<Event: ContractEvent>(_ event: Event.Type, readers: [String] = []) {
        self.type = Event.type
        self.topic = Event.topic
        self.readers = readers
        self.event = event
        decodeKey = { (data) throws(ContractViolation) in try EventCodec.decode(Event.self, from: data).key }
    }

    /// The worker that writes it; nil where platforms, carriers, sites or regulators write.
    public var writer: String? { topic.writer }

    /// The name of its JSON Schema in `deploy/schemas`.
    public var schemaFile: String { "\(type).json" }

    /// Decodes the JSON of an event of this type and checks every rule of the contract.
    ///
    /// - Returns: the record key that it must travel under.
    /// - Throws: `ContractViolation` (`malformed`, `schema` or `rule`).
    public func check(_ data: [UInt8]) throws(ContractViolation) -> MerchantKey { try decodeKey(data) }
}

/// Every event type of the contract.
public enum Catalogue {
    /// In the order of the topics, and within a topic in the order of a return's life.
    public static let all: [EventKind] = incoming + outgoing

    /// The event type with this name; nil when the contract has none.
    public static func kind(named type: String) -> EventKind? { byType[type] }

    /// The event types that travel on a topic.
    public static func kinds(on topic: Topic) -> [EventKind] { all.filter { $0.topic == topic } }

    private static let byType = Dictionary(all.map { ($0.type, $0) }, uniquingKeysWith: { first, _ in first })

    /// What platforms, carriers, sites and regulators write.
    private static let incoming: [EventKind] = [
        EventKind(OrderShipped.self, readers: ["intake", "recall"]),
        EventKind(OrderDelivered.self, readers: ["intake"]),
        EventKind(ProductDescribed.self, readers: ["intake", "grading", "disposition"]),
        EventKind(PolicyPublished.self, readers: ["intake", "grading"]),
        EventKind(ReturnRequested.self, readers: ["intake"]),
        EventKind(ReturnCancelled.self, readers: ["intake"]),
        EventKind(ParcelScanned.self, readers: ["intake"]),
        EventKind(ParcelReceived.self, readers: ["intake"]),
        EventKind(InspectionRecorded.self, readers: ["grading"]),
        EventKind(WorkCompleted.self, readers: ["disposition"]),
        EventKind(WorkFailed.self, readers: ["disposition"]),
        EventKind(RecallPublished.self, readers: ["recall"]),
        EventKind(RecallAmended.self, readers: ["recall"]),
        EventKind(RecallEnded.self, readers: ["recall"]),
    ]

    /// What the workers write.
    private static let outgoing: [EventKind] = [
        EventKind(ReturnAuthorized.self),
        EventKind(ReturnDeclined.self),
        EventKind(ReturnKept.self),
        EventKind(UnitReceived.self, readers: ["grading", "disposition", "recall"]),
        EventKind(UnitMismatched.self, readers: ["grading", "disposition", "recall"]),
        EventKind(UnitLost.self),
        EventKind(RefundDue.self),
        EventKind(RefundReduced.self),
        EventKind(RefundReversed.self),
        EventKind(InspectionRequired.self),
        EventKind(UnitGraded.self, readers: ["intake", "disposition"]),
        EventKind(DispositionDecided.self),
        EventKind(UnitClosed.self, readers: ["recall"]),
        EventKind(WorkOrdered.self),
        EventKind(WorkCancelled.self),
        EventKind(RecallScoped.self, readers: ["disposition"]),
        EventKind(UnitHeld.self, readers: ["disposition"]),
        EventKind(UnitReleased.self, readers: ["disposition"]),
        EventKind(RecallProgressed.self),
        EventKind(CustomerAffected.self),
        EventKind(LawBroken.self),
    ]
}
