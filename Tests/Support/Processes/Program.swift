import Foundation
import Synchronization

/// One run of an executable of this package, with everything it prints.
package final class Program: Sendable {
    /// What a finished run left behind.
    package struct Outcome: Sendable {
        /// Its exit status, or the signal that ended it.
        package let status: Int32
        /// All of standard output.
        package let output: String
        /// All of standard error.
        package let errors: String

        /// The last line of standard output, as `--json` promises it.
        package var lastLine: String { output.split(separator: "\n").last.map(String.init) ?? "" }
    }

    /// It ran longer than it may, or never said what was awaited; with all that it printed.
    package struct TimedOut: Error, CustomStringConvertible {
        package let description: String

        package init(description: String) { self.description = description }
    }

    private let name: String
    private let process: Mutex<Process>
    private let output = Collected()
    private let errors = Collected()
    private let ended = DispatchSemaphore(value: 0)

    /// Starts it. The environment is bare but for what is given: settings of the machine do not leak in.
    package init(_ name: String, _ arguments: [String] = [], environment: [String: String] = [:]) throws {
        self.name = name
        let process = Process()
        process.executableURL = BrokerProcess.productsFolder.appendingPathComponent(name)
        process.arguments = arguments
        process.environment = BareEnvironment.with(environment)
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output.pipe
        process.standardError = errors.pipe
        process.terminationHandler = { [ended] _ in ended.signal() }
        try process.run()
        self.process = Mutex(process)
    }

    deinit { kill() }

    /// Waits for the end.
    /// - Throws: `TimedOut`, after it was killed.
    package func wait(limitSeconds: Int) throws -> Outcome {
        guard ended.wait(timeout: .now() + .seconds(limitSeconds)) == .success else {
            kill()
            throw TimedOut(description: "\(name) ran longer than \(limitSeconds) s:\n\(output.text)\n\(errors.text)")
        }
        ended.signal()
        let status = process.withLock { $0.terminationStatus }
        return Outcome(status: status, output: output.whole(), errors: errors.whole())
    }

    /// Waits for a line on standard error.
    /// - Throws: `TimedOut`.
    package func waitForError(containing text: String, limitSeconds: Int) throws {
        guard errors.wait(for: text, limitSeconds: limitSeconds) else {
            throw TimedOut(description: "\(name) never said '\(text)':\n\(errors.text)")
        }
    }

    /// What it printed on standard error so far.
    package var errorText: String { errors.text }

    /// SIGINT.
    package func interrupt() { process.withLock { $0.interrupt() } }
    /// SIGTERM.
    package func terminate() { process.withLock { $0.terminate() } }
    /// SIGKILL.
    package func kill() { process.withLock { if $0.isRunning { _ = Foundation.kill($0.processIdentifier, SIGKILL) } } }
}

/// What came through a pipe so far.
private final class Collected: Sendable {
    let pipe = Pipe()
    private let bytes = Mutex(Data())
    private let changed = DispatchSemaphore(value: 0)
    private let closed = DispatchSemaphore(value: 0)

    init() {
        pipe.fileHandleForReading.readabilityHandler = { [weak self] handle in
            let data = handle.availableData
            guard let self else { return }
            if data.isEmpty {
                handle.readabilityHandler = nil
                closed.signal()
            } else {
                bytes.withLock { $0 += data }
            }
            changed.signal()
        }
    }

    var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }

    /// The text after the writer has closed its end.
    func whole() -> String {
        if closed.wait(timeout: .now() + .seconds(5)) == .success { closed.signal() }
        return text
    }

    func wait(for wanted: String, limitSeconds: Int) -> Bool {
        let deadline = DispatchTime.now() + .seconds(limitSeconds)
        while !text.contains(wanted) {
            guard changed.wait(timeout: deadline) == .success else { return text.contains(wanted) }
        }
        return true
    }
}
