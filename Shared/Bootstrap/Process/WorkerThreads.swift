import Contracts
import Kafka
import Logging
import Postgres
import ServiceLifecycle
import Worker

/// The threads of one worker process as one service: consumers first, relay shards behind them. They start when the
/// database is there and its schema is the program's; until then probes are served already.
///
/// On shutdown the consumers finish the batch in hand and leave the group, then the relays publish what was committed.
package struct WorkerThreads<Working: WorkingSet>: Service {
    /// Relay shards of a service. Part of how lanes are grouped: all copies of a worker must agree, so it is no
    /// setting.
    private let shardCount = 1

    private let definition: ServiceDefinition<Working>
    private let configuration: WorkerConfiguration
    private let health: WorkerHealth
    private let logger: Logger

    package init(
        _ definition: ServiceDefinition<Working>, configuration: WorkerConfiguration, health: WorkerHealth,
        logger: Logger
    ) {
        self.definition = definition
        self.configuration = configuration
        self.health = health
        self.logger = logger
    }

    private enum Ended: Sendable { case consumer(Fault?), relay(Fault?) }

    package func run() async throws {
        let consumers = Halt()
        let relays = Halt()
        let failure = try await withGracefulShutdownHandler {
            let gate = gate
            let refusal = try await OSThread.value(name: "start") { gate.wait(consumers) }
            if let refusal { health.failed(refusal.description) }
            guard refusal == nil, !consumers.stop.isSet else { return refusal }
            return try await work(consumers, relays)
        } onGracefulShutdown: {
            consumers.ask()
        }
        if let failure { throw failure }
    }

    private var gate: SchemaGate {
        SchemaGate(
            schema: definition.name, sets: ServiceSchema.sets(of: definition),
            connection: configuration.connection(definition.name, role: "start"), retry: configuration.limits.retry,
            health: health, logger: logger)
    }

    private func work(_ consumers: Halt, _ relays: Halt) async throws -> Fault? {
        let (ended, mailbox) = AsyncStream.makeStream(of: Ended.self)
        for index in 0..<configuration.consumerThreads {
            try spawn("consumer-\(index)") { mailbox.yield(.consumer(self.consume(consumers, wakes: relays))) }
        }
        for shard in 0..<shardCount {
            try spawn("relay-\(shard)") { mailbox.yield(.relay(self.relay(shard, relays))) }
        }
        return await untilAllEnd(ended, consumers, relays)
    }

    /// The first fault stops the others too.
    private func untilAllEnd(_ ended: AsyncStream<Ended>, _ consumers: Halt, _ relays: Halt) async -> Fault? {
        var consuming = configuration.consumerThreads
        var relaying = shardCount
        var failure: Fault?
        for await end in ended {
            let fault: Fault?
            switch end {
            case .consumer(let reason):
                consuming -= 1
                fault = reason
            case .relay(let reason):
                relaying -= 1
                fault = reason
            }
            if let fault {
                health.failed(fault.description)
                failure = failure ?? fault
                consumers.ask()
            }
            if consuming == 0 { relays.ask() }
            if consuming == 0, relaying == 0 { break }
        }
        return failure
    }

    private func spawn(_ name: String, _ body: @escaping @Sendable () -> Void) throws {
        _ = try OSThread(name: name, body)
    }

    private func consume(_ halt: Halt, wakes relays: Halt) -> Fault? {
        let storage = PostgresStorage(configuration.connection(definition.name, role: "consumer"))
        defer { storage.close() }
        do {
            let memory = try KafkaMemory(settings: configuration.kafka, service: definition.name, logger: logger)
            defer { memory.close() }
            let loop = WorkerLoop(
                definition, storage: storage, memory: memory, clock: SystemClock(), limits: configuration.limits,
                health: health, stop: halt.stop, committed: relays.wake,
                pause: { halt.wake.wait(milliseconds: $0) }, logger: logger)
            try loop.run { (listener) throws(Fault) in
                try KafkaEventSource(
                    settings: configuration.kafka, group: definition.name, topics: definition.inputs.map(\.name),
                    listener: listener, logger: logger)
            }
            return nil
        } catch { return error }
    }

    private func relay(_ shard: Int, _ halt: Halt) -> Fault? {
        let outbox = PostgresOutboxStorage(
            configuration.connection(definition.name, role: "relay"), rotation: configuration.outboxRotation)
        defer { outbox.close() }
        let topics = definition.outputs.map(\.name) + definition.inputs.map(\.deadLetterName)
        let sinks = KafkaEventSinkFactory(
            settings: configuration.kafka, service: definition.name, topics: topics, logger: logger)
        let loop = RelayLoop(
            shard: shard, shardCount: shardCount, outbox: outbox, sinks: sinks, clock: SystemClock(),
            limits: configuration.limits, stop: halt.stop, wait: { halt.wake.wait(milliseconds: $0) }, logger: logger)
        do {
            try loop.run()
            return nil
        } catch { return error }
    }
}
