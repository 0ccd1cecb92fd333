import AuditDomain
import Postgres
import Worker

/// A lane as the database has it.
struct LaneRecord {
    let name: LaneName
    /// Its partition of the positions topic.
    let number: Int32
    /// What is read next of its input; nil before the first time, and for the lane of timers.
    let nextOffset: Int64?
    var standing: LaneStanding
}

/// Reads how far the lanes of a worker are.
enum Standings {
    /// One statement a worker, so that numbers, hints and outbox are of one moment, and no lock on the outbox is kept.
    private static func statement(_ service: String, _ connection: Connection) throws(Fault) -> Statement {
        let schema = try connection.quoted(identifier: service)
        return Statement(
            "audit.standings.\(service)",
            """
            SELECT true, o.topic, o.part, o.lane_number, o.next_offset, o.lane_seq, coalesce(h.published_seq, 0)
            FROM \(schema).consumer_offset o LEFT JOIN \(schema).relay_hint h ON h.lane_number = o.lane_number
            UNION ALL
            SELECT false, '', 0, s.lane_number, NULL, s.first_seq, s.last_seq
            FROM \(schema).outbox s LEFT JOIN \(schema).relay_hint h ON h.lane_number = s.lane_number
            WHERE s.last_seq > coalesce(h.published_seq, 0)
            """)
    }

    static func read(_ service: String, _ connection: Connection) throws(Fault) -> [LaneRecord] {
        let rows = try connection.run(statement(service, connection))
        var lanes: [Int32: LaneRecord] = [:]
        for row in 0..<rows.count where rows.bool(row, 0) {
            let lane = LaneID(rows.text(row, 1), Int32(truncatingIfNeeded: rows.int(row, 2)))
            let number = Int32(truncatingIfNeeded: rows.int(row, 3))
            lanes[number] = LaneRecord(
                name: LaneName(service: service, lane: lane.description), number: number,
                nextOffset: rows.optionalInt(row, 4),
                standing: LaneStanding(numbered: rows.int(row, 5), hinted: rows.int(row, 6)))
        }
        for row in 0..<rows.count where !rows.bool(row, 0) {
            let (first, last) = (rows.int(row, 5), rows.int(row, 6))
            guard first <= last else { continue }
            lanes[Int32(truncatingIfNeeded: rows.int(row, 3))]?.standing.outbox.append(first...last)
        }
        return lanes.values.sorted { $0.name < $1.name }
    }
}

/// How far the lanes are within the moment that tables are read at.
struct LaneMoment {
    /// The last number of each lane.
    private(set) var numbered: [LaneName: Int64] = [:]
    private var next: [String: [LaneID: Int64]] = [:]

    init(_ services: [String], _ connection: TableReader) throws(Fault) {
        for service in services {
            let schema = try connection.quoted(identifier: service)
            let rows = try connection.run(
                Statement(
                    "audit.lanes.\(service)",
                    "SELECT topic, part, next_offset, lane_seq FROM \(schema).consumer_offset"))
            for row in 0..<rows.count {
                let lane = LaneID(rows.text(row, 0), Int32(truncatingIfNeeded: rows.int(row, 1)))
                numbered[LaneName(service: service, lane: lane.description)] = rows.int(row, 3)
                next[service, default: [:]][lane] = rows.optionalInt(row, 2)
            }
        }
    }

    /// Whether the worker has read the record at `place`.
    func hasRead(_ service: String, _ place: Place) -> Bool {
        next[service]?[LaneID(place.topic, place.partition)].map { place.offset < $0 } ?? false
    }
}
