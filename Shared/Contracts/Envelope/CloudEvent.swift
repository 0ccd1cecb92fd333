import Kernel

/// A CloudEvents 1.0 event as this system uses it: the attributes it needs, and the data as bytes.
///
/// - Source: CloudEvents 1.0.2, core specification and Kafka protocol binding.
public struct CloudEvent: Hashable, Sendable {
    /// How long an attribute may be, in bytes of UTF-8. Attributes become keys in the database, where an entry of an
    /// index holds 2,704 bytes at most.
    public static let maxAttributeBytes = 1_024

    /// Unique within `source`.
    public var id: String
    /// URI-reference of the producer.
    public var source: String
    /// `backhaul.<event>.v<N>`.
    public var type: String
    /// When it happened, if the producer said so.
    public var time: Instant?
    /// What it is about: the record key.
    public var subject: String?
    /// Extension `backhaullane`: the lane that numbered it. Only our own events have it.
    public var lane: String?
    /// Extension `backhaulseq`: its number in the lane, from 1 without gaps.
    public var sequence: Int64?
    /// Extension `causationid`: the id of the event that led to it.
    public var causationID: String?
    /// Extension `correlationid`: the return it belongs to.
    public var correlationID: String?
    /// W3C trace context, passed through.
    public var traceparent: String?
    /// The JSON of the event.
    public var data: [UInt8]

    public init(
        id: String, source: String, type: String, time: Instant? = nil, subject: String? = nil, lane: String? = nil,
        sequence: Int64? = nil, causationID: String? = nil, correlationID: String? = nil, traceparent: String? = nil,
        data: [UInt8]
    ) {
        self.id = id
        self.source = source
        self.type = type
        self.time = time
        self.subject = subject
        self.lane = lane
        self.sequence = sequence
        self.causationID = causationID
        self.correlationID = correlationID
        self.traceparent = traceparent
        self.data = data
    }
}
