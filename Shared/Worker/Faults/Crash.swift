import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Kills the process at the point that it was told, as `kill -9` would: for tests that prove what a crash leaves.
///
/// One plan a process, because a crash is the process's own. Where nothing is armed a point costs one load.
package enum Crash {
    private struct Armed: Sendable {
        var count: CrashCount
        let report: @Sendable (CrashPlan) -> Void
    }

    private static let isArmed = Atomic<Bool>(false)
    private static let armed = Guarded<Armed?>(nil)

    /// - Parameter report: told just before the end; what it writes must be out when it returns.
    package static func arm(_ plan: CrashPlan, report: @escaping @Sendable (CrashPlan) -> Void) {
        armed.withLock { $0 = Armed(count: CrashCount(plan), report: report) }
        isArmed.store(true, ordering: .releasing)
    }

    /// Passes the point; does not return when it is the one.
    package static func at(_ point: CrashPoint) {
        if isArmed.load(ordering: .relaxed) { pass(point) }
    }

    private static func pass(_ point: CrashPoint) {
        armed.withLock { state in
            guard state?.count.passes(point) == true, let armed = state else { return }
            armed.report(armed.count.plan)
            kill(getpid(), SIGKILL)
        }
    }
}

/// Counts the passes of the one point that matters.
package struct CrashCount: Sendable {
    package let plan: CrashPlan
    private var passes = 0

    package init(_ plan: CrashPlan) { self.plan = plan }

    /// - Returns: true at the pass that the plan names.
    package mutating func passes(_ point: CrashPoint) -> Bool {
        guard point == plan.point else { return false }
        passes += 1
        return passes == plan.hit
    }
}
