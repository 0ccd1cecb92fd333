import Foundation
import Synchronization

/// A `devbroker` process of our own, found beside the test binary; it ends with its standard input, so with the tests.
package final class BrokerProcess: @unchecked Sendable {
    /// The bootstrap address.
    package let address: String
    private let process: Process
    private let requests: FileHandle
    private let answers: AnswerLines

    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    /// - Parameter log: what it says on standard error goes to this file; nowhere when nil.
    /// - Throws: `Failure` when the executable is not built or does not come up within ten seconds.
    package init(brokers: Int = 1, log: URL? = nil) throws {
        let binary = Self.productsFolder.appendingPathComponent("devbroker")
        guard FileManager.default.isExecutableFile(atPath: binary.path) else {
            throw Failure(
                description: "no devbroker beside the tests: build it, or set TEST_KAFKA to a broker's address")
        }
        let (input, output) = (Pipe(), Pipe())
        process = Process()
        process.executableURL = binary
        process.arguments = ["--brokers", "\(brokers)"]
        process.standardInput = input
        process.standardOutput = output
        process.standardError = try log.map(Self.opened) ?? FileHandle.nullDevice
        try process.run()
        requests = input.fileHandleForWriting
        answers = AnswerLines(output.fileHandleForReading)
        guard let address = answers.next(timeoutSeconds: 10) else {
            process.terminate()
            throw Failure(description: "devbroker did not start")
        }
        self.address = address
    }

    deinit { stop() }

    /// Sends one request line, such as `create NAME 4` or `down 1`.
    package func request(_ line: String) throws {
        try requests.write(contentsOf: Data((line + "\n").utf8))
        let answer = answers.next(timeoutSeconds: 10) ?? "no answer"
        guard answer == "ok" else { throw Failure(description: "devbroker: \(line): \(answer)") }
    }

    /// Its process id.
    package var pid: Int32 { process.processIdentifier }

    /// False once it has ended.
    package var isRunning: Bool { process.isRunning }

    private static func opened(_ log: URL) throws -> FileHandle {
        try Data().write(to: log)
        return try FileHandle(forWritingTo: log)
    }

    /// Ends it as a crash would.
    package func kill() {
        guard process.isRunning else { return }
        _ = Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// Ends it in good order.
    package func stop() {
        try? requests.close()
        if process.isRunning { process.waitUntilExit() }
    }

    /// The folder of the test binary, where the executables of the package are too.
    package static var productsFolder: URL {
        URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    }
}

/// The lines that a process prints, in order.
private final class AnswerLines: Sendable {
    private struct State {
        var rest = Data()
        var lines: [String] = []
    }
    private let state = Mutex(State())
    private let arrived = DispatchSemaphore(value: 0)

    init(_ output: FileHandle) {
        output.readabilityHandler = { [weak self] handle in
            let data = handle.availableData
            if data.isEmpty { handle.readabilityHandler = nil }
            self?.add(data)
        }
    }

    func next(timeoutSeconds: Int) -> String? {
        guard arrived.wait(timeout: .now() + .seconds(timeoutSeconds)) == .success else { return nil }
        return state.withLock { $0.lines.isEmpty ? nil : $0.lines.removeFirst() }
    }

    private func add(_ data: Data) {
        let count = state.withLock { state in
            state.rest += data
            var added = 0
            while let end = state.rest.firstIndex(of: UInt8(ascii: "\n")) {
                state.lines.append(String(decoding: state.rest[..<end], as: UTF8.self))
                state.rest = Data(state.rest[(end + 1)...])
                added += 1
            }
            return added
        }
        for _ in 0..<count { arrived.signal() }
    }
}
