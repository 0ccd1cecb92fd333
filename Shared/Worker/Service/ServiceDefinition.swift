import Contracts
import Kernel

/// What a batch knows about one event beside its data.
package struct EventContext: Sendable {
    /// CloudEvents id, source, correlation and so on.
    package let event: CloudEvent
    /// The moment of this batch, UTC. The only clock that a handler sees.
    package let now: Instant

    package init(event: CloudEvent, now: Instant) {
        self.event = event
        self.now = now
    }
}

/// What handlers ask the runtime to do in the same transaction: events out and timers.
package struct Effects: Sendable {
    /// Events to publish, in order.
    package private(set) var outgoing: [OutgoingEvent] = []
    package private(set) var timers: [String: TimerEntry] = [:]
    package private(set) var cancelledTimers: Set<String> = []

    package init() {}

    /// Publishes `event` on its topic with its key.
    ///
    /// - Parameter correlation: the return that it belongs to, when there is one.
    /// - Throws: `ContractViolation` when the event has no JSON form.
    package mutating func publish(_ event: some ContractEvent, correlation: String?) throws(ContractViolation) {
        let data = try event.json()
        outgoing.append(
            OutgoingEvent(
                topic: Swift.type(of: event).topic.name, type: Swift.type(of: event).type,
                key: event.key.description, correlationID: correlation, data: data))
    }

    /// Sets a timer; the last one set for a key holds.
    package mutating func schedule(_ timer: TimerEntry) {
        timers[timer.key] = timer
        cancelledTimers.remove(timer.key)
    }

    /// Takes a timer back; nothing happens when there is none.
    package mutating func cancelTimer(_ key: String) {
        timers[key] = nil
        cancelledTimers.insert(key)
    }
}

/// An event before the runtime numbers it.
package struct OutgoingEvent: Sendable, Hashable {
    package var topic: String
    package var type: String
    package var key: String
    package var correlationID: String?
    package var data: [UInt8]
}

/// What a service has loaded for one batch and changes in memory: its handlers see this and nothing of the database.
package protocol WorkingSet: SendableMetatype {
    /// What the events of a batch ask to have loaded.
    associatedtype Keys: LoadKeys
    /// Loads and locks, set-based: a fixed number of statements for any batch. Rows are locked in key order.
    static func load(_ keys: Keys, from session: any SQLSession) throws(Fault) -> Self
    /// Writes what has changed, one statement a table.
    func store(into session: any SQLSession) throws(Fault)
}

/// Collects what a batch needs.
package protocol LoadKeys: Sendable {
    init()
}

/// One event type of a service: decode, say what is needed, decide.
package protocol EventHandler: Sendable {
    associatedtype Event: ContractEvent
    associatedtype Working: WorkingSet
    /// Adds what the decision will look at.
    func need(_ event: Event, _ keys: inout Working.Keys)
    /// Decides on one event against the loaded state. Must check everything before it changes anything, so that a
    /// refused event leaves no trace.
    ///
    /// - Throws: `ContractViolation`: the record goes to the dead-letter topic.
    func decide(
        _ event: Event, _ context: EventContext, _ working: inout Working, _ effects: inout Effects
    ) throws(ContractViolation)
}

/// One kind of timer of a service.
package protocol TimerHandler: Sendable {
    associatedtype Working: WorkingSet
    /// The timers' `kind`.
    static var kind: String { get }
    func need(_ timer: TimerEntry, _ keys: inout Working.Keys)
    func fire(
        _ timer: TimerEntry, now: Instant, _ working: inout Working, _ effects: inout Effects
    ) throws(ContractViolation)
}

/// A decoded event or timer that waits for the state to be loaded.
package struct PreparedWork<Working: WorkingSet>: Sendable {
    package let need: @Sendable (inout Working.Keys) -> Void
    package let decide: @Sendable (Instant, inout Working, inout Effects) throws(ContractViolation) -> Void

    package init(
        need: @escaping @Sendable (inout Working.Keys) -> Void,
        decide: @escaping @Sendable (Instant, inout Working, inout Effects) throws(ContractViolation) -> Void
    ) {
        self.need = need
        self.decide = decide
    }
}

