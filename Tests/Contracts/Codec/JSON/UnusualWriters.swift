import Kernel

/// A number or a list of numbers.
enum AnyJSON: Encodable, ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral {
    case number(Int)
    case list([Int])

    init(integerLiteral value: Int) { self = .number(value) }
    init(arrayLiteral elements: Int...) { self = .list(elements) }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .number(let number): try container.encode(number)
        case .list(let list): try container.encode(list)
        }
    }
}

enum PlainKey: String, CodingKey { case a, b, c, d, z }

struct Absent: Encodable {
    var a: Int?
    var b: String? = "here"
}

struct EmptyObject: Encodable {}

/// Writes nothing at all.
struct Silent: Encodable {
    func encode(to encoder: any Encoder) throws {}
}

/// Containers inside of containers, each written to the end before the next.
struct NestedWriters: Encodable {
    func encode(to encoder: any Encoder) throws {
        var all = encoder.container(keyedBy: PlainKey.self)
        var list = all.nestedUnkeyedContainer(forKey: .z)
        try list.encode("first")
        var inner = list.nestedContainer(keyedBy: PlainKey.self)
        try inner.encode(2, forKey: .b)
        try inner.encode(1, forKey: .a)
        var innermost = list.nestedUnkeyedContainer()
        try innermost.encodeNil()
        try list.encode(list.count)
        try [1, 2].encode(to: list.superEncoder())
        var object = all.nestedContainer(keyedBy: PlainKey.self, forKey: .c)
        try object.encodeNil(forKey: .a)
        _ = all.nestedContainer(keyedBy: PlainKey.self, forKey: .b)
        try "inherited".encode(to: all.superEncoder(forKey: .a))
        try Currency("GBP").encode(to: all.superEncoder())
    }
}

class Base: Encodable {
    let z = 1
    enum Key: String, CodingKey { case z }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(z, forKey: .z)
    }
}

/// Two containers of one object.
final class Derived: Base {
    override func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: PlainKey.self)
        try container.encode("b", forKey: .b)
        try super.encode(to: encoder)
        try container.encode("a", forKey: .a)
    }
}

/// The last value of a name counts.
struct Repeated: Encodable {
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: PlainKey.self)
        try container.encode(1, forKey: .b)
        try container.encode(2, forKey: .a)
        try container.encode([3], forKey: .b)
        try container.encode(4, forKey: .b)
        try container.encode(5, forKey: .a)
    }
}

/// Two lists that are one.
struct Twice: Encodable {
    func encode(to encoder: any Encoder) throws {
        var first = encoder.unkeyedContainer()
        try first.encode(1)
        var second = encoder.unkeyedContainer()
        try second.encode(2)
    }
}

/// Leaves out what cannot be written.
struct Forgiving: Encodable {
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: PlainKey.self)
        try container.encode(1, forKey: .z)
        try? container.encode([["deep": [1, .nan]]], forKey: .a)
        try? container.encode(Double.infinity, forKey: .c)
        var list = container.nestedUnkeyedContainer(forKey: .b)
        try? list.encode([0.5, .infinity])
        try list.encode("after")
        var none = container.nestedUnkeyedContainer(forKey: .d)
        try? none.encode([Double.nan])
    }
}

/// Writes to a container when it is not the one that is being written.
struct OutOfTurn: Encodable {
    enum Way: CaseIterable { case afterItsEnd, afterTheOneAround, fromOutsideIn, fromInsideOut }
    let way: Way

    /// Keeps a container beyond its value, and writes to one that it was given in the middle of its own value.
    private final class Keeper: Encodable {
        var kept: (any UnkeyedEncodingContainer)?
        var given: (any UnkeyedEncodingContainer)?

        func encode(to encoder: any Encoder) throws {
            kept = encoder.unkeyedContainer()
            try given?.encode(1)
        }
    }

    func encode(to encoder: any Encoder) throws {
        var list = encoder.unkeyedContainer()
        let (first, second) = (Keeper(), Keeper())
        switch way {
        case .afterItsEnd:
            try list.encode(first)
            try first.kept?.encode(1)
        case .afterTheOneAround:
            var inner = list.nestedUnkeyedContainer()
            try list.encode(1)
            try inner.encode(2)
        case .fromOutsideIn:
            try list.encode(first)
            second.given = first.kept
            try list.encode(second)
        case .fromInsideOut:
            first.given = list
            try list.encode(first)
        }
    }
}

/// An object and a list at one place.
struct TwoKinds: Encodable {
    func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: PlainKey.self)
        try object.encode(1, forKey: .a)
        var list = encoder.unkeyedContainer()
        try list.encode(2)
    }
}

struct Endless: Encodable {
    func encode(to encoder: any Encoder) throws {
        var list = encoder.unkeyedContainer()
        try list.encode(Endless())
    }
}
