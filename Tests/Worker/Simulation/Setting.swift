/// How large a schedule is and what goes wrong in it, drawn first of all: some schedules are small and quiet, some
/// have one kind of trouble only, some have all. Rates are per mille.
struct Setting {
    let partitions: Int32
    let hasSecondService: Bool
    let workers: Int
    let shards: Int
    let relays: Int
    let steps: Int
    let batchRecords: Int
    let death: Int
    let standstill: Int
    let fault: Int
    let unknownOutcome: Int
    let rebalance: Int
    let redelivery: Int
    let outside: Int
    let retirement: Int
    let badRecord: Int

    init(_ choices: inout Choices) {
        partitions = Int32(1 + choices.draw(below: 2))
        hasSecondService = choices.draw(below: 4) != 0
        workers = 1 + choices.draw(below: 2)
        shards = 1 + choices.draw(below: 4) / 3
        relays = 1 + choices.draw(below: 2)
        steps = 15 << choices.draw(below: 3)
        batchRecords = 5 - choices.draw(below: 5)
        death = Self.rate(&choices, 4, 15)
        standstill = Self.rate(&choices, 25, 80)
        fault = Self.rate(&choices, 15, 40)
        unknownOutcome = Self.rate(&choices, 40, 150)
        rebalance = Self.rate(&choices, 40, 150)
        redelivery = Self.rate(&choices, 30, 100)
        outside = Self.rate(&choices, 30, 100)
        retirement = Self.rate(&choices, 3, 15)
        badRecord = Self.rate(&choices, 250, 500)
    }

    /// The smallest, in which nothing fails.
    static let quiet: Setting = {
        var choices = Choices(given: [])
        return Setting(&choices)
    }()

    private static func rate(_ choices: inout Choices, _ low: Int, _ high: Int) -> Int {
        switch choices.draw(below: 3) {
        case 0: 0
        case 1: low
        default: high
        }
    }
}
