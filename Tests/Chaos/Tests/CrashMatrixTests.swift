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

    @Test func everyPointHasItsThreePassesUnlessAProcessPassesItOnce() {
        for death in CrashMatrix(["intake"], hasTransactions: true).whole[0] {
            let isOnce = CrashMatrix.onceALife.contains(death.plan.point)
            #expect(isOnce ? death.plan.hit == 1 : CrashMatrix.hits.contains(death.plan.hit))
        }
        let count = CrashPoint.allCases.count - CrashMatrix.ofMigrations.count - CrashMatrix.onceALife.count
        let expected = 3 * count + CrashMatrix.onceALife.count
        #expect(CrashMatrix(["intake"], hasTransactions: true).whole[0].count == expected)
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
