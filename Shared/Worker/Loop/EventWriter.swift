import Contracts
import Kernel

/// Numbers outgoing events and dead letters of one lane and makes records of them.
struct EventWriter {
    /// A row of the outbox is closed when its keys, values and headers reach this size in bytes: PostgreSQL refuses
    /// cells of a gigabyte, and the relay reads whole rows.
    static let segmentBytes = 1 << 20

    let service: String
    let lane: LaneID
    let laneNumber: Int32
    private let source: String
    private let laneName: String
    private(set) var sequence: Int64
    private var firstSequence: Int64
    private var open = SegmentBuilder()
    private var closed: [Segment] = []

    /// - Parameter row: the lane as it is locked; its `sequence` is the last number that the lane has put out.
    init(service: String, lane: LaneID, row: LaneRow) {
        self.service = service
        self.lane = lane
        source = EventSourceName.of(service)
        laneName = lane.description
        laneNumber = row.number
        firstSequence = row.sequence + 1
        sequence = row.sequence
    }

    /// Adds an event that `cause` led to.
    mutating func append(_ event: OutgoingEvent, cause: CloudEvent, now: Instant) {
        sequence += 1
        let envelope = CloudEvent(
            id: "\(service)-\(laneName)-\(sequence)", source: source, type: event.type, time: now, subject: event.key,
            lane: laneName, sequence: sequence, causationID: cause.id,
            correlationID: event.correlationID ?? cause.correlationID, traceparent: cause.traceparent, data: event.data)
        open.append(envelope, topic: event.topic, key: event.key)
        closeIfFull()
    }

    /// Adds a record that cannot be used, untouched, with the reason.
    mutating func append(deadLetter record: InboundRecord, because violation: ContractViolation) {
        sequence += 1
        open.append(
            DeadLetter.record(for: record, because: violation, service: service, lane: lane, sequence: sequence))
        closeIfFull()
    }

    /// What was added as rows of the outbox, in order: one, or several when it is much.
    func segments() -> [Segment] { open.count > 0 ? closed + [openSegment] : closed }

    private mutating func closeIfFull() {
        guard open.bytes >= Self.segmentBytes else { return }
        closed.append(openSegment)
        open = SegmentBuilder()
        firstSequence = sequence + 1
    }

    private var openSegment: Segment {
        Segment(
            laneNumber: laneNumber, firstSequence: firstSequence, lastSequence: sequence, records: open.encoded)
    }
}

/// The CloudEvents source of our workers: tells our own events from those of platforms.
package enum EventSourceName {
    private static let prefix = "/backhaul/"

    /// `/backhaul/intake`.
    package static func of(_ service: String) -> String { prefix + service }

    /// True for events that one of our workers published.
    package static func isOurs(_ source: String) -> Bool { source.hasPrefix(prefix) }

    /// The service of an event of ours.
    package static func service(of source: String) -> String { String(source.dropFirst(prefix.count)) }
}
