import Foundation

/// What a process has in memory, as the kernel counts it against a container's limit. Linux only.
package enum ResidentMemory {
    /// A field of `/proc/PID/status`, see proc(5).
    package enum Field: String {
        case now = "VmRSS"
        /// The most that it ever was.
        case peak = "VmHWM"
    }

    /// - Returns: kilobytes of 1,024 bytes; nil when the process is gone.
    package static func kilobytes(_ field: Field, of pid: Int32) -> Int? {
        guard let status = try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8) else { return nil }
        let line = status.split(separator: "\n").first { $0.hasPrefix("\(field.rawValue):") }
        return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }
    }
}
