import Synchronization
import Testing

@testable import Worker

/// Long enough to overlap on two cores, so that the thread sanitizer has something to see.
@Suite struct ThreadTests {
    private final class Shared: Sendable {
        let count = Guarded(0)
        let sum = Atomic<Int>(0)
    }

    /// Runs `bodies` at the same time, each on a thread of its own, and waits for all.
    private func together(_ bodies: [@Sendable () -> Void]) throws {
        let threads = try bodies.enumerated().map { try OSThread(name: "test-\($0.offset)", $0.element) }
        for thread in threads { #expect(thread.join(milliseconds: 60_000)) }
    }

    @Test func everySignalWakesOrIsFoundRaised() throws {
        let (there, back) = (WakeSignal(), WakeSignal())
        let turns = Shared()

        try together([
            {
                for _ in 0..<20_000 {
                    turns.count.withLock { $0 += 1 }
                    there.raise()
                    back.wait(milliseconds: 60_000)
                }
            },
            {
                for _ in 0..<20_000 {
                    there.wait(milliseconds: 60_000)
                    turns.count.withLock { $0 += 1 }
                    back.raise()
                }
            },
        ])

        #expect(turns.count.withLock { $0 } == 40_000)
    }

    @Test func aSignalRaisedBeforeTheWaitIsNotLost() {
        let signal = WakeSignal()
        let clock = ContinuousClock()
        signal.raise()
        signal.raise()

        #expect(clock.measure { signal.wait(milliseconds: 60_000) } < .seconds(30))
        #expect(clock.measure { signal.wait(milliseconds: 2) } >= .milliseconds(2), "it was lowered")
    }

    @Test func aStopIsSeenByAllWithWhatWasWrittenBefore() throws {
        let stop = StopFlag()
        let shared = Shared()
        let watchers = (0..<3).map { _ in
            { @Sendable in
                var spins = 0
                while !stop.isSet { spins &+= 1 }
                shared.sum.add(shared.count.withLock { $0 }, ordering: .relaxed)
            }
        }

        try together(
            watchers + [
                {
                    for _ in 0..<200_000 { shared.count.withLock { $0 += 1 } }
                    stop.set()
                }
            ])

        #expect(shared.sum.load(ordering: .relaxed) == 600_000)
    }

    @Test func severalMayWaitForTheSameEnd() throws {
        let gate = WakeSignal()
        let thread = try OSThread(name: "a-name-that-is-too-long-for-the-system") { gate.wait(milliseconds: 60_000) }
        #expect(!thread.join(milliseconds: 1))

        let waiters = (0..<4).map { _ in { @Sendable in #expect(thread.join(milliseconds: 60_000)) } }
        let duration = try ContinuousClock().measure { try together(waiters + [{ gate.raise() }]) }

        #expect(duration < .seconds(30), "the end wakes all of them, not one")
    }

    @Test func healthIsWrittenByLoopsAndReadByProbes() throws {
        let health = WorkerHealth()
        let loops = (0..<3).map { _ in WorkerHealth.LoopID() }
        let seen = Shared()
        let writers = loops.enumerated().map { index, loop in
            { @Sendable in
                for beat in 1...20_000 as ClosedRange<Int64> {
                    health.beat(loop, at: beat)
                    health.assigned(loop, stopped: index == 0 ? [LaneID("t", 0): "gone"] : [:])
                    health.waiting(loop, for: beat.isMultiple(of: 2) ? "connect" : nil)
                }
                health.waiting(loop, for: nil)
            }
        }
        let reader = { @Sendable in
            for _ in 0..<20_000 where !health.obstacles().isEmpty { seen.sum.add(1, ordering: .relaxed) }
        }

        try together(writers + [reader])

        #expect(seen.sum.load(ordering: .relaxed) > 0)
        #expect(health.obstacles() == ["lane t.0 stopped: gone"], "no loop speaks for another")
        #expect(health.isLive(at: 20_000, limitSeconds: 1))
    }
}

@Suite struct WorkerHealthTests {
    private let one = WorkerHealth.LoopID()
    private let two = WorkerHealth.LoopID()

    @Test func oneLoopThatStandsStillMakesTheProcessDead() {
        let health = WorkerHealth()
        health.beat(one, at: 1)
        health.beat(two, at: 90_000_000)

        #expect(!health.isLive(at: 90_000_000, limitSeconds: 60))
        health.ended(one)
        #expect(health.isLive(at: 90_000_000, limitSeconds: 60))
    }

    @Test func aWorkerIsReadyWhenAllItsLoopsHaveJoined() {
        let health = WorkerHealth()
        #expect(!health.obstacles().isEmpty)

        health.assigned(one, stopped: [:])
        #expect(health.obstacles().isEmpty)

        health.beat(two, at: 1)
        #expect(health.obstacles() == ["has not joined its consumer group yet"])
    }

    @Test func aFatalFaultIsNeitherLiveNorReady() {
        let health = WorkerHealth()
        health.assigned(one, stopped: [:])
        health.failed("the schema is too old")

        #expect(!health.isLive(at: 1, limitSeconds: 60))
        #expect(health.obstacles() == ["the schema is too old"])
    }
}
