import Postgres
import Worker

/// A schema for one portion, with a service's tables.
final class SchemaOfRun {
    let settings: ConnectionSettings
    private let name: String
    private let connection: Connection

    /// - Throws: when the server refuses.
    init(url: String, name: String, service: String, migrations: [Migration]) throws {
        self.name = name
        settings = ConnectionSettings(url: url, schema: name, applicationName: "fuzz")
        connection = try Connection.open(settings)
        _ = try connection.execute("DROP SCHEMA IF EXISTS \(name) CASCADE", "drop")
        let sets = [RuntimeMigrations.all, MigrationSet(component: service, migrations)]
        _ = try Migrator(connection, schema: name).migrate(sets)
    }

    /// All that the service has put out, in order.
    func outbox() throws -> [OutboundRecord] {
        let rows = try connection.run(
            Statement("fuzz.outbox", "SELECT records FROM outbox ORDER BY lane_number, first_seq"))
        return try (0..<rows.count).flatMap { try SegmentCodec.decode(rows.data($0, 0)) }
    }

    /// How far each lane is applied.
    func ends() throws -> [LaneID: Int64] {
        let rows = try connection.run(
            Statement("fuzz.ends", "SELECT topic, part::int8, next_offset FROM consumer_offset"))
        var ends: [LaneID: Int64] = [:]
        for row in 0..<rows.count {
            ends[LaneID(rows.text(row, 0), Int32(rows.int(row, 1)))] = rows.optionalInt(row, 2)
        }
        return ends
    }

    func drop() throws {
        _ = try connection.execute("DROP SCHEMA \(name) CASCADE", "drop")
        connection.close()
    }
}
