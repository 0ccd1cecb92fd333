import Foundation

/// The workers that faults hit; the executables are named so.
enum ChaosWorkers {
    static let names = ["intake", "grading", "disposition", "recall"]
}

/// Folders of a run.
struct Places: Sendable {
    /// Where the executables are.
    let binaries: URL
    /// Logs of all processes, a file each.
    let logs: URL

    func executable(_ name: String) -> URL { binaries.appendingPathComponent(name) }
    func log(_ name: String) -> URL { logs.appendingPathComponent("\(name).log") }
}
