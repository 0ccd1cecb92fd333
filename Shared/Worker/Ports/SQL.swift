/// A statement with `$1` parameters. Prepared once per connection under a name made from its text.
package struct Statement: Sendable, Hashable {
    /// For logs, metrics and `pg_stat_statements`: `intake.orders.load`.
    package let name: String
    package let sql: String

    package init(_ name: String, _ sql: String) {
        self.name = name
        self.sql = sql
    }
}

/// A parameter of a statement. Arrays are for `unnest`; nil is NULL.
package enum SQLValue: Sendable, Hashable {
    case null
    case bool(Bool)
    case int8(Int64)
    case text(String)
    case bytes([UInt8])
    /// For `json` columns: UTF-8 JSON text. Not `jsonb`: PostgreSQL would make a tree of it that nobody asks for, which
    /// cost a third of its time (Tests/Benchmarks/README.md).
    case json([UInt8])
    case bools([Bool])
    case int4s([Int32?])
    case int8s([Int64?])
    case texts([String?])
    case byteArrays([[UInt8]?])
    case jsons([[UInt8]?])
}

/// What a statement gave: rows of cells in PostgreSQL's binary format, copied out of the driver's memory.
package struct Rows: Sendable {
    /// Columns in each row.
    package let columnCount: Int
    /// Rows affected or returned.
    package let count: Int
    /// All cells one after another, row by row.
    package let bytes: [UInt8]
    /// Start of each cell in `bytes` and one past the end of the last; row-major.
    package let starts: [Int]
    /// One entry a cell: true where it is NULL.
    package let nulls: [Bool]

    package init(columnCount: Int, count: Int, bytes: [UInt8], starts: [Int], nulls: [Bool]) {
        self.columnCount = columnCount
        self.count = count
        self.bytes = bytes
        self.starts = starts
        self.nulls = nulls
    }

    package static let none = Rows(columnCount: 0, count: 0, bytes: [], starts: [0], nulls: [])

    /// True where the cell is NULL.
    package func isNull(_ row: Int, _ column: Int) -> Bool { nulls[row * columnCount + column] }

    /// The raw cell: `text`, `bytea`, and `json` columns as they are.
    package func cell(_ row: Int, _ column: Int) -> ArraySlice<UInt8> {
        let index = row * columnCount + column
        return bytes[starts[index]..<starts[index + 1]]
    }

    /// A `text` cell.
    package func text(_ row: Int, _ column: Int) -> String { String(decoding: cell(row, column), as: UTF8.self) }

    /// A `text` cell; nil where it is NULL.
    package func optionalText(_ row: Int, _ column: Int) -> String? {
        isNull(row, column) ? nil : text(row, column)
    }

    /// An `int2`, `int4` or `int8` cell.
    package func int(_ row: Int, _ column: Int) -> Int64 {
        let cell = cell(row, column)
        guard let first = cell.first else { return 0 }
        return cell.dropFirst().reduce(Int64(Int8(bitPattern: first))) { $0 << 8 | Int64($1) }
    }

    /// An integer cell; nil where it is NULL.
    package func optionalInt(_ row: Int, _ column: Int) -> Int64? { isNull(row, column) ? nil : int(row, column) }

    /// A `bool` cell; false where it is NULL.
    package func bool(_ row: Int, _ column: Int) -> Bool { cell(row, column).first == 1 }

    /// A `bytea` or `text` cell as an array.
    package func data(_ row: Int, _ column: Int) -> [UInt8] { Array(cell(row, column)) }

    /// A `json` or `jsonb` cell as UTF-8 JSON text (the binary format of the latter begins with the version byte 1).
    package func json(_ row: Int, _ column: Int) -> [UInt8] {
        let cell = cell(row, column)
        return Array(cell.first == 1 ? cell.dropFirst() : cell)
    }
}

/// Runs statements inside the transaction that is open. Used on one thread only.
package protocol SQLSession: AnyObject {
    /// - Throws: `Fault`: `transient` (connection, deadlock, serialization, timeouts), `data` (classes 22 and 23),
    ///   `fatal` (everything that only a changed program or database can mend).
    @discardableResult
    func run(_ statement: Statement, _ parameters: [SQLValue]) throws(Fault) -> Rows

    /// Has a statement run whose answer nobody waits for: the caller makes the next one ready while the database works.
    /// Statements take effect in the order in which they were given, posted ones and others.
    ///
    /// - Parameter judge: given how many rows the statement touched, or why it was refused, says what is wrong; nil
    ///   when nothing is.
    /// - Throws: as `run`, of this statement or of one posted before it. A fault of this one may be thrown by a later
    ///   call, at the latest by the end of the transaction, which is not committed then.
    func post(
        _ statement: Statement, _ parameters: [SQLValue], judge: @escaping (Result<Int, Fault>) -> Fault?
    ) throws(Fault)
}

extension SQLSession {
    /// Without anything to make ready meanwhile.
    package func post(
        _ statement: Statement, _ parameters: [SQLValue], judge: @escaping (Result<Int, Fault>) -> Fault?
    ) throws(Fault) {
        if let fault = judge(Result { () throws(Fault) in try run(statement, parameters).count }) { throw fault }
    }

    /// Has a statement run that may touch any number of rows.
    package func post(_ statement: Statement, _ parameters: [SQLValue]) throws(Fault) {
        try post(statement, parameters) { answer in
            if case .failure(let fault) = answer { fault } else { nil }
        }
    }

    /// Inserts rows that were looked for and not found, by a plain INSERT: one that is asked to look for conflicts
    /// costs the database more.
    ///
    /// - Throws: as `post`; `transient` when another transaction has inserted one of them since: the batch, tried
    ///   again, finds that row and locks it.
    package func insertNew(_ statement: Statement, _ parameters: [SQLValue]) throws(Fault) {
        try post(statement, parameters) { answer in
            guard case .failure(let fault) = answer else { return nil }
            guard fault.code == Self.uniqueViolation else { return fault }
            return Fault(.transient, statement.name, "another process inserted a row first", code: "40001")
        }
    }

    /// - Source: PostgreSQL documentation, appendix A, "PostgreSQL Error Codes".
    private static var uniqueViolation: String { "23505" }
}
