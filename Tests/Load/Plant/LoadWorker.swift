import Foundation
import TestSupport

/// A worker under load: its process, how much memory it has had, and what it tells probes.
final class LoadWorker {
    let service: String
    /// The most megabytes (of 2^20 bytes) that it had resident, as of the last look: `VmHWM` of the kernel, which
    /// counts what a container's limit counts of a process. A limit of the address space would not do: threads' stacks
    /// and allocators reserve gigabytes that they never touch.
    private(set) var peakMegabytes = 0
    private let child: Child

    /// - Throws: when the program is missing.
    init(service: String, environment: [String: String], log: URL, orphans: OrphanWatch) throws {
        self.service = service
        child = try Child(
            name: service, executable: BrokerProcess.productsFolder.appendingPathComponent(service),
            environment: environment, log: log)
        try orphans.add(child.pid)
    }

    /// Looks at its memory and whether it lives.
    ///
    /// - Throws: `RunError` when it has ended by itself.
    func check() throws {
        if let exit = child.exit {
            throw RunError("\(service) ended by itself with \(exit):\n\(child.lastLines(6))")
        }
        peakMegabytes = max(peakMegabytes, (ResidentMemory.kilobytes(.peak, of: child.pid) ?? 0) / 1_024)
    }

    /// SIGTERM, and waits.
    ///
    /// - Throws: `RunError` when it does not end in good order.
    func stop() throws {
        try check()
        child.send(SIGTERM)
        guard let exit = child.waitUntilEnded(limitSeconds: 60) else {
            throw RunError("\(service) did not end within 60 s of SIGTERM:\n\(child.lastLines(6))")
        }
        guard exit == .status(0) else { throw RunError("\(service) ended with \(exit):\n\(child.lastLines(6))") }
    }

    func kill() { child.kill() }

    /// What it answers to a probe; nil while it serves none.
    func answer(_ path: String) -> HTTPClient.Answer? { port.flatMap { try? HTTPClient.answer(path, $0) } }

    /// How it stands, for the report of a run that came to no end.
    var testimony: String {
        let ready = answer("/health/ready").map { "\($0.status) \($0.body)" } ?? "no answer to probes"
        return "\(service): \(ready)\n\(child.lastLines(30))"
    }

    /// How many lines of its log hold this text.
    func logged(_ text: String) -> Int {
        child.logText.split(separator: "\n").count { $0.contains(text) }
    }

    private var port: Int? {
        let log = child.logText
        guard let place = log.range(of: "http.port=") else { return nil }
        return Int(log[place.upperBound...].prefix { $0.isNumber })
    }
}
