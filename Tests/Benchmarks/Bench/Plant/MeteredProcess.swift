import Foundation
import TestSupport

/// A process whose use of the machine is measured.
final class MeteredProcess {
    private let child: Child

    init(_ child: Child) { self.child = child }

    /// What the run calls it.
    var name: String { child.name }

    /// Seconds of processor time, and the most that was ever resident in megabytes of 2^20 bytes, as of the last look:
    /// of a process that has ended nothing more is known.
    private(set) var cpuSeconds = 0.0
    private(set) var peakMegabytes = 0

    /// Looks at what it has used.
    func look() {
        cpuSeconds = max(cpuSeconds, ProcessMeter.seconds(child.pid))
        peakMegabytes = max(peakMegabytes, ProcessMeter.peakMegabytes(child.pid))
    }

    /// Everything that it has printed.
    var logText: String { child.logText }

    /// Waits until its probe says that it is ready: it has its lanes and reaches the database.
    ///
    /// - Throws: `RunError` when it ends by itself, or after half a minute.
    func waitUntilReady() throws {
        let deadline = Date(timeIntervalSinceNow: 30)
        while try !isReady() {
            try check()
            guard Date() < deadline else { throw RunError("\(name) is not ready:\n\(child.lastLines(6))") }
            Thread.sleep(forTimeInterval: 0.05)
        }
    }

    private func isReady() throws -> Bool {
        let log = child.logText
        guard let place = log.range(of: "http.port=", options: .backwards),
            let port = Int(log[place.upperBound...].prefix { $0.isNumber })
        else { return false }
        return (try? HTTPClient.answer("/health/ready", port))?.status == 200
    }

    /// - Throws: `RunError` when it has ended by itself, with its last words.
    func check() throws {
        if let exit = child.exit { throw RunError("\(child.name) ended with \(exit):\n\(child.lastLines(6))") }
    }

    /// Waits for its end.
    ///
    /// - Throws: `RunError` when it takes too long or fails.
    func wait(limitSeconds: Double) throws {
        guard let exit = child.waitUntilEnded(limitSeconds: limitSeconds) else {
            throw RunError("\(child.name) did not end within \(limitSeconds) s:\n\(child.lastLines(6))")
        }
        guard exit == .status(0) else { throw RunError("\(child.name) ended with \(exit):\n\(child.lastLines(6))") }
    }

    /// SIGTERM, and waits.
    func stop() throws {
        try check()
        child.send(SIGTERM)
        try wait(limitSeconds: 60)
    }

    func kill() { child.kill() }
}
