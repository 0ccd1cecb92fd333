import Contracts
import DispositionService
import GradingService
import IntakeService
import Kernel
import Logging
import Postgres
import RecallService
import Worker

/// Some events through a real service on a real PostgreSQL.
struct ServicePortion {
    let goldens: Goldens
    /// URL of a user who may create schemas.
    let database: String

    static let services = ["intake", "grading", "disposition", "recall"]

    /// - Throws: `Objection`, or the fault that ended the worker.
    func run(_ numbers: Range<UInt64>, seed: UInt64, service: String, isStepwise: Bool, _ tally: Tally) throws {
        switch service {
        case "intake": try run(IntakeService.definition, numbers, seed, isStepwise, tally)
        case "grading": try run(GradingService.definition, numbers, seed, isStepwise, tally)
        case "disposition": try run(DispositionService.definition, numbers, seed, isStepwise, tally)
        default: try run(RecallService.definition, numbers, seed, isStepwise, tally)
        }
    }

    private func run<Working: WorkingSet>(
        _ definition: ServiceDefinition<Working>, _ numbers: Range<UInt64>, _ seed: UInt64, _ isStepwise: Bool,
        _ tally: Tally
    ) throws {
        let schema = try SchemaOfRun(
            url: database, name: "fuzz_\(definition.name)_\(numbers.lowerBound)", service: definition.name,
            migrations: definition.migrations)
        let storage = PostgresStorage(schema.settings)
        defer { storage.close() }
        var dice = Dice(seed: seed, numbers.lowerBound)
        var story = Story(definition.name, goldens)
        let input = PortionInput(numbers, seed, &story)
        var bench = ServiceBench(definition, storage, batch: isStepwise ? 1 : dice.pick([1, 10, 50, 200]))
        try bench.plantTimers(&dice)
        try bench.drive(input, tally)
        try judge(definition, input, schema, bench.log, tally)
        try schema.drop()
    }

    private func judge<Working: WorkingSet>(
        _ definition: ServiceDefinition<Working>, _ input: PortionInput, _ schema: SchemaOfRun, _ log: ErrorLog,
        _ tally: Tally
    ) throws {
        if let error = log.errors.first(where: { !Self.isOfAPlantedTimer($0) }) { throw Objection("logged: \(error)") }
        let account = try Account(schema.outbox())
        let ends = try schema.ends()
        var letters = 0
        for (lane, records) in input.lanes {
            guard ends[lane] == Int64(records.count) else { throw Objection("\(lane) is not applied to its end") }
            for record in records {
                let letter = try account.letter(of: record, service: definition.name)
                letters += letter == nil ? 0 : 1
                guard letter != nil || Self.isRight(record, definition) else {
                    throw Objection("\(lane) offset \(record.offset): not a dead letter, but it breaks the contract")
                }
                if let letter { tally.note(Account.reason(of: letter), of: definition.name) }
            }
        }
        guard letters == account.letterCount else { throw Objection("dead letters that nobody expects") }
        for event in account.events { try OutgoingLaw.check(event) }
        tally.add(.deadLetters, letters)
        tally.add(.accepted, input.count - letters)
        tally.add(.published, account.events.count)
    }

    private static func isRight<Working: WorkingSet>(
        _ record: InboundRecord, _ definition: ServiceDefinition<Working>
    ) -> Bool {
        do {
            let event = try CloudEvent.read(headers: record.headers.map { ($0.name, $0.value) }, value: record.value)
            _ = try definition.prepare(event, from: record.lane.topic)
            return true
        } catch { return false }
    }

    private static func isOfAPlantedTimer(_ error: String) -> Bool {
        ["no handler for timers of kind ", "schema: timer: ", "malformed: timer: ", "schema: payload: "]
            .contains { error.contains($0) }
    }
}

/// The records of a portion by lane, and which input each of them is.
struct PortionInput {
    private(set) var lanes: [LaneID: [InboundRecord]] = [:]
    private var places: [LaneID: [UInt64]] = [:]
    let first: UInt64
    let count: Int

    init(_ numbers: Range<UInt64>, _ seed: UInt64, _ story: inout Story) {
        first = numbers.lowerBound
        count = numbers.count
        for number in numbers {
            var dice = Dice(seed: seed, 3, number)
            var record = story.record(number, &dice)
            record.offset = Int64(lanes[record.lane]?.count ?? 0)
            lanes[record.lane, default: []].append(record)
            places[record.lane, default: []].append(number)
        }
    }

    func number(of record: InboundRecord) -> UInt64 { places[record.lane]?[Int(record.offset)] ?? first }
}
