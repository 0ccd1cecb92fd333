import Testing
import Worker

@testable import WorkerSimulation

/// A million schedules in one process: nothing of a schedule may outlive it. Everything of one knows its fate, so that
/// stands for the rest.
@Suite struct MemoryTests {
    @Test(arguments: [true, false])
    func nothingOfAScheduleOfLoopsOutlivesIt(transactions: Bool) {
        expectFreed { choices in
            let simulation = Simulation(choices, transactions: transactions, removal: nil, keepsHistory: false)
            _ = simulation.run()
            return simulation.fate
        }
    }

    @Test(arguments: [true, false])
    func nothingOfAScheduleOfActionsOutlivesIt(transactions: Bool) {
        expectFreed { choices in
            let simulation = ActionSimulation(choices, transactions: transactions, removal: nil, keepsHistory: false)
            _ = simulation.run()
            return simulation.fate
        }
    }

    /// - Parameter run: runs a schedule and gives its fate, which nothing may hold once this has let go of it.
    private func expectFreed(_ run: (Choices) -> Fate) {
        for seed in 1...50 {
            weak var fate: Fate?
            do {
                let held = run(Choices(seed: UInt64(seed), isRecording: false))
                fate = held
                #expect(fate != nil)
                withExtendedLifetime(held) {}
            }

            #expect(fate == nil, "seed \(seed)")
        }
    }

    /// The loops of the product hold nothing that holds them: a process that builds them anew does not grow.
    @Test func loopsThatHaveEndedAreFreed() throws {
        let bench = Bench()
        bench.deliver("1")
        weak var worker: WorkerLoop<Notes>?
        weak var relay: RelayLoop?
        do {
            let consumer = try bench.worker()
            for _ in 0..<3 { try consumer.step() }
            consumer.finish()
            bench.stop.set()
            let publisher = bench.relay { _ in }
            for _ in 0..<5 { try publisher.step() }
            try publisher.run()
            (worker, relay) = (consumer, publisher)
            #expect(worker != nil && relay != nil)
        }

        #expect(bench.database.done == ["delivered 1": 1])
        #expect(worker == nil && relay == nil)
    }
}
