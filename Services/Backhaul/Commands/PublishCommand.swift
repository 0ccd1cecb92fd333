import ArgumentParser
import Contracts
import Foundation
import Kafka
import Kernel
import Worker

/// `backhaul publish FILE`.
struct PublishCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "publish",
        abstract: "Publishes events from a file of JSON lines, after checking every one of them.",
        discussion: """
            Each line is a CloudEvent in structured mode: {"specversion":"1.0","id":"...","source":"...","type":
            "backhaul.return.requested.v1","data":{...}}. All lines are checked before the first is sent: a file with a
            wrong line sends nothing. `-` reads standard input.
            """)

    @OptionGroup var kafka: KafkaOptions

    @Argument(help: "The file, or - for standard input.")
    var file: String

    @Flag(help: "Check only, send nothing.")
    var dryRun = false

    func run() throws {
        let lines = try readLines()
        let records = try Checked.records(of: lines, file: file)
        guard !dryRun else { return print("\(records.count) events are right; nothing was sent") }
        try explained {
            let producer = try PlainProducer(settings: kafka.settings(), logger: ToolLog.logger)
            defer { producer.close() }
            try producer.sendAll(records)
        }
        print("published \(records.count) events")
    }

    private func readLines() throws -> [String] {
        // A pipe is no file that can be asked for its contents: standard input is read to its end.
        let input = file == "-" ? .standardInput : FileHandle(forReadingAtPath: file)
        guard let data = try? input?.readToEnd() ?? Data() else {
            throw CleanFailure(message: "\(file): the file cannot be read")
        }
        return String(decoding: data, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false).map(
            String.init)
    }
}

/// Lines that keep the contract, as records.
enum Checked {
    /// - Throws: `CleanFailure` naming every line that is wrong, what is wrong and what was expected.
    static func records(of lines: [String], file: String) throws -> [OutboundRecord] {
        var records: [OutboundRecord] = []
        var wrong: [String] = []
        for (index, line) in lines.enumerated() where !line.isEmpty {
            do { records.append(try record(of: line)) } catch { wrong.append("\(file), line \(index + 1): \(error)") }
        }
        guard wrong.isEmpty else { throw CleanFailure(message: wrong.joined(separator: "\n")) }
        return records
    }

    private static func record(of line: String) throws(ContractViolation) -> OutboundRecord {
        let structured = [(name: "content-type", value: Optional(Array("application/cloudevents+json".utf8)))]
        let event = try CloudEvent.read(headers: structured, value: Array(line.utf8))
        guard let kind = Catalogue.kind(named: event.type) else {
            throw ContractViolation(.unknownType, "type: expected one of the types in deploy/asyncapi.yaml")
        }
        let key = try kind.check(event.data)
        return OutboundRecord(
            topic: kind.topic.name, key: Array(key.description.utf8), value: event.data,
            headers: event.binaryHeaders().map { RecordHeader($0.name, $0.value) })
    }
}
