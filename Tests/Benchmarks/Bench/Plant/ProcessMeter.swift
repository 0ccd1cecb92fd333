import Foundation
import TestSupport

#if canImport(Glibc)
    import Glibc
#endif

/// What processes have used, read from the kernel. Linux only.
enum ProcessMeter {
    /// Seconds of processor time, user and system, that a process and those of its children that have ended have used.
    static func seconds(_ pid: Int32) -> Double { stat(pid).map { $0.own + $0.ended } ?? 0 }

    /// The same for a process and all its living children: a PostgreSQL server.
    static func secondsOfTree(_ pid: Int32) -> Double {
        let children = pids().compactMap { stat($0) }.filter { $0.parent == pid }
        return children.reduce(seconds(pid)) { $0 + $1.own + $1.ended }
    }

    /// The most that was ever resident, in megabytes of 2^20 bytes (`VmHWM`).
    static func peakMegabytes(_ pid: Int32) -> Int { (ResidentMemory.kilobytes(.peak, of: pid) ?? 0) / 1_024 }

    private struct Stat {
        let parent: Int32
        let own: Double
        let ended: Double
    }

    private static let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))

    private static func pids() -> [Int32] {
        ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap { Int32($0) }
    }

    /// Fields of `/proc/PID/stat` (proc(5)); the second is the name in parentheses and may hold spaces.
    private static func stat(_ pid: Int32) -> Stat? {
        guard let text = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
            let name = text.lastIndex(of: ")")
        else { return nil }
        let fields = text[text.index(after: name)...].split(separator: " ")
        guard fields.count > 14, let parent = Int32(fields[1]) else { return nil }
        func seconds(_ index: Int) -> Double { (Double(fields[index]) ?? 0) / ticks }
        return Stat(parent: parent, own: seconds(11) + seconds(12), ended: seconds(13) + seconds(14))
    }
}
