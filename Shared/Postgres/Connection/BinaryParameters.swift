import CLibpq
import Worker

/// Parameters in PostgreSQL's binary format, one after another in one buffer.
///
/// - Source: PostgreSQL source, `*_send`/`*_recv` functions; arrays: `array_recv` in `arrayfuncs.c`.
struct BinaryParameters {
    private var bytes: [UInt8] = []
    private var starts: [Int] = []
    private var lengths: [Int32] = []

    init(_ values: [SQLValue]) {
        bytes.reserveCapacity(values.reduce(1) { $0 + $1.sizeHint })
        starts.reserveCapacity(values.count)
        lengths.reserveCapacity(values.count)
        for value in values {
            let start = bytes.count
            let isNull = !bytes.append(value)
            starts.append(isNull ? -1 : start)
            lengths.append(Int32(bytes.count - start))
        }
        // An empty text needs an address too: a null pointer would mean NULL.
        bytes.append(0)
    }

    /// Calls `body` with the arrays of pointers, lengths and formats that `PQexecPrepared` takes.
    func withPointers<Result>(
        _ body: (UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?) -> Result
    ) -> Result {
        bytes.withUnsafeBytes { buffer in
            let base = buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
            let pointers = starts.map { start in start < 0 ? nil : base.map { $0 + start } }
            let formats = [Int32](repeating: 1, count: starts.count)
            return pointers.withUnsafeBufferPointer { pointers in
                lengths.withUnsafeBufferPointer { lengths in
                    formats.withUnsafeBufferPointer { formats in
                        body(pointers.baseAddress, lengths.baseAddress, formats.baseAddress)
                    }
                }
            }
        }
    }
}

extension SQLValue {
    /// The type that the parameter is declared with, so that the server reads the bytes as what they are; 0 leaves it
    /// to the server, which is right for NULL only.
    ///
    /// - Source: `pg_type.dat` of PostgreSQL; these numbers never change.
    var typeID: UInt32 {
        switch self {
        case .null: 0
        case .bool: 16
        case .bytes: 17
        case .int8: 20
        case .text: 25
        case .json: 114
        case .bools: 1000
        case .byteArrays: 1001
        case .int4s: 1007
        case .texts: 1009
        case .int8s: 1016
        case .jsons: 199
        }
    }

    /// About how many bytes it takes; only to reserve memory once.
    var sizeHint: Int {
        switch self {
        case .null: 0
        case .bool, .int8: 8
        case .text(let text): text.utf8.count
        case .bytes(let bytes), .json(let bytes): bytes.count
        case .bools(let values): 20 + values.count * 5
        case .int4s(let values): 20 + values.count * 8
        case .int8s(let values): 20 + values.count * 12
        case .texts(let values): values.reduce(20) { $0 + 4 + ($1?.utf8.count ?? 0) }
        case .byteArrays(let values), .jsons(let values): values.reduce(20) { $0 + 4 + ($1?.count ?? 0) }
        }
    }
}

extension [UInt8] {
    /// Appends the binary form of `value`; false for NULL, which has none.
    fileprivate mutating func append(_ value: SQLValue) -> Bool {
        switch value {
        case .null: return false
        case .bool(let flag): append(flag ? 1 : 0)
        case .int8(let number): appendBigEndian(number)
        case .text(let text): append(contentsOf: text.utf8)
        case .bytes(let bytes): append(contentsOf: bytes)
        case .json(let text): append(contentsOf: text)
        default: appendArray(value)
        }
        return true
    }

    private mutating func appendArray(_ value: SQLValue) {
        switch value {
        case .bools(let values): appendArray(of: 16, values) { $0.append($1 ? 1 : 0) }
        case .int4s(let values): appendArray(of: 23, values) { $0.appendBigEndian($1) }
        case .int8s(let values): appendArray(of: 20, values) { $0.appendBigEndian($1) }
        case .texts(let values): appendArray(of: 25, values) { $0.append(contentsOf: $1.utf8) }
        case .byteArrays(let values): appendArray(of: 17, values) { $0.append(contentsOf: $1) }
        case .jsons(let values): appendArray(of: 114, values) { $0.append(contentsOf: $1) }
        case .null, .bool, .int8, .text, .bytes, .json: break
        }
    }

    /// Dimensions, flag for NULLs, element type, length, lower bound; then each element with its length, -1 for NULL.
    private mutating func appendArray<Item>(
        of elementType: Int32, _ values: [Item?], _ appendElement: (inout [UInt8], Item) -> Void
    ) {
        appendBigEndian(Int32(values.isEmpty ? 0 : 1))
        appendBigEndian(Int32(values.contains { $0 == nil } ? 1 : 0))
        appendBigEndian(elementType)
        guard !values.isEmpty else { return }
        appendBigEndian(Int32(values.count))
        appendBigEndian(Int32(1))
        for value in values {
            guard let value else {
                appendBigEndian(Int32(-1))
                continue
            }
            let place = count
            appendBigEndian(Int32(0))
            appendElement(&self, value)
            setBigEndian(Int32(count - place - 4), at: place)
        }
    }

    private mutating func appendBigEndian(_ number: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: number.bigEndian) { append(contentsOf: $0) }
    }

    private mutating func setBigEndian(_ number: Int32, at place: Int) {
        for index in 0..<4 { self[place + index] = UInt8(truncatingIfNeeded: number >> Int32(24 - 8 * index)) }
    }
}
