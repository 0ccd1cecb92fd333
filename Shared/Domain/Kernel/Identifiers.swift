/// Two ids of a platform joined to the key that everything of a merchant begins with, in Kafka and PostgreSQL.
///
/// Ids that platforms give are unique within a merchant only. They are compared by their bytes, as Kafka and PostgreSQL
/// do: two ways to write "é" are two ids, where Swift's own comparison of texts takes them for one.
public struct MerchantKey: Hashable, Sendable, Comparable, CustomStringConvertible {
    public let merchant: String
    public let id: String

    public init(_ merchant: String, _ id: String) {
        self.merchant = merchant
        self.id = id
    }

    /// `merchant/id`: the record key on a topic.
    public var description: String { "\(merchant)/\(id)" }

    /// Of the id alone: merchants are few, and ids of two of them seldom the same.
    public func hash(into hasher: inout Hasher) { hasher.combine(id) }

    public static func == (left: MerchantKey, right: MerchantKey) -> Bool {
        left.id.hasSameBytes(as: right.id) && left.merchant.hasSameBytes(as: right.merchant)
    }

    public static func < (left: MerchantKey, right: MerchantKey) -> Bool {
        guard left.merchant.hasSameBytes(as: right.merchant) else {
            return left.merchant.bytesPrecede(right.merchant)
        }
        return left.id.bytesPrecede(right.id)
    }
}

/// 64 bits of FNV-1a: a stable hash for ids and fingerprints, the same in every process and release.
///
/// - Source: Fowler, Noll, Vo; draft-eastlake-fnv.
public struct StableHash: Sendable {
    public private(set) var value: UInt64

    public init(seed: UInt64 = 0) { value = 0xcbf2_9ce4_8422_2325 ^ seed }

    /// Adds bytes as they are.
    public mutating func add(bytes: some Sequence<UInt8>) {
        // In one piece where they lie so: other modules call this unspecialised, where each step of a sequence takes
        // ten times as long.
        let isDone: Void? = bytes.withContiguousStorageIfAvailable { value = Self.added($0, to: value) }
        if isDone == nil { for byte in bytes { value = Self.added(byte, to: value) } }
    }

    private static func added(_ bytes: UnsafeBufferPointer<UInt8>, to value: UInt64) -> UInt64 {
        bytes.reduce(value) { added($1, to: $0) }
    }

    @inline(__always)
    private static func added(_ byte: UInt8, to value: UInt64) -> UInt64 {
        (value ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
    }

    /// Adds a text and its end, so that "ab","c" and "a","bc" differ.
    public mutating func add(_ text: String) {
        add(bytes: text.utf8)
        add(bytes: CollectionOfOne(0xff))
    }

    /// Adds a number as eight bytes, the least significant first.
    public mutating func add(_ number: Int64) {
        for shift in stride(from: 0, to: 64, by: 8) {
            add(bytes: CollectionOfOne(UInt8(truncatingIfNeeded: number >> Int64(shift))))
        }
    }
}

/// An id of our own: a prefix and 96 bits derived from what it names, so that a replay makes the same id again.
///
/// - Parameter prefix: tells a person what it names: `u` unit, `w` work order, `f` refund, `i` inspection, `h` hold.
public func derivedID(_ prefix: String, _ parts: String...) -> String {
    var first = StableHash()
    var second = StableHash(seed: 0x9e37_79b9_7f4a_7c15)
    for part in parts {
        first.add(part)
        second.add(part)
    }
    return prefix + "-" + hexadecimal(first.value, digits: 16) + hexadecimal(second.value >> 32, digits: 8)
}

private func hexadecimal(_ value: UInt64, digits: Int) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
}
