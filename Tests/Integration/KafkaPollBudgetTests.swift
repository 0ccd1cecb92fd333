import Testing

@testable import Kafka

struct KafkaPollBudgetTests {
    /// What a poll takes from a queue of records of these sizes.
    private func taken(_ sizes: [Int], maxRecords: Int = 1_000) -> (records: Int, bytes: Int) {
        var budget = PollBudget(maxRecords: maxRecords)
        var rest = sizes[...]
        var bytes = 0
        while budget.room > 0, !rest.isEmpty {
            let part = rest.prefix(budget.room)
            rest = rest.dropFirst(part.count)
            bytes += part.reduce(0, +)
            budget.took(records: part.count, bytes: part.reduce(0, +))
        }
        return (sizes.count - rest.count, bytes)
    }

    @Test(arguments: [0, 1, 500, 4_000]) func smallRecordsAreBoundedByTheirNumber(size: Int) {
        #expect(taken(Array(repeating: size, count: 2_000)).records == 1_000)
        #expect(taken(Array(repeating: size, count: 2_000), maxRecords: 7).records == 7)
        #expect(taken(Array(repeating: size, count: 3)).records == 3)
    }

    @Test(arguments: [50_000, 300_000, 1_000_000]) func largeRecordsAreBoundedByTheirBytes(size: Int) {
        let taken = taken(Array(repeating: size, count: 2_000))

        #expect((PollBudget.fullBytes..<PollBudget.fullBytes + size).contains(taken.bytes))
    }

    @Test func aRecordBeyondTheBoundIsTakenAlone() {
        #expect(taken([20_000_000, 20_000_000]).records == 1)
    }

    @Test func largeRecordsAfterSmallOnesAreNoticed() {
        let sizes = Array(repeating: 100, count: 500) + Array(repeating: 1_000_000, count: 1_500)

        #expect(taken(sizes).records < 500 + 2 * 64)
    }
}