/// A service: its table of contents, as a value.
package struct ServiceDefinition<Working: WorkingSet>: Sendable {
    /// `intake`: names the schema, the consumer group and the event ids.
    package let name: String
    /// The topics it writes.
    package let outputs: [Topic]
    /// The service's own migrations, oldest first: name and SQL.
    package let migrations: [Migration]
    private(set) var routes: [String: Route<Working>] = [:]
    private(set) var timers: [String: @Sendable (TimerEntry) -> PreparedWork<Working>] = [:]
    private var inputSet: Set<Topic> = []

    package init(name: String, outputs: [Topic], migrations: [Migration]) {
        self.name = name
        self.outputs = outputs
        self.migrations = migrations
    }

    /// The topics it reads, in a fixed order.
    package var inputs: [Topic] { Topic.allCases.filter(inputSet.contains) }

    /// Adds the handler of one event type.
    package func handling<H: EventHandler>(_ handler: H) -> Self where H.Working == Working {
        var copy = self
        copy.inputSet.insert(H.Event.topic)
        copy.routes[H.Event.type] = Route(topic: H.Event.topic) { event throws(ContractViolation) in
            let decoded = try EventCodec.decode(H.Event.self, from: event.data)
            return PreparedWork(
                need: { handler.need(decoded, &$0) },
                decide: { (now, working, effects) throws(ContractViolation) in
                    try handler.decide(decoded, EventContext(event: event, now: now), &working, &effects)
                })
        }
        return copy
    }

    /// Adds the handler of one kind of timer.
    package func onTimer<H: TimerHandler>(_ handler: H) -> Self where H.Working == Working {
        var copy = self
        copy.timers[H.kind] = { timer in
            PreparedWork(
                need: { handler.need(timer, &$0) },
                decide: { (now, working, effects) throws(ContractViolation) in
                    try handler.fire(timer, now: now, &working, &effects)
                })
        }
        return copy
    }

    /// What the service would do about an event that came from a topic: decoded and checked, not yet decided.
    ///
    /// - Returns: nil for a type that is known here and of no concern.
    /// - Throws: `ContractViolation`: the record would become a dead letter.
    package func prepare(
        _ event: CloudEvent, from topic: String
    ) throws(ContractViolation) -> PreparedWork<Working>? {
        guard let route = routes[event.type], route.topic.name == topic else {
            throw ContractViolation(.unknownType, "ce_type: expected a type that \(topic) carries")
        }
        return try route.prepare?(event)
    }

    /// Event types of one input topic that other services handle: read past without a word.
    package func ignoring(_ types: [String], of topic: Topic) -> Self {
        var copy = self
        copy.inputSet.insert(topic)
        for type in types { copy.routes[type] = Route(topic: topic, prepare: nil) }
        return copy
    }
}

/// Where an event type leads. Without `prepare` it is known and of no concern.
package struct Route<Working: WorkingSet>: Sendable {
    let topic: Topic
    let prepare: (@Sendable (CloudEvent) throws(ContractViolation) -> PreparedWork<Working>)?
}

/// One step of a schema, forward only. Once it has run anywhere its text never changes.
package struct Migration: Sendable, Hashable {
    /// `M0001_create_returns`: the number is the step's place in its list, from 1 on.
    package let name: String
    /// One or more statements without parameters; they run in one transaction, so they hold no BEGIN or COMMIT.
    package let sql: String

    package init(_ name: String, _ sql: String) {
        self.name = name
        self.sql = sql
    }

    /// From an embedded resource: `Migration(name: "M0001_x", sql: PackageResources.M0001_x_sql)`.
    package init(name: String, sql: [UInt8]) { self.init(name, String(decoding: sql, as: UTF8.self)) }
}
