import Kernel

/// Goes through the file line by line and hands out orders and returns as they become complete.
struct RetailWalk {
    /// A complete paper.
    enum Paper {
        case order(RetailOrder)
        case credit(RetailCredit)
    }

    private(set) var book = RetailBook()
    private var reader: CSVReader
    private let columns: RetailColumns
    private let lineLimit: Int
    private var now = Instant.epoch
    private var isAtEnd = false
    private var held: [String]?
    private var lastTime: (text: String, time: Instant?) = ("", nil)

    /// - Throws: `RetailFileError` when the file is empty or has other columns, or what reading throws.
    init(lineLimit: Int, pieces: @escaping () throws -> [UInt8]?) throws {
        reader = CSVReader(pieces)
        guard let header = try reader.next() else { throw RetailFileError("the file is empty") }
        columns = try RetailColumns(header: Self.withoutByteOrderMark(header))
        self.lineLimit = lineLimit
    }

    /// The next complete paper; nil at the end.
    ///
    /// - Throws: what reading throws.
    mutating func next() throws -> Paper? {
        while true {
            if let order = book.nextOrder(at: now) { return .order(order) }
            if let credit = book.nextCredit(at: now) { return .credit(credit) }
            if isAtEnd { return nil }
            if let fields = held {
                held = nil
                book.add(fields, columns, at: lastTime.time)
            } else if book.lineCount < lineLimit, let fields = try reader.next() {
                // Time moves on before the line counts: what was complete by then is handed out first.
                held = fields
                readTime(of: fields)
                now = max(now, lastTime.time ?? now)
            } else {
                isAtEnd = true
                now = Instant(microseconds: .max)
            }
        }
    }

    /// Many lines in a row have the same time: it is read once.
    private mutating func readTime(of fields: [String]) {
        let text = columns.date < fields.count ? fields[columns.date] : ""
        if text != lastTime.text { lastTime = (text, RetailText.time(text)) }
    }

    private static func withoutByteOrderMark(_ header: [String]) -> [String] {
        var header = header
        if header[0].unicodeScalars.first == "\u{FEFF}" { header[0].unicodeScalars.removeFirst() }
        return header
    }
}
