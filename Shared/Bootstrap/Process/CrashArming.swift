import Logging
import Telemetry
import Worker

/// Arms the crash that `CRASH_AT` asks for: tests prove with it what a kill at that point leaves behind.
package enum CrashArming {
    /// - Returns: nil when no crash is asked for.
    /// - Throws: `fatal` with the names of all points.
    package static func plan(_ reader: SettingsReader) throws(Fault) -> CrashPlan? {
        let text = try reader.text(WorkerSettings.crashAt)
        return text.isEmpty ? nil : try CrashPlan(parsing: text)
    }

    /// For tools: arms what the reader says, if anything.
    /// - Throws: as `plan`.
    package static func arm(from reader: SettingsReader, _ logger: Logger) throws(Fault) {
        if let plan = try plan(reader) { arm(plan, logger) }
    }

    /// Warns, and arms.
    package static func arm(_ plan: CrashPlan, _ logger: Logger) {
        logger.warning("CRASH_AT is set: this process will kill itself", metadata: [LogKey.crashPoint: "\(plan)"])
        Crash.arm(plan) { plan in
            // One write to standard error: it is out before the process is gone.
            logger.critical("CRASH_AT: the process kills itself", metadata: [LogKey.crashPoint: "\(plan)"])
        }
    }
}
