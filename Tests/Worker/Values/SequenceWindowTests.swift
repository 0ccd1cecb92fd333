import Kernel
import Testing

@testable import Worker

@Suite struct SequenceWindowTests {
    @Test func aNumberIsAdmittedOnce() {
        var window = SequenceWindow()

        #expect(window.admit(5) == true)
        #expect(window.admit(5) == false)
        #expect(window.highest == 5)
    }

    @Test func aLateNumberIsAdmittedOnce() {
        var window = SequenceWindow()
        for number in [1, 2, 7, 9] as [Int64] { _ = window.admit(number) }

        #expect(window.admit(4) == true)
        #expect(window.admit(4) == false)
        #expect(window.admit(3) == true)
        #expect(window.admit(9) == false)
        #expect(window.highest == 9)
    }

    @Test(arguments: [Int64](-2...0))
    func noNumberBelowOneIsAdmitted(number: Int64) {
        var window = SequenceWindow()

        #expect(window.admit(number) == false)
        #expect(window == SequenceWindow())
    }

    @Test func whatFellOutOfTheWindowCountsAsApplied() {
        var window = SequenceWindow()
        for number in 0..<Int64(SequenceWindow.capacity) { _ = window.admit(10 + 2 * number) }

        #expect(window.admit(3) == true, "the window is full, but nothing has fallen out of it yet")
        #expect(window.admit(2) == false, "the lowest fell out, and all below it count as applied")
        #expect(window.admit(11) == true)
    }

    /// As long as nothing comes later than the window is long, it is as good as a set of everything ever applied.
    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func theWindowAgreesWithASet(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var window = SequenceWindow()
        var applied: Set<Int64> = []
        for _ in 0..<3_000 {
            let late = Int64(SequenceWindow.capacity / 2)
            let number = max(1, (applied.max() ?? 0) + Int64.random(in: -late...3, using: &generator))

            #expect(window.admit(number) == applied.insert(number).inserted)
            if generator.next() % 50 == 0 { window = try #require(SequenceWindow(encoded: window.encoded())) }
        }
    }

    @Test func encodingIsShortAndComesBack() throws {
        var window = SequenceWindow()
        for number in 1...10_000 as ClosedRange<Int64> { _ = window.admit(number * 5) }

        let bytes = window.encoded()

        #expect(bytes.count <= SequenceWindow.capacity + 10)
        #expect(try #require(SequenceWindow(encoded: bytes)) == window)
    }

    @Test(arguments: [[], [0x80], [0, 0], [0, 0x80], [5, 1, 0]] as [[UInt8]])
    func brokenBytesAreRefused(bytes: [UInt8]) {
        #expect(SequenceWindow(encoded: bytes) == nil)
    }

    @Test func bytesOfMoreThanAWindowAreRefused() {
        let bytes: [UInt8] = [0] + Array(repeating: 1, count: SequenceWindow.capacity + 1)

        #expect(SequenceWindow(encoded: bytes) == nil)
    }

    @Test func stepsThatLeaveTheNumbersAreRefused() {
        let most: [UInt8] = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]

        #expect(SequenceWindow(encoded: most + most) == nil)
        #expect(SequenceWindow(encoded: [0] + most + [0x01, 0x01]) == nil)
    }
}

/// Without transactions: the relay's publications and the readers' windows fit each other.
@Suite struct LatePublicationTests {
    @Test(arguments: 1...30 as ClosedRange<UInt64>)
    func whateverFailsInAPublicationReadersApplyEachNumberOnce(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let last = Int64(SequenceWindow.capacity * 5)
        var machine = RelayMachine()
        machine.leaseAnswered(true)
        machine.opened(lanes: [Sample.lane(0, sequence: last, hint: 0)], committed: [:], isTransactional: false)
        machine.fetched([Sample.segment(1...last)])
        var window = SequenceWindow()
        var applied: [Int64: Int] = [:]

        while case .publish(let run) = machine.next() {
            // Some records fail, the others are read; the whole run is sent again, once or twice.
            var failed = true
            while failed {
                failed = generator.next() % 3 == 0
                for (index, _) in run.records.enumerated() where !failed || generator.next() % 4 > 0 {
                    let number = (run.ends[0] ?? 0) - Int64(run.records.count - 1 - index)
                    if window.admit(number) { applied[number, default: 0] += 1 }
                }
            }
            machine.published()
        }

        #expect(applied.count == Int(last))
        #expect(applied.values.allSatisfy { $0 == 1 })
    }
}
