import Contracts
import Kernel
import Worker

/// A service that reads every event type and notes what it was told. Some types it passes by, some events it refuses,
/// some its database refuses; all of that can be foretold from the record.
struct Witness: WorkingSet {
    struct Keys: LoadKeys { var count = 0 }

    static let name = "witness"
    /// Types that it passes by unread.
    static let passedBy = [ReturnDeclined.type, UnitLost.type]

    var notes: [String] = []

    static func load(_ keys: Keys, from session: any SQLSession) throws(Fault) -> Witness { Witness() }

    func store(into session: any SQLSession) throws(Fault) {
        guard !notes.isEmpty else { return }
        try session.run(Statement("witness.store", "INSERT"), [.texts(notes)])
    }

    static let definition = Catalogue.all.reduce(
        ServiceDefinition<Witness>(name: name, outputs: [], migrations: [])
    ) { definition, kind in
        passedBy.contains(kind.type) ? definition.ignoring([kind.type], of: kind.topic) : add(kind.event, definition)
    }

    private static func add<Event: ContractEvent>(
        _ type: Event.Type, _ definition: ServiceDefinition<Witness>
    ) -> ServiceDefinition<Witness> { definition.handling(Noting<Event>()) }

    static func note(_ event: CloudEvent, _ key: MerchantKey) -> String { "\(event.type) \(key) \(event.id)" }

    static func isRefused(_ note: String) -> Bool { isMarked(note, seed: 1) }

    static func isRefusedByTheDatabase(_ note: String) -> Bool { isMarked(note, seed: 2) }

    private static func isMarked(_ text: String, seed: UInt64) -> Bool {
        var hash = StableHash(seed: seed)
        hash.add(text)
        return hash.value % 41 == 0
    }
}

private struct Noting<Event: ContractEvent>: EventHandler {
    func need(_ event: Event, _ keys: inout Witness.Keys) { keys.count += 1 }

    func decide(
        _ event: Event, _ context: EventContext, _ working: inout Witness, _ effects: inout Effects
    ) throws(ContractViolation) {
        let note = Witness.note(context.event, event.key)
        guard !Witness.isRefused(note) else { throw ContractViolation(.rule, "key: expected another one") }
        working.notes.append(note)
    }
}
