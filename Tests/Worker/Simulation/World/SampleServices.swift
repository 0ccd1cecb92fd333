import Contracts
import Kernel
import Worker

/// What the first service tells the second.
struct Told: ContractEvent {
    static let type = "backhaul.test.told.v1"
    static let topic = Topic.decisions
    var key: MerchantKey { MerchantKey(merchant, orderId) }

    var merchant: String
    var orderId: String
    /// `delivered`, `confirmed` or `reminded`.
    var word: String
}

/// A service's state of the simplest kind: a list of what is to be written.
struct Notes: WorkingSet {
    struct Keys: LoadKeys {
        var count = 0
    }

    private static let loading = Statement("notes.load", "SELECT")
    private static let adding = Statement("notes.add", "INSERT")

    var added: [String] = []

    static func load(_ keys: Keys, from session: any SQLSession) throws(Fault) -> Notes {
        try session.run(loading, [])
        return Notes()
    }

    func store(into session: any SQLSession) throws(Fault) {
        guard !added.isEmpty else { return }
        try session.run(Self.adding, [.texts(added)])
    }
}

/// Notes each delivery, tells of it once or twice, and sets a timer for a reminder.
struct NoteDelivery: EventHandler {
    /// Orders of such names are reminded of at once, others after a while.
    static let atOnce = "now"

    func need(_ event: OrderDelivered, _ keys: inout Notes.Keys) { keys.count += 1 }

    func decide(
        _ event: OrderDelivered, _ context: EventContext, _ working: inout Notes, _ effects: inout Effects
    ) throws(ContractViolation) {
        let isSpecial = { (kind: Platform.Kind) in event.orderId.first == Platform.letter(of: kind) }
        guard !isSpecial(.brokenRule) else { throw ContractViolation(.rule, "orderId: not allowed") }
        for word in isSpecial(.chatty) ? ["delivered", "confirmed"] : ["delivered"] {
            try effects.publish(
                Told(merchant: event.merchant, orderId: event.orderId, word: word), correlation: event.orderId)
        }
        working.added.append("delivered \(event.orderId)")
        let wait = TimeSpan.milliseconds(event.orderId.hasPrefix(Self.atOnce) ? 0 : 300)
        effects.schedule(
            TimerEntry(key: event.orderId, kind: Remind.kind, dueAt: context.now.advanced(by: wait), payload: []))
    }
}

/// Reminds once of each delivery.
struct Remind: TimerHandler {
    static let kind = "remind"

    func need(_ timer: TimerEntry, _ keys: inout Notes.Keys) { keys.count += 1 }

    func fire(
        _ timer: TimerEntry, now: Instant, _ working: inout Notes, _ effects: inout Effects
    ) throws(ContractViolation) {
        working.added.append("reminded \(timer.key)")
        try effects.publish(Told(merchant: "shop", orderId: timer.key, word: "reminded"), correlation: timer.key)
    }
}

/// The second service: notes what it was told.
struct NoteTold: EventHandler {
    func need(_ event: Told, _ keys: inout Notes.Keys) { keys.count += 1 }

    func decide(
        _ event: Told, _ context: EventContext, _ working: inout Notes, _ effects: inout Effects
    ) throws(ContractViolation) {
        working.added.append("\(event.word) \(event.orderId)")
    }
}

enum SampleServices {
    static let first = ServiceDefinition<Notes>(name: "first", outputs: [.decisions], migrations: [])
        .handling(NoteDelivery())
        .onTimer(Remind())
        .ignoring(["backhaul.order.shipped.v1"], of: .orders)
    static let second = ServiceDefinition<Notes>(name: "second", outputs: [], migrations: []).handling(NoteTold())
}
