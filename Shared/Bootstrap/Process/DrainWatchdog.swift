import Logging
import UnixSignals

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Ends the process when a drain takes longer than its limit. Every step is safe to repeat, so nothing is lost.
struct DrainWatchdog: Sendable {
    let limitSeconds: Int
    let logger: Logger

    /// Waits for the first SIGTERM or SIGINT, then for the limit; returns only when cancelled before.
    func guardSignals() async throws {
        for await signal in await UnixSignalsSequence(trapping: .sigterm, .sigint) {
            logger.info("stopping", metadata: ["signal": "\(signal)", "limit.seconds": "\(limitSeconds)"])
            try await Task.sleep(for: .seconds(limitSeconds))
            logger.warning("the drain limit is over: exiting with work in hand, it will be done again")
            fflush(nil)
            _exit(0)
        }
        while !Task.isCancelled { try await Task.sleep(for: .seconds(3_600)) }
    }
}
