import Contracts
import Kernel

/// A real year in the format of the UCI "Online Retail II" file, as events.
///
/// - Source: D. Chen, "Online Retail II", UCI Machine Learning Repository, id 502 (CC BY 4.0).
package struct RetailYear: WorldStream {
    /// What the events given out so far must lead to.
    package private(set) var account = StreamAccount()
    private var reader: CSVReader
    private let columns: RetailColumns
    private var book = RetailBook()
    private var events: RetailEvents
    private var waiting: [WorldEvent] = []
    private var given = 0
    private var now: Instant
    private var isAtEnd = false
    private let lineLimit: Int

    /// - Parameters:
    ///   - path: plain CSV or gzip.
    ///   - lineLimit: reads only so many lines.
    /// - Throws: `RetailFileError` when the file cannot be read or has other columns.
    package init(
        path: String, seed: UInt64, transitLimitSeconds: Int64 = 120, lineLimit: Int = .max
    ) throws {
        let file = try RetailFile(path: path)
        try self.init(
            seed: seed, transitLimitSeconds: transitLimitSeconds, lineLimit: lineLimit, pieces: file.nextPiece)
    }

    init(
        seed: UInt64, transitLimitSeconds: Int64 = 120, lineLimit: Int = .max,
        pieces: @escaping () throws -> [UInt8]?
    ) throws {
        guard let pounds = Currency("GBP") else { throw RetailFileError("no such currency: GBP") }
        reader = CSVReader(pieces)
        guard let header = try reader.next() else { throw RetailFileError("the file is empty") }
        columns = try RetailColumns(header: Self.withoutByteOrderMark(header))
        events = RetailEvents(seed: seed, currency: pounds)
        self.lineLimit = lineLimit
        now = .epoch
        waiting = [try events.policy(at: .epoch, transitLimitSeconds: transitLimitSeconds)]
    }

    /// Not known before the file is read.
    package var plannedReturns: Int? { nil }

    package var buckets: [String: Int] {
        Dictionary(uniqueKeysWithValues: book.buckets.map { ($0.key.rawValue, $0.value) })
    }

    package mutating func next() throws -> WorldEvent? {
        while given == waiting.count {
            waiting.removeAll(keepingCapacity: true)
            given = 0
            guard !isAtEnd else { return nil }
            try readOn()
        }
        given += 1
        account.add(waiting[given - 1])
        return waiting[given - 1]
    }

    package func price(_ merchant: String, _ sku: String) -> ArticlePrice? {
        merchant == RetailEvents.merchant ? events.prices[sku] : nil
    }

    /// Reads one line and gives out what is complete by its time; at the end, everything.
    private mutating func readOn() throws {
        guard book.lineCount < lineLimit, let fields = try reader.next() else {
            isAtEnd = true
            return try giveOut(until: Instant(microseconds: .max))
        }
        if let time = columns.date < fields.count ? RetailText.time(fields[columns.date]) : nil, time > now {
            now = time
            try giveOut(until: now)
        }
        _ = book.add(fields, columns)
    }

    private mutating func giveOut(until time: Instant) throws {
        while let order = book.nextOrder(at: time) { waiting += try events.events(of: order) }
        while let credit = book.nextCredit(at: time) {
            waiting += try events.events(of: credit, orderIDs: book.orderIDs)
        }
    }

    private static func withoutByteOrderMark(_ header: [String]) -> [String] {
        var header = header
        if header[0].unicodeScalars.first == "\u{FEFF}" { header[0].unicodeScalars.removeFirst() }
        return header
    }
}
