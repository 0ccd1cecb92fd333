import CLibpq
import Worker

/// Copies of what libpq holds, so that nothing of it is left when the result is freed.
enum ResultRows {
    /// Rows of a successful result: the cells in one buffer, or the number of rows a command touched.
    static func copy(_ result: OpaquePointer?) -> Rows {
        let columns = Int(PQnfields(result))
        guard columns > 0 else {
            return Rows(columnCount: 0, count: affected(result), bytes: [], starts: [0], nulls: [])
        }
        let count = Int(PQntuples(result))
        var starts = [0]
        var nulls: [Bool] = []
        starts.reserveCapacity(count * columns + 1)
        nulls.reserveCapacity(count * columns)
        var end = 0
        for row in 0..<Int32(count) {
            for column in 0..<Int32(columns) {
                end += Int(PQgetlength(result, row, column))
                starts.append(end)
                nulls.append(PQgetisnull(result, row, column) == 1)
            }
        }
        return Rows(
            columnCount: columns, count: count, bytes: cells(result, starts, columns), starts: starts, nulls: nulls)
    }

    private static func cells(_ result: OpaquePointer?, _ starts: [Int], _ columns: Int) -> [UInt8] {
        let size = starts.last ?? 0
        return [UInt8](unsafeUninitializedCapacity: size) { buffer, initialized in
            for index in 0..<(starts.count - 1) where starts[index + 1] > starts[index] {
                let cell = PQgetvalue(result, Int32(index / columns), Int32(index % columns))
                let source = UnsafeRawBufferPointer(start: cell, count: starts[index + 1] - starts[index])
                UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[starts[index]...])
                    .copyMemory(from: source)
            }
            initialized = size
        }
    }

    /// How many rows a command touched; 0 for one that does not say.
    static func affected(_ result: OpaquePointer?) -> Int {
        guard let text = PQcmdTuples(result) else { return 0 }
        return Int(String(cString: text)) ?? 0
    }

    /// The first column whose binary form `Rows` cannot read, such as the `numeric` that `sum(bigint)` gives.
    static func unreadableColumn(_ result: OpaquePointer?) -> String? {
        for column in 0..<PQnfields(result) {
            let type = PQftype(result, column)
            // User types from 16384 on: enumerations, which travel as text.
            guard type < 16_384, !readable.contains(type) else { continue }
            let name = PQfname(result, column).map { String(cString: $0) } ?? "?"
            return "column \(name) has the type with oid \(type): cast it to bigint, text, bytea, boolean or jsonb"
        }
        return nil
    }

    /// bool, bytea, char, name, int8, int2, int4, text, oid, json, bpchar, varchar, void, jsonb.
    private static let readable: Set<UInt32> = [
        16, 17, 18, 19, 20, 21, 23, 25, 26, 114, 1042, 1043, 2278, 3802,
    ]
}
