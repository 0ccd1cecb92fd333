import Foundation
import Worker

/// A process of the demo with its log file; ends with the demo.
final class ChildProcess {
    let name: String
    private let executable: URL
    private let arguments: [String]
    private let environment: [String: String]
    private let log: URL
    private var process: Process?
    private(set) var kills = 0
    private(set) var starts = 0
    /// What it writes on standard output goes here instead of to the log, when set before the start.
    var output: Pipe?

    init(name: String, executable: URL, arguments: [String] = [], environment: [String: String], logs: URL) {
        self.name = name
        self.executable = executable
        self.arguments = arguments
        self.environment = environment
        log = logs.appendingPathComponent("\(name).log")
    }

    var isRunning: Bool { process?.isRunning ?? false }

    var pid: Int32? { process?.processIdentifier }

    /// The exit status, once it has ended by itself.
    var exitStatus: Int32? {
        guard let process, !process.isRunning else { return nil }
        return process.terminationStatus
    }

    /// - Throws: `fatal` when the executable or the log cannot be opened.
    func start() throws(Fault) {
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        do {
            let handle = try appending(to: log)
            process.standardError = handle
            process.standardOutput = output ?? handle
            process.standardInput = FileHandle.nullDevice
            try process.run()
        } catch {
            throw Fault(.fatal, "demo.start", "\(name) cannot be started: \(error.localizedDescription)")
        }
        self.process = process
        starts += 1
    }

    /// `kill -9`, then waits until it is gone.
    func kill() {
        guard let process, process.isRunning else { return }
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        kills += 1
    }

    /// SIGTERM, and `kill -9` when it has not ended in time.
    func stop(limitSeconds: Double) {
        guard let process, process.isRunning else { return }
        process.terminate()
        let deadline = Date(timeIntervalSinceNow: limitSeconds)
        while process.isRunning, Date() < deadline { Thread.sleep(forTimeInterval: 0.02) }
        if process.isRunning { kill() }
    }

    /// Resident memory in bytes, from the system; nil when it has ended.
    var residentBytes: Int? {
        guard let process, process.isRunning,
            let text = try? String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8),
            let line = text.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
            let kilobytes = line.split(whereSeparator: { !$0.isNumber }).first.flatMap({ Int($0) })
        else { return nil }
        return kilobytes * 1_024
    }

    /// The last lines of its log, for a person.
    func lastLines(_ count: Int) -> String {
        let text = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").suffix(count).joined(separator: "\n")
    }

    private func appending(to url: URL) throws -> FileHandle {
        if !FileManager.default.fileExists(atPath: url.path) {
            _ = FileManager.default.createFile(atPath: url.path, contents: nil)
        }
        let handle = try FileHandle(forWritingTo: url)
        try handle.seekToEnd()
        return handle
    }
}
