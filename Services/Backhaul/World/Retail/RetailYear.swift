import Contracts
import Kernel

/// A real year in the format of the UCI "Online Retail II" file, as events.
///
/// - Source: D. Chen, "Online Retail II", UCI Machine Learning Repository, id 502 (CC BY 4.0).
package struct RetailYear: WorldStream {
    /// What the events given out so far must lead to.
    package private(set) var account = StreamAccount()
    private var walk: RetailWalk
    private var events: RetailEvents
    private var waiting: [WorldEvent]
    private var given = 0
    private var isFinishing = false

    /// - Parameters:
    ///   - path: plain CSV or gzip.
    ///   - transitLimitSeconds: of its policy; long, because nothing gets lost in the file, and the largest return
    ///     (86,795 pieces) takes minutes to arrive.
    ///   - lineLimit: reads only so many lines.
    /// - Throws: `RetailFileError` when the file cannot be read or has other columns.
    package init(
        path: String, seed: UInt64, transitLimitSeconds: Int64 = 3_600, lineLimit: Int = .max
    ) throws {
        let file = try RetailFile(path: path)
        try self.init(
            seed: seed, transitLimitSeconds: transitLimitSeconds, lineLimit: lineLimit, pieces: file.nextPiece)
    }

    init(
        seed: UInt64, transitLimitSeconds: Int64 = 3_600, lineLimit: Int = .max,
        pieces: @escaping () throws -> [UInt8]?
    ) throws {
        guard let pounds = Currency("GBP") else { throw RetailFileError("no such currency: GBP") }
        walk = try RetailWalk(lineLimit: lineLimit, pieces: pieces)
        events = RetailEvents(seed: seed, currency: pounds)
        waiting = [try events.policy(at: .epoch, transitLimitSeconds: transitLimitSeconds)]
    }

    /// Not known before the file is read.
    package var plannedReturns: Int? { nil }

    /// Lines read so far by what became of them; at the end they sum to the file's lines.
    package var buckets: [String: Int] {
        Dictionary(uniqueKeysWithValues: walk.book.buckets.map { ($0.key.rawValue, $0.value) })
    }

    /// The next event, in the order of the file.
    ///
    /// - Throws: `RetailFileError` when the file is damaged; `ContractViolation` when an event has no JSON form.
    package mutating func next() throws -> WorldEvent? {
        while given == waiting.count {
            given = 0
            switch isFinishing ? nil : try walk.next() {
            case .order(let order): waiting = try events.events(of: order)
            case .credit(let credit):
                waiting = try events.events(of: credit, orderIDs: walk.book.orderIDs)
            case nil:
                waiting = []
                return nil
            }
        }
        given += 1
        account.add(waiting[given - 1])
        return waiting[given - 1]
    }

    /// Reads no further; the document in hand is published whole.
    package mutating func finish() { isFinishing = true }

    /// What an article costs and sells for; the cost is half its price, for the file has none.
    package func price(_ merchant: String, _ sku: String) -> ArticlePrice? {
        merchant == RetailEvents.merchant ? events.prices[sku] : nil
    }
}
