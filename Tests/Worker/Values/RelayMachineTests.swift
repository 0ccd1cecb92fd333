import Testing

@testable import Worker

@Suite struct RelayMachineTests {
    private func opened(
        _ lanes: [RelayLane] = [Sample.lane(0, sequence: 10, hint: 0)], committed: [Int32: Int64] = [:],
        isTransactional: Bool = true
    ) -> RelayMachine {
        var machine = RelayMachine()
        machine.leaseAnswered(true)
        machine.opened(lanes: lanes, committed: committed, isTransactional: isTransactional)
        return machine
    }

    private func run(_ numbers: ClosedRange<Int64>, after position: Int64) throws -> RelayRun {
        try #require(RelayRun.runs(of: [Sample.segment(numbers)], after: [0: position], laneLimit: nil).first)
    }

    private func halt(of machine: inout RelayMachine) -> Fault? {
        if case .halt(let fault) = machine.next() { fault } else { nil }
    }

    @Test func itBeginsWithTheLease() {
        var machine = RelayMachine()

        #expect(machine.next() == .takeLease)
        #expect(!machine.isLeased)
    }

    @Test func aRefusedLeaseIsWaitedFor() {
        var machine = RelayMachine()

        machine.leaseAnswered(false)
        #expect(machine.next() == .waitForLease)
        machine.waitedForLease()
        #expect(machine.next() == .takeLease)
    }

    @Test func aGrantedLeaseOpensAProducer() {
        var machine = RelayMachine()

        machine.leaseAnswered(true)

        #expect(machine.isLeased)
        #expect(machine.next() == .open)
    }

    @Test func whatWaitsToBePublishedIsCountedFromTheKnownPositions() {
        let lanes = [Sample.lane(0, sequence: 10, hint: 4), Sample.lane(1, sequence: 10, hint: 6)]
        let machine = opened([lanes[0]], committed: [0: 7])

        // Lane 0 is known up to 7, lane 1 is new and only its hint is known.
        #expect(machine.unpublished(among: lanes) == 3 + 4)
    }

    @Test func itReadsOnAfterTheLargerOfKafkasAndPostgresPositions() {
        let lanes = [
            Sample.lane(0, sequence: 10, hint: 4), Sample.lane(1, sequence: 10, hint: 6),
            Sample.lane(2, sequence: 3, hint: 0),
        ]
        var machine = opened(lanes, committed: [0: 7, 1: 5])

        #expect(machine.next() == .storeHints([0: 7]))
        machine.hintsStored()
        #expect(machine.next() == .fetch([0: 7, 1: 6, 2: 0]))
    }

    @Test(arguments: [(11, 0), (0, 11)] as [(Int64, Int64)])
    func aDatabaseThatWasRestoredIsRefused(committed: Int64, hint: Int64) throws {
        var machine = opened([Sample.lane(0, sequence: 10, hint: hint)], committed: [0: committed])

        let fault = try #require(halt(of: &machine))
        #expect(fault.kind == .fatal)
        #expect(fault.detail.contains("11") && fault.detail.contains("10"))
    }

    @Test func aLaneThatIsRegisteredLaterJoins() {
        var machine = opened()
        let lanes = [Sample.lane(0, sequence: 10, hint: 0), Sample.lane(1, sequence: 9, hint: 2)]

        #expect(machine.unknown(among: lanes).map(\.number) == [1])
        machine.discovered([lanes[1]], committed: [1: 3])

        #expect(machine.next() == .storeHints([1: 3]))
        machine.hintsStored()
        #expect(machine.next() == .fetch([0: 0, 1: 3]))
    }

    @Test func aLaterLaneThatKafkaHasSeenFurtherIsRefused() {
        var machine = opened()

        machine.discovered([Sample.lane(1, sequence: 0, hint: 0)], committed: [1: 40])

        #expect(halt(of: &machine) != nil)
    }

    @Test func anEmptyOutboxRestsOnce() {
        var machine = opened()

        machine.fetched([])

        #expect(machine.next() == .rest)
        #expect(machine.next() == .fetch([0: 0]))
    }

    @Test func whatIsFetchedIsPublishedThenHinted() throws {
        var machine = opened()

        machine.fetched([Sample.segment(1...4)])
        #expect(machine.next() == .publish(try run(1...4, after: 0)))
        machine.published()
        #expect(machine.next() == .storeHints([0: 4]))
        machine.hintsStored()
        #expect(machine.next() == .fetch([0: 4]))
    }

