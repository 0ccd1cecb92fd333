import Contracts
import Kafka
import Postgres
import Worker

/// One worker's lanes in the hands of an operator: the database on one side, the broker on the other.
final class LaneDesk {
    let worker: WorkerEntry
    private let settings: KafkaSettings
    private let connection: Connection
    private let lanes: LaneMaintenance
    private let memory: KafkaMemory

    /// - Throws: when the database or the broker cannot be reached.
    init(_ worker: WorkerEntry, url: String, settings: KafkaSettings) throws(Fault) {
        self.worker = worker
        self.settings = settings
        connection = try Connection.open(
            ConnectionSettings(url: url, schema: worker.name, applicationName: "backhaul-lanes"))
        lanes = LaneMaintenance(connection, service: worker.name)
        memory = try KafkaMemory(settings: settings, service: worker.name, logger: ToolLog.logger)
    }

    deinit {
        memory.close()
        connection.close()
    }

    /// All lanes, with what is wrong with each.
    func reports() throws(Fault) -> [LaneReport] {
        let standings = try lanes.standings()
        let logs = try logs(of: standings.map(\.lane).filter { $0 != TimerLane.id })
        let positions = try memory.publishedNumbers(standings.map(\.row.number))
        let reported = try memory.reportedOffsets(standings.map(\.lane).filter { $0 != TimerLane.id })
        return standings.map { standing in
            LaneReport(
                service: worker.name, standing: standing, log: logs[standing.lane], reported: reported[standing.lane],
                position: positions[standing.row.number])
        }
    }

    /// - Throws: `fatal` while a copy of the worker runs: it would go on with what it remembers.
    func requireRest() throws(Fault) {
        let sessions = try lanes.sessions()
        guard sessions == 0 else {
            throw Fault(.fatal, "lanes", "\(worker.name) holds \(sessions) sessions: stop all copies of it first")
        }
    }

    /// Lets the database's word hold against the broker's memory.
    ///
    /// - Returns: the lanes whose numbers were raised, with the number that each goes on after.
    func adopt() throws(Fault) -> [LaneID: Int64] {
        let standings = try lanes.standings()
        var raised: [LaneID: Int64] = [:]
        let seen = try publishedNumbers(standings)
        for standing in standings {
            let number = seen[standing.lane] ?? 0
            if number > standing.row.sequence { raised[standing.lane] = number }
        }
        let reported = try memory.reportedOffsets(standings.map(\.lane).filter { $0 != TimerLane.id })
        try lanes.adopt(memory.deployment(), published: raised, reported: reported)
        return raised
    }

    /// Lets lanes go on elsewhere.
    func restart(_ offsets: [LaneID: Int64]) throws(Fault) {
        try lanes.restart(offsets, reported: memory.reportedOffsets(Array(offsets.keys)))
    }

    /// The offsets that the log of each lane spans; lanes of missing topics are left out.
    func logs(of lanes: [LaneID]) throws(Fault) -> [LaneID: Watermarks] {
        let watermarks = try TopicWatermarks(settings: settings, logger: ToolLog.logger)
        defer { watermarks.close() }
        return try watermarks.read(lanes: lanes)
    }

    /// The highest number that each lane has published: by the relay's positions and by the records themselves, since a
    /// broker may keep no positions.
    private func publishedNumbers(_ standings: [LaneMaintenance.Standing]) throws(Fault) -> [LaneID: Int64] {
        var highest: [String: Int64] = [:]
        let topics = worker.outputs.map(\.name) + worker.inputs.map(\.deadLetterName)
        try TopicScan.read(topics, settings) { record in
            guard let published = PublishedNumber(record), published.service == worker.name else { return }
            highest[published.lane] = max(published.number, highest[published.lane] ?? 0)
        }
        let positions = try memory.publishedNumbers(standings.map(\.row.number))
        return standings.reduce(into: [:]) { found, standing in
            found[standing.lane] = max(highest[standing.lane.description] ?? 0, positions[standing.row.number] ?? 0)
        }
    }
}
