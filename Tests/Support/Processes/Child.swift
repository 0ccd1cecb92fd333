import Dispatch
import Foundation
import Synchronization

/// A process of a long run, with its log.
package final class Child: Sendable {
    /// How a process ended.
    package enum Exit: Equatable, Sendable, CustomStringConvertible {
        case status(Int32)
        case signal(Int32)

        package var description: String {
            switch self {
            case .status(let status): "status \(status)"
            case .signal(let signal): "signal \(signal)"
            }
        }
    }

    /// What the run calls it.
    package let name: String
    /// Its process id.
    package let pid: Int32
    private let log: URL
    /// Bytes that earlier processes had written to its log.
    private let logStart: UInt64
    private let process: Mutex<Process>
    private let ended = DispatchSemaphore(value: 0)

    /// Starts it. The environment is bare but for what is given.
    ///
    /// - Parameters:
    ///   - log: what it prints is added to this file.
    ///   - output: standard output goes here instead.
    /// - Throws: when the program is missing.
    package init(
        name: String, executable: URL, arguments: [String] = [], environment: [String: String] = [:], log: URL,
        output: FileHandle? = nil
    ) throws {
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        process.environment = BareEnvironment.with(environment)
        let handle = try Self.appending(to: log)
        logStart = try handle.offset()
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output ?? handle
        process.standardError = handle
        process.terminationHandler = { [ended] _ in ended.signal() }
        try process.run()
        self.name = name
        self.log = log
        pid = process.processIdentifier
        self.process = Mutex(process)
    }

    /// How it ended; nil while it lives.
    package var exit: Exit? {
        process.withLock { process in
            guard !process.isRunning else { return nil }
            let status = process.terminationStatus
            return process.terminationReason == .uncaughtSignal ? .signal(status) : .status(status)
        }
    }

    /// Sends a signal, unless it has ended.
    package func send(_ signal: Int32) {
        process.withLock { if $0.isRunning { _ = Foundation.kill($0.processIdentifier, signal) } }
    }

    /// SIGKILL, and waits until it is gone.
    package func kill() {
        send(SIGKILL)
        _ = waitUntilEnded(limitSeconds: 10)
    }

    /// - Returns: how it ended; nil when the time was up.
    package func waitUntilEnded(limitSeconds: Double) -> Exit? {
        guard ended.wait(timeout: .now() + limitSeconds) == .success else { return nil }
        ended.signal()
        return exit
    }

    /// All that it has printed so far.
    package var logText: String { (try? String(contentsOf: log, encoding: .utf8)) ?? "" }

    /// True while it has printed nothing: it was given to the system, and has not begun.
    package var isSilent: Bool {
        let size = try? FileManager.default.attributesOfItem(atPath: log.path)[.size] as? UInt64
        return size.map { $0 <= logStart } ?? true
    }

    /// True when its log holds the text.
    package func says(_ text: String) -> Bool { logText.contains(text) }

    /// The last lines of its log.
    package func lastLines(_ count: Int) -> String { LogLines.last(count, of: logText) }

    private static func appending(to url: URL) throws -> FileHandle {
        if !FileManager.default.fileExists(atPath: url.path) {
            guard FileManager.default.createFile(atPath: url.path, contents: nil) else {
                throw ServerUnavailable("\(url.path) cannot be written")
            }
        }
        let handle = try FileHandle(forWritingTo: url)
        try handle.seekToEnd()
        return handle
    }
}