    @Test func withoutTransactionsAPublicationIsNoLongerThanTheWindowOfItsReaders() throws {
        let window = Int64(SequenceWindow.capacity)
        var machine = opened([Sample.lane(0, sequence: 2 * window, hint: 0)], isTransactional: false)

        machine.fetched([Sample.segment(1...(window + 5))])

        #expect(machine.next() == .publish(try run(1...window, after: 0)))
        machine.published()
        #expect(machine.next() == .publish(try run((window + 1)...(window + 5), after: window)))
        machine.published()
        #expect(machine.next() == .storeHints([0: window + 5]))
    }

    @Test func aHoleInTheOutboxHalts() throws {
        var machine = opened()

        machine.fetched([Sample.segment(1...2), Sample.segment(4...5)])

        let fault = try #require(halt(of: &machine))
        #expect(fault.kind == .fatal)
    }

    // Faults: every kind in every state.

    private static let states: [(name: String, machine: RelayMachine, sinkIsOpen: Bool)] = {
        var leased = RelayMachine()
        leased.leaseAnswered(true)
        var open = leased
        open.opened(lanes: [Sample.lane(0, sequence: 10, hint: 0)], committed: [0: 2], isTransactional: true)
        var publishing = open
        publishing.fetched([Sample.segment(3...5)])
        var hinting = publishing
        hinting.published()
        return [
            ("idle", RelayMachine(), false), ("leased", leased, false), ("opening", leased, true), ("open", open, true),
            ("publishing", publishing, true), ("hinting", hinting, true),
        ]
    }()

    @Test(arguments: states.map(\.name), [Fault.Kind.transient, .outcomeUnknown, .superseded])
    func afterAFaultTheProducerIsBuiltAnewAndNothingIsAssumed(state: String, kind: Fault.Kind) throws {
        let found = try #require(Self.states.first { $0.name == state })
        var machine = found.machine

        machine.failed(Fault(kind, "x", "y"), sinkIsOpen: found.sinkIsOpen)

        if found.sinkIsOpen {
            #expect(machine.next() == .closeSink)
            machine.sinkClosed()
            #expect(machine.next() == .backOff(attempt: 1))
            #expect(machine.next() == .open)
        } else {
            #expect(machine.next() == .backOff(attempt: 1))
            #expect(machine.next() == .takeLease)
            machine.leaseAnswered(true)
        }
        machine.opened(lanes: [Sample.lane(0, sequence: 10, hint: 0)], committed: [:], isTransactional: true)
        #expect(machine.next() == .fetch([0: 0]), "the position is what Kafka and PostgreSQL say now, and no other")
    }

    @Test(arguments: states.map(\.name), [Fault.Kind.fatal, .data])
    func whatNeedsAPersonHaltsForGood(state: String, kind: Fault.Kind) throws {
        let found = try #require(Self.states.first { $0.name == state })
        var machine = found.machine
        let fault = Fault(kind, "x", "y")

        machine.failed(fault, sinkIsOpen: found.sinkIsOpen)

        #expect(machine.next() == .halt(fault))
        #expect(machine.next() == .halt(fault))
    }

    /// A worker that seldom publishes must not carry the waits of faults long past; one whose publications fail must.
    @Test(arguments: [("published", 1), ("nothing to publish", 1), ("read only", 4)])
    func faultsInARowWaitLongerUntilAllIsWell(then: String, attempt: Int) {
        var machine = opened()
        for attempt in 1...3 {
            machine.failed(Fault(.transient, "x", "y"), sinkIsOpen: false)
            #expect(machine.next() == .backOff(attempt: attempt))
        }
        machine.leaseAnswered(true)
        machine.opened(lanes: [Sample.lane(0, sequence: 10, hint: 0)], committed: [:], isTransactional: true)
        machine.fetched(then == "nothing to publish" ? [] : [Sample.segment(1...1)])
        if then == "published" { machine.published() }

        machine.failed(Fault(.transient, "x", "y"), sinkIsOpen: false)

        #expect(machine.next() == .backOff(attempt: attempt))
    }

    @Test func aLeaseThatIsGoneIsAskedForAgain() {
        var machine = RelayMachine()
        machine.leaseAnswered(true)

        machine.leaseLost()

        #expect(!machine.isLeased)
        #expect(machine.next() == .backOff(attempt: 1))
        #expect(machine.next() == .takeLease)
    }
}
