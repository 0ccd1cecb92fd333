import Testing
import Worker

@Suite struct CrashPointTests {
    @Test(arguments: CrashPoint.allCases) func everyPointIsReadByItsName(point: CrashPoint) throws {
        #expect(try CrashPlan(parsing: "\(point.rawValue):100") == CrashPlan(point, hit: 100))
    }

    @Test(arguments: [
        "", "batchStored", "batchStored:", "batchStored:0", "batchStored:-1", "batchStored:one", ":1",
        "nowhere:1", "batchStored:1:2",
    ])
    func anythingElseIsRefusedWithTheNames(text: String) throws {
        let fault = try #require(throws: Fault.self) { try CrashPlan(parsing: text) }

        #expect(fault.kind == .fatal)
        #expect(fault.detail.contains("'\(text)'"))
        for point in CrashPoint.allCases { #expect(fault.detail.contains(point.rawValue)) }
    }

    @Test func onlyTheNamedPassOfTheNamedPointCounts() {
        var count = CrashCount(CrashPlan(.batchStored, hit: 3))
        let passes: [CrashPoint] = [.batchStored, .batchLocked, .batchStored, .hintsStored, .batchStored, .batchStored]

        #expect(passes.map { count.passes($0) } == [false, false, false, false, true, false])
    }
}
