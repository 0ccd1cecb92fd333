import AuditDomain
import Contracts
import Kafka
import Kernel
import Logging
import Postgres
import Worker

/// Reads along, and judges: the topics against the laws, against the database, and against the relays' positions.
///
/// One owner, one thread. It trusts no worker's word: what the workers share with it is the contract, the adapters to
/// Kafka and PostgreSQL, and the shape of the tables that it reads.
package final class Judge {
    let feed: TopicFeed
    private let database: AuditDatabase
    private let positions: PositionsLook?
    private let settleMilliseconds: Int
    private let clock: any Clock
    private let logger: Logger

    /// Everything seen on the topics.
    package private(set) var book = AuditBook()
    /// Whether the broker in use shows every number once.
    package let transactions: Bool
    /// Told every record that is seen for the first time.
    package var witness: ((Sighting, InboundRecord) -> Void)?
    /// Called between steps, some times a second; throws to end what is under way.
    package var step: (() throws(Fault) -> Void)?

    /// - Parameters:
    ///   - transactions: what `BrokerPromise` found.
    ///   - settleSeconds: how long a round waits for what is on its way.
    /// - Throws: `fatal` naming the topics that are missing; `transient` while the broker is away.
    package init(
        kafka: KafkaSettings, databaseURL: String, application: String, transactions: Bool, settleSeconds: Int,
        clock: any Clock, logger: Logger
    ) throws(Fault) {
        self.transactions = transactions
        self.clock = clock
        self.logger = logger
        settleMilliseconds = settleSeconds * 1_000
        feed = try TopicFeed(settings: kafka, logger: logger)
        database = AuditDatabase(url: databaseURL, application: application)
        positions = transactions ? try PositionsLook(settings: kafka, services: Topics.services, logger: logger) : nil
    }

    package func close() {
        feed.close()
        positions?.close()
        database.close()
    }

    var now: Instant { clock.now() }

    /// The partitions whose beginning is gone.
    package var cutPartitions: [String] { feed.cut.keys.sorted().map { "\($0) begins at \(feed.cut[$0] ?? 0)" } }

    /// Reads what is there, waiting for a first record if need be.
    ///
    /// - Returns: how many records came.
    /// - Throws: `fatal` when access is refused or a topic was cut off before it was read.
    @discardableResult
    package func read(waitMilliseconds: Int) throws(Fault) -> Int {
        try step?()
        let records = try feed.poll(waitMilliseconds: waitMilliseconds)
        for record in records {
            if let sighting = book.take(record, isWhole: feed.isWhole(record)) { witness?(sighting, record) }
        }
        return records.count
    }

    /// Reads to where the topics end now.
    ///
    /// - Returns: false when the time was up first.
    /// - Throws: `transient` while the broker is away; as `read`.
    @discardableResult
    package func readToEnd(limitMilliseconds: Int) throws(Fault) -> Bool {
        let ends = try feed.ends()
        return try read(limitMilliseconds) { feed.hasReached(ends) }
    }

    /// Reads to where the topics end now, however much that is, for as long as something comes.
    ///
    /// - Throws: `fatal`, saying what was not read, when nothing has come for the time given and there is more to read;
    ///   `transient` when the broker does not say where the topics end; as `read`.
    func readThrough(stallSeconds: Int) throws(Fault) {
        let ends = try feed.ends()
        var lastCame = clock.monotonicMicroseconds()
        while !feed.hasReached(ends) {
            let count = try read(waitMilliseconds: 100)
            let now = clock.monotonicMicroseconds()
            if count > 0 { lastCame = now }
            guard now - lastCame <= Int64(stallSeconds) * 1_000_000 else {
                throw Fault(
                    .fatal, "audit.read",
                    "the broker gave nothing for \(stallSeconds) s; not read: \(feed.unread(ends))")
            }
        }
    }

    private func read(_ limitMilliseconds: Int, until isDone: () -> Bool) throws(Fault) -> Bool {
        let start = clock.monotonicMicroseconds()
        while !isDone() {
            if clock.monotonicMicroseconds() - start > Int64(limitMilliseconds) * 1_000 { return false }
            try read(waitMilliseconds: 100)
        }
        return true
    }

    /// How the lanes stand, with the topics read beyond that.
    ///
    /// - Throws: `transient` while database or broker are away.
    func lanes() throws(Fault) -> LaneLook {
        let seenBefore = book.lanes.mapValues { $0.numbers.highest }
        let connection = try database.open()
        var records: [LaneRecord] = []
        for service in Topics.services { records += try Standings.read(service, connection) }
        let before = positionsNow(records)
        // Again: a position that was read before is not beyond the number that was read after.
        records = []
        for service in Topics.services { records += try Standings.read(service, connection) }
        let after = positionsNow(records)
        for index in records.indices {
            let (service, number) = (records[index].name.service, records[index].number)
            records[index].standing.positionBefore = before[service]?[number]
            records[index].standing.positionAfter = after[service]?[number]
        }
        let isRead = try readToEnd(limitMilliseconds: settleMilliseconds)
        return LaneLook(records: records, seenBefore: seenBefore, isRead: isRead)
    }

    private func positionsNow(_ records: [LaneRecord]) -> [String: [Int32: Int64]] {
        guard let positions else { return [:] }
        let lanes = Dictionary(grouping: records, by: \.name.service).mapValues { $0.map(\.number) }
        // An offset inside an open transaction is not readable: then there is none to judge this time.
        do { return try positions.read(lanes) } catch {
            logger.debug("the relays' positions cannot be read", metadata: ["reason": "\(error)"])
            return [:]
        }
    }

    /// Compares topics and tables: first the state of all schemas at one moment, then the topics until they have told
    /// all that had been numbered at that moment.
    ///
    /// - Throws: `transient` while database or broker are away.
    func compare() throws(Fault) -> Comparison {
        try database.atOneMoment { (connection: Connection) throws(Fault) -> Comparison in
            try compare(on: TableReader(connection, step: step))
        }
    }

    private func compare(on connection: TableReader) throws(Fault) -> Comparison {
        let moment = try LaneMoment(Topics.services, connection)
        _ = try read(settleMilliseconds) { behind(moment).isEmpty }
        var comparison = Comparison(behind: behind(moment))
        let late = Set(comparison.behind.keys.map(\.service))
        let isCut = !feed.cut.isEmpty
        if !late.contains("intake") {
            var intake = IntakeComparison(book, connection, isCut: isCut)
            comparison.findings += try intake.run()
        }
        let units = UnitComparison(book: book, connection: connection, moment: moment, isCut: isCut)
        if !late.contains("disposition") {
            comparison.findings += try units.dispositions()
            comparison.findings += recalled(moment)
        }
        for service in Topics.services { comparison.findings += try units.effects(on: service) }
        return comparison
    }

    /// Numbers of each lane that the topics have yet to tell.
    private func behind(_ moment: LaneMoment) -> [LaneName: Int64] {
        var behind: [LaneName: Int64] = [:]
        for (lane, numbered) in moment.numbered {
            let missing = numbered - (book.lanes[lane]?.numbers.highest ?? 0)
            if missing > 0 { behind[lane] = missing }
        }
        return behind
    }

    private func recalled(_ moment: LaneMoment) -> [Finding] {
        book.units.flatMap { unit, story in
            story.holds.isEmpty
                ? []
                : UnitLaw.recall(
                    unit, story, stands: book.stands, isKnown: { moment.hasRead("disposition", $0.place) })
        }
    }
}

/// How the lanes stood at one look.
struct LaneLook {
    let records: [LaneRecord]
    /// The highest number of each lane that had been seen before the look.
    let seenBefore: [LaneName: Int64]
    /// Whether the topics were read to where they ended after it.
    let isRead: Bool
}

/// What a comparison of topics and tables found.
struct Comparison {
    var findings: [Finding] = []
    /// Numbers of lanes that did not come in time: their workers' tables are not judged.
    let behind: [LaneName: Int64]

    init(behind: [LaneName: Int64]) { self.behind = behind }
}
