import ArgumentParser
import Kafka
import Worker

extension LanesCommand {
    /// `backhaul lanes restart`.
    struct Restart: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lets lanes go on at another offset: after records fell off the log, or a topic was made anew.",
            discussion: """
                Records in between are skipped, or read again: repeats of what a platform sent have no effect. All
                copies of the worker must be stopped.
                """)

        @OptionGroup var kafka: KafkaOptions
        @OptionGroup var database: DatabaseOptions
        @Option(help: "The worker.") var service: String
        @Option(help: "The input topic, without the prefix.") var topic: String
        @Option(help: "Only this partition.") var partition: Int32?
        @Option(help: "`beginning` (the oldest record there is), `end`, or an offset.") var at: String

        func run() throws {
            try explained {
                for worker in try LanesCommand.workers(service) {
                    let desk = try LaneDesk(worker, url: database.url(), settings: kafka.settings())
                    try desk.requireRest()
                    let offsets = try offsets(desk)
                    try desk.restart(offsets)
                    for (lane, offset) in offsets.sorted(by: { $0.key < $1.key }) {
                        print("\(service) \(lane): goes on at offset \(offset)")
                    }
                }
            }
        }

        private func offsets(_ desk: LaneDesk) throws -> [LaneID: Int64] {
            let reports = try desk.reports().filter { $0.logEnd != nil }
            let lanes = reports.map(\.lane).filter { $0.topic == topic && (partition ?? $0.partition) == $0.partition }
            guard !lanes.isEmpty else {
                throw CleanFailure(message: "\(service) has no lane on \(topic); see `backhaul lanes list`")
            }
            let logs = try desk.logs(of: lanes)
            return try lanes.reduce(into: [:]) { offsets, lane in
                guard let log = logs[lane] else { return }
                offsets[lane] = try offset(within: log, lane)
            }
        }

        private func offset(within log: Watermarks, _ lane: LaneID) throws -> Int64 {
            switch at {
            case "beginning": return log.low
            case "end": return log.high
            default:
                guard let offset = Int64(at), (log.low...log.high).contains(offset) else {
                    throw CleanFailure(
                        message: "--at \(at): expected `beginning`, `end`, or an offset of \(log.low) to \(log.high) "
                            + "for \(lane)")
                }
                return offset
            }
        }
    }
}
