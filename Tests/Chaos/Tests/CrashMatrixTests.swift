import Testing
import Worker

@testable import chaos

struct CrashMatrixTests {
    private let services = ["intake", "recall", "grading"]

    @Test func everyPointIsInTheMatrixOrAPointOfMigrations() {
        let deaths = CrashMatrix(services, hasTransactions: true).whole

        for service in deaths {
            let points = Set(service.map(\.plan.point))
            #expect(points.union(CrashMatrix.ofMigrations) == Set(CrashPoint.allCases))
            #expect(Set(service).count == service.count)
        }
        #expect(deaths.map { $0.map(\.service) } == zip(deaths, services).map { Array(repeating: $1, count: $0.count) })
    }

    @Test func everyPointHasItsThreePassesUnlessAProcessComesThereOnlyWhenItLeaves() {
        let deaths = CrashMatrix(["intake"], hasTransactions: true).whole[0]

        for (point, deaths) in Dictionary(grouping: deaths, by: \.plan.point) {
            let hits = deaths.map(\.plan.hit)
            switch point {
            case .consumerClosing, .consumerClosed: #expect(hits == [1, 2])
            case .leaseReleasing, .leaseReleased: #expect(hits == [1])
            default: #expect(hits == [1, 2, 100])
            }
        }
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func theShortFormHasEveryPointOnceSpreadEvenly(seed: UInt64) {
        let matrix = CrashMatrix(services, hasTransactions: false)
        let deaths = matrix.short(seed: seed)

        let points = deaths.flatMap { $0 }.map(\.plan.point)
        #expect(Set(points).count == points.count)
        #expect(Set(points) == Set(matrix.whole[0].map(\.plan.point)))
        #expect(Set(points).isDisjoint(with: CrashMatrix.ofTransactions))
        #expect((deaths.map(\.count).max() ?? 0) - (deaths.map(\.count).min() ?? 0) <= 1)
        #expect(deaths.flatMap { $0 }.allSatisfy { $0.plan.hit <= 2 })
        #expect(deaths == matrix.short(seed: seed))
    }

    @Test func everyWorkerHasATimerThatChangesNothing() {
        #expect(Set(IdleTimer.all.keys) == Set(ChaosWorkers.names))
    }
}
