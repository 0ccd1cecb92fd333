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
    private(set) var sequence: Int64
    private var firstSequence: Int64
    private var records: [OutboundRecord] = []
    private var bytes = 0
    private var closed: [Segment] = []

    /// - Parameter row: the lane as it is locked; its `sequence` is the last number that the lane has put out.
    init(service: String, lane: LaneID, row: LaneRow) {
        self.service = service
        self.lane = lane
        laneNumber = row.number
        firstSequence = row.sequence + 1
        sequence = row.sequence
    }

    /// Adds an event that `cause` led to.
    mutating func append(_ event: OutgoingEvent, cause: CloudEvent, now: Instant) {
        sequence += 1
        let envelope = CloudEvent(
            id: "\(service)-\(lane)-\(sequence)", source: EventSourceName.of(service), type: event.type, time: now,
            subject: event.key, lane: lane.description, sequence: sequence, causationID: cause.id,
            correlationID: event.correlationID ?? cause.correlationID, traceparent: cause.traceparent, data: event.data)
        add(
            OutboundRecord(
                topic: event.topic, key: Array(event.key.utf8), value: event.data,
                headers: envelope.binaryHeaders().map { RecordHeader($0.name, $0.value) }))
    }

    /// Adds a record that cannot be used, untouched, with the reason.
    mutating func append(deadLetter record: InboundRecord, because violation: ContractViolation) {
        sequence += 1
        add(DeadLetter.record(for: record, because: violation, service: service, lane: lane, sequence: sequence))
    }

    /// What was added as rows of the outbox, in order: one, or several when it is much.
    func segments() -> [Segment] { closed + openSegment() }

    private mutating func add(_ record: OutboundRecord) {
        records.append(record)
        bytes += record.approximateBytes
        guard bytes >= Self.segmentBytes else { return }
        closed += openSegment()
        records = []
        bytes = 0
        firstSequence = sequence + 1
    }

    private func openSegment() -> [Segment] {
        guard !records.isEmpty else { return [] }
        return [
            Segment(
                laneNumber: laneNumber, firstSequence: firstSequence, lastSequence: sequence,
                records: SegmentCodec.encode(records))
        ]
    }
}

extension OutboundRecord {
    fileprivate var approximateBytes: Int {
        headers.reduce((key?.count ?? 0) + (value?.count ?? 0)) { $0 + $1.name.utf8.count + ($1.value?.count ?? 0) }
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
