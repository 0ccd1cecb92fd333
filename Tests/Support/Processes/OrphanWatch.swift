import Foundation

/// Sees to it that no child outlives this process, however this process ends: a small process waits for its end and
/// kills what is left, frozen ones too.
package final class OrphanWatch {
    private let list: URL
    private var children: Set<Int32> = []

    /// - Parameters:
    ///   - folder: where the list of children is kept.
    ///   - executables: only processes that run a program of this folder are killed.
    /// - Throws: when the small process cannot be started.
    package init(folder: URL, executables: URL) throws {
        list = folder.appendingPathComponent("children")
        let script = """
            while kill -0 "$1" 2>/dev/null; do sleep 1; done
            while read -r child; do
                case $(readlink "/proc/$child/exe") in "$3"/*) kill -KILL "$child" ;; esac
            done <"$2"
            """
        let watcher = Process()
        watcher.executableURL = URL(fileURLWithPath: "/bin/sh")
        let own = String(ProcessInfo.processInfo.processIdentifier)
        watcher.arguments = ["-c", script, "sh", own, list.path, executables.resolvingSymlinksInPath().path]
        watcher.standardInput = FileHandle.nullDevice
        watcher.standardOutput = FileHandle.nullDevice
        watcher.standardError = FileHandle.nullDevice
        try write()
        try watcher.run()
    }

    /// - Throws: when the list cannot be written.
    package func add(_ child: Int32) throws {
        children.insert(child)
        try write()
    }

    /// Its id may belong to another process from now on.
    ///
    /// - Throws: when the list cannot be written.
    package func remove(_ child: Int32) throws {
        children.remove(child)
        try write()
    }

    private func write() throws {
        try children.map { "\($0)\n" }.joined().write(to: list, atomically: true, encoding: .utf8)
    }
}
