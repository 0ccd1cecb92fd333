import Contracts
import Kernel

/// Numbers outgoing events and dead letters of one lane and makes records of them.
struct EventWriter {
    let service: String
    let lane: LaneID
    let laneNumber: Int32
    private let firstSequence: Int64
    private(set) var sequence: Int64
    private var records: [OutboundRecord] = []

    /// - Parameter sequence: the last number that the lane has put out.
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
        records.append(
            OutboundRecord(
                topic: event.topic, key: Array(event.key.utf8), value: event.data,
                headers: envelope.binaryHeaders().map { RecordHeader($0.name, $0.value) }))
    }

    /// Adds a record that cannot be used, untouched, with the reason.
    mutating func append(deadLetter record: InboundRecord, because violation: ContractViolation) {
        sequence += 1
        records.append(
            DeadLetter.record(for: record, because: violation, service: service, lane: lane, sequence: sequence))
    }

    /// What was added as one row of the outbox; nil when nothing was.
    func segment() -> Segment? {
        guard !records.isEmpty else { return nil }
        return Segment(
            laneNumber: laneNumber, firstSequence: firstSequence, lastSequence: sequence,
            records: SegmentCodec.encode(records))
    }
}

/// The CloudEvents source of our workers: tells our own events from those of platforms.
package enum EventSourceName {
    private static let prefix = "/backhaul/"

    package static func of(_ service: String) -> String { prefix + service }

    package static func isOurs(_ source: String) -> Bool { source.hasPrefix(prefix) }
}
