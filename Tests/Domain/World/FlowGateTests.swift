import Contracts
import Testing

@testable import BackhaulWorld

@Suite struct FlowGateTests {
    private let limits = FlowLimits(
        bytesAheadPerPartition: 100_000, recordsAheadPerPartition: 50, unitsAhead: 10, bytesPerLook: 1_000,
        recordsPerLook: 5)

    @Test func theBudgetBetweenTwoLooksIsBounded() {
        var byRecords = FlowGate(limits)
        for _ in 0..<5 { byRecords.published(.orders, bytes: 10) }
        var byBytes = FlowGate(limits)
        byBytes.published(.orders, bytes: 1_000)

        #expect(!byRecords.isOpen(unitsAhead: 0))
        #expect(!byBytes.isOpen(unitsAhead: 0))
        byRecords.looked(lag: [:])
        #expect(byRecords.isOpen(unitsAhead: 0))
    }

    @Test func aSlowWorkerClosesIt() {
        var gate = FlowGate(limits)
        gate.looked(lag: [.custody: 51])
        #expect(!gate.isOpen(unitsAhead: 0))

        gate.looked(lag: [.custody: 50])
        #expect(gate.isOpen(unitsAhead: 0))
    }

    @Test func largeRecordsMayBeFewer() {
        var gate = FlowGate(limits)
        for _ in 0..<10 { gate.published(.orders, bytes: 4_000) }
        gate.looked(lag: [.orders: 13])

        #expect(gate.recordsAllowed(.orders) == 12)
        #expect(!gate.isOpen(unitsAhead: 0))
    }

    @Test func unitsThatNobodyLookedAtCloseIt() {
        let gate = FlowGate(limits)

        #expect(gate.isOpen(unitsAhead: 9))
        #expect(!gate.isOpen(unitsAhead: 10))
    }

    @Test func itIsDrainedWhenEveryWorkerHasReadAll() {
        var gate = FlowGate(limits)
        gate.looked(lag: [.orders: 0, .custody: 1])
        #expect(!gate.isDrained)

        gate.looked(lag: [.orders: 0, .custody: 0])
        #expect(gate.isDrained)
    }
}
