import Foundation
import TestSupport

/// What `backhaul audit --json` said last.
struct AuditVerdict: Decodable, Equatable {
    /// `clean`, `broken` or `unproven`.
    var verdict: String
    /// Numbers of a lane that were never seen.
    var lost: Int
    /// Effects or events that a reader saw twice and could not know.
    var doubled: Int
    /// Repeats that a reader recognises, where the broker has no transactions.
    var repeats: Int
    var violations: Int
    /// True when the broker hides what was aborted.
    var transactions: Bool
    /// Breaches by law.
    var laws: [String: Int]?
    /// Events read.
    var events: Int?
}

/// `backhaul audit --follow` on connections of its own: reads along while faults run, judges when it is told to end.
final class Judge {
    private let child: Child
    private let output: URL

    /// - Parameter hidesAborted: false for the embedded broker, which knows transactions and shows what was aborted all
    ///   the same.
    /// - Throws: when it cannot be started.
    init(
        bootstrap: String, hidesAborted: Bool, prefix: String, databaseURL: String, places: Places,
        orphans: OrphanWatch
    ) throws {
        output = places.log("audit-verdict")
        guard FileManager.default.createFile(atPath: output.path, contents: nil) else {
            throw RunError("\(output.path) cannot be written")
        }
        child = try Child(
            name: "audit", executable: places.executable("backhaul"), arguments: ["audit", "--follow", "--json"],
            environment: [
                "KAFKA_BOOTSTRAP_SERVERS": bootstrap, "TOPIC_PREFIX": prefix, "DATABASE_URL": databaseURL,
                "RELAY_TRANSACTIONS": hidesAborted ? "auto" : "off",
            ], log: places.log("audit"), output: try FileHandle(forWritingTo: output))
        try orphans.add(child.pid)
    }

    /// - Throws: `RunError` when it has ended before it was told to.
    func check() throws {
        guard let exit = child.exit else { return }
        throw RunError("the audit ended with \(exit) while faults ran:\n\(child.lastLines(6))")
    }

    /// Has it read to the end and judge.
    ///
    /// - Returns: its verdict, and all lines that it printed before.
    /// - Throws: `RunError` when it does not.
    func verdict(limitSeconds: Double) throws -> (verdict: AuditVerdict, lines: [String]) {
        child.send(SIGTERM)
        guard let exit = child.waitUntilEnded(limitSeconds: limitSeconds) else {
            throw RunError("the audit did not judge within \(Int(limitSeconds)) s:\n\(child.lastLines(6))")
        }
        let lines = try String(contentsOf: output, encoding: .utf8).split(separator: "\n").map(String.init)
        guard let last = lines.last, let verdict = try? JSONDecoder().decode(AuditVerdict.self, from: Data(last.utf8))
        else { throw RunError("the audit ended with \(exit) and no verdict:\n\(child.lastLines(6))") }
        guard (exit == .status(0)) == (verdict.verdict == "clean") else {
            throw RunError("the audit ended with \(exit) and says \(last)")
        }
        return (verdict, Array(lines.dropLast()))
    }

    func stop() { child.kill() }
}
