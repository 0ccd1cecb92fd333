import ArgumentParser
import Foundation
import Kafka
import Worker

/// `backhaul lanes`.
struct LanesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lanes",
        abstract: "Shows how far each worker is, and mends lanes when database and broker do not belong together.",
        subcommands: [List.self, Adopt.self, Restart.self])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists every lane with its offsets, its numbers and what is wrong with it.")

        @OptionGroup var kafka: KafkaOptions
        @OptionGroup var database: DatabaseOptions
        @Option(help: "Only this worker.") var service: String?
        @Flag(help: "One JSON object a line.") var json = false

        func run() throws {
            try explained {
                for worker in try LanesCommand.workers(service) {
                    let desk = try LaneDesk(worker, url: database.url(), settings: kafka.settings())
                    for report in try desk.reports() { print(try json ? encoded(report) : line(report)) }
                }
            }
        }

        private func encoded(_ report: LaneReport) throws -> String {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(report), as: UTF8.self)
        }

        private func line(_ report: LaneReport) -> String {
            let place = "\(report.service) \(report.lane)"
            let input = report.nextOffset.map { "next offset \($0)" } ?? "never read"
            let log = report.logEnd.map { ", log \(report.logStart ?? 0) to \($0)" } ?? ""
            let output = "number \(report.numbered), published \(report.published)"
            return "\(place): \(input)\(log); \(output)" + (report.remark.isEmpty ? "" : " — \(report.remark)")
        }
    }

    /// The one named, or all.
    static func workers(_ name: String?) throws -> [WorkerEntry] {
        guard let name else { return WorkerCatalogue.all }
        guard let worker = WorkerCatalogue.all.first(where: { $0.name == name }) else {
            let known = WorkerCatalogue.all.map(\.name).joined(separator: ", ")
            throw CleanFailure(message: "--service \(name): expected one of \(known)")
        }
        return [worker]
    }
}
