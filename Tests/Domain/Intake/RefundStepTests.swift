import IntakeDomain
import Kernel
import Testing

@Suite struct RefundStepTests {
    private let now = Shop.delivered

    private func start(
        _ timing: RefundTiming, quantity: Int64 = 2, shipping: MinorUnits = 0
    ) throws -> (file: ReturnCase, first: [Consequence]) {
        let line = Shop.line(quantity: 2, unitPrice: 1_000, tax: 1, shipping: shipping)
        let facts = Shop.facts([try Shop.sale([line])], try Shop.policy(timing))
        let decided = Shop.decided([Shop.asks(quantity: quantity)], facts)
        return (decided.file, decided.first)
    }

    private func unit(_ item: Int64) -> UnitOfLine { UnitOfLine(unitID: "u\(item)", line: 0, item: item) }

    @Test func moneyMovesWhenThePolicySays() throws {
        for timing in RefundTiming.allCases {
            var (file, first) = try start(timing)

            let scanned = file.scanned(at: now, now: now)
            let received = file.received([unit(0), unit(1)], now: now)
            let graded = [0, 1].flatMap { file.graded(unit($0), reduction: .zero, now: now) }

            let steps = [first, scanned, received, graded].map { $0.dues.map(\.trigger) }
            switch timing {
            case .onRequest: #expect(steps == [[.request], [], [], []])
            case .onFirstScan: #expect(steps == [[], [.firstScan], [], []])
            case .onReceipt: #expect(steps == [[], [], [.receipt, .receipt], []])
            case .onGrade: #expect(steps == [[], [], [], [.grade, .grade]])
            }
            #expect((first + scanned + received + graded).net == 2_001)
        }
    }

    @Test func aGradeReducesWhatWasPromisedOrWhatIsDue() throws {
        var (early, _) = try start(.onRequest)
        var (late, _) = try start(.onGrade)
        _ = early.received([unit(0)], now: now)
        _ = late.received([unit(0)], now: now)

        let reduced = early.graded(unit(0), reduction: BasisPoints(2_000), now: now)
        let due = late.graded(unit(0), reduction: BasisPoints(2_000), now: now)

        #expect(reduced.net == -200)
        #expect(due.dues.map(\.parts.gradeReduction) == [-200])
        #expect(early.lines[0].refunds.map(\.net) == [1_801])
    }

    @Test func anOverdueItemIsTakenBackAndDueAgainWhenItIsFound() throws {
        var (file, first) = try start(.onRequest)
        _ = file.received([unit(0)], now: now)

        let lost = file.overdue(now: now)
        let found = file.received([unit(1)], now: now)

        #expect(first.net == 2_001)
        #expect(lost.net == -1_000)
        #expect(lost.contains(.lost(lineID: "r1", quantity: 1, cause: .overdue)))
        #expect(found.net == 1_000)
        #expect(file.lines[0].refunds.map(\.number) == [1, 2])
        #expect(file.lines[0].balance.lost == 0 && file.lines[0].balance.received == 2)
    }

    @Test func whatTheCarrierLostIsPaidAllTheSame() throws {
        for timing in RefundTiming.allCases {
            var (file, first) = try start(timing)
            let scanned = file.scanned(at: now, now: now)
            file.lostParcels = 1

            let lost = file.settleCarrierLoss(now: now)

            #expect((first + scanned + lost).net == 2_001)
            #expect(file.lines[0].balance.lost == 2)
            #expect(file.settleCarrierLoss(now: now).isEmpty)
        }
    }

    @Test func aLostParcelWaitsForTheOthersOfItsReturn() throws {
        var (file, _) = try start(.onReceipt)
        file.lostParcels = 1
        file.movingParcels = 1

        #expect(file.settleCarrierLoss(now: now).isEmpty)
        _ = file.received([unit(0)], now: now)
        file.movingParcels = 0
        #expect(file.settleCarrierLoss(now: now).net == 1_000)
    }

    @Test func aCancellationTakesBackOnlyWhatHasNotArrived() throws {
        var (file, first) = try start(.onRequest)
        _ = file.received([unit(0)], now: now)

        let (cancelled, freed) = file.cancelled(at: now, now: now)

        #expect(first.net == 2_001)
        #expect(cancelled.net == -1_000)
        #expect(freed.map(\.items) == [ItemSet(1..<2)])
        #expect(!file.expectsGoods)
    }

    @Test func shippingIsPromisedExactlyWhileTheWholeOrderIs() throws {
        var (whole, _) = try start(.onReceipt, shipping: 499)
        var (part, _) = try start(.onReceipt, quantity: 1, shipping: 499)
        var (early, early1) = try start(.onRequest, shipping: 499)

        #expect(whole.received([unit(0)], now: now).net == 1_001)
        #expect(whole.received([unit(1)], now: now).net == 1_499)
        #expect(part.received([unit(0)], now: now).net == 1_001)
        #expect(early1.net == 2_500)
        _ = early.received([unit(0)], now: now)
        #expect(early.overdue(now: now).net == -1_499)
        #expect(early.received([unit(1)], now: now).net == 1_499)
    }
}
