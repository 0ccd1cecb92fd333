import Dispatch
import Kafka
import Postgres
import TestSupport
import Testing
import Worker

/// Every misbehaviour of the proxy, seen by the clients that it is for.
@Suite(.serialized, .enabled(if: TestDatabase.isOwn, "needs a server on the loopback address without TLS"))
struct FaultyProxyTests {
    private let proxy: FaultyProxy
    private let url: String

    init() throws {
        let direct = try TestDatabase.url()
        let port = try #require(direct.split(separator: ":").last?.split(separator: "/").first.flatMap { UInt16($0) })
        proxy = try FaultyProxy(to: .init(port: port))
        url = direct.replacing(":\(port)/", with: ":\(proxy.endpoint.port)/")
    }

    private func connect() throws -> Connection {
        try Connection.open(ConnectionSettings(url: url, schema: "public", applicationName: "proxied"))
    }

    @Test(arguments: FaultyProxy.Ending.allCases)
    func aCutEndsOpenConnectionsAndNewOnesWork(_ ending: FaultyProxy.Ending) throws {
        let connection = try connect()
        defer { connection.close() }
        try connection.execute("SELECT 1", "before")

        proxy.cut(ending)

        #expect(proxy.connectionCount == 0)
        #expect(throws: Fault.self) { try connection.execute("SELECT 1", "after") }
        let next = try connect()
        defer { next.close() }
        try next.execute("SELECT 1", "again")
    }

    @Test func aCutAfterSomeBytesLeavesHalfAnAnswer() throws {
        let connection = try connect()
        defer { connection.close() }

        proxy.cut(.reset, afterBytes: 1_000)
        let fault = #expect(throws: Fault.self) { try connection.execute("SELECT repeat('x', 100000)", "long") }

        #expect(fault?.kind == .transient)
    }

    @Test func aDelayHoldsUpBothDirections() throws {
        let connection = try connect()
        defer { connection.close() }

        proxy.delay(milliseconds: 60)
        let before = DispatchTime.now()
        try connection.execute("SELECT 1", "slow")

        #expect(DispatchTime.now() >= before + .milliseconds(120))
        proxy.pass()
        try connection.execute("SELECT 1", "fast")
    }

    @Test func aThrottledAnswerComesSlowlyAndWhole() throws {
        let connection = try connect()
        defer { connection.close() }

        proxy.throttle(bytesPerSecond: 100_000)
        let before = DispatchTime.now()
        let rows = try connection.run(Statement("proxy.long", "SELECT repeat('x', 20000)"))

        #expect(rows.text(0, 0).count == 20_000)
        #expect(DispatchTime.now() >= before + .milliseconds(150))
    }

    @Test func aHalvedStreamLeavesTheClientWaitingForWhatTheServerHasDone() throws {
        let (connection, observer) = (
            try connect(), try Connection.open(ConnectionSettings(url: try TestDatabase.url(), schema: "public"))
        )
        defer { for open in [connection, observer] { open.close() } }
        proxy.halve(.fromServer)

        let box = Handed(connection)
        let waiting = BackgroundThread { try box.connection.execute("SELECT pg_advisory_lock(7001)", "lock") }
        try waitUntil("the server has done it") {
            try observer.run(Self.locks).int(0, 0) == 1
        }
        proxy.pass()

        _ = try waiting.value()
    }

    private static let locks = Statement(
        "proxy.locks", "SELECT count(*) FROM pg_sleep(0.005), pg_locks WHERE locktype = 'advisory' AND objid = 7001")

    @Test func aBlackHoleTakesConnectionsAndSaysNothing() throws {
        let impatient = url + "?connect_timeout=2"
        proxy.blackHole()

        #expect(throws: Fault.self) {
            try Connection.open(ConnectionSettings(url: impatient, schema: "public"))
        }
        proxy.pass()
        try connect().close()
    }

    @Test func itRefusesAndTakesConnectionsAgain() throws {
        proxy.refuse()
        #expect(throws: Fault.self) { try connect() }

        proxy.pass()
        try connect().close()
    }

    private func waitUntil(_ what: String, _ isSo: () throws -> Bool) throws {
        for _ in 0..<2_000 where try isSo() { return }
        throw ServerUnavailable("never seen: \(what)")
    }
}

/// A connection that another thread uses from now on.
private struct Handed: @unchecked Sendable {
    let connection: Connection
    init(_ connection: Connection) { self.connection = connection }
}

/// Clients of Kafka go where the broker says it is: through the proxy.
struct FaultyKafkaProxyTests {
    @Test func clientsStayWithTheProxy() throws {
        let broker = try BrokerProcess()
        let port = try #require(broker.address.split(separator: ":").last.flatMap { UInt16($0) })
        let proxy = try FaultyProxy(
            on: .init(host: "127.0.0.2", port: port), to: .init(port: port), replacing: "127.0.0.1")
        defer { proxy.close() }
        try broker.request("create proxied 2")
        let settings = KafkaSettings(
            bootstrapServers: proxy.endpoint.description, topicPrefix: "", clientID: "proxied",
            properties: ["message.timeout.ms": "2000"])
        let kafka = try TestKafka(broker: broker)
        let producer = try PlainProducer(settings: settings, logger: kafka.logger)
        defer { producer.close() }
        try producer.send(OutboundRecord(topic: "proxied", key: nil, value: [1], headers: []))
        try producer.flush()

        proxy.cut(.reset)
        proxy.refuse()
        try producer.send(OutboundRecord(topic: "proxied", key: nil, value: [2], headers: []))

        #expect(throws: Fault.self, "there is no way around the proxy") { try producer.flush() }
    }
}
