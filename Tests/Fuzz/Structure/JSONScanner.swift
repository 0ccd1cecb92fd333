/// Reads JSON that is known to be right, such as a golden sample, into a tree.
struct JSONScanner {
    private let bytes: [UInt8]
    private var index = 0

    static func tree(of bytes: [UInt8]) -> JSONNode {
        var scanner = JSONScanner(bytes: bytes)
        return scanner.value()
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private var next: UInt8 {
        mutating get {
            while index < bytes.count, [0x20, 0x0a, 0x0d, 0x09].contains(bytes[index]) { index += 1 }
            return index < bytes.count ? bytes[index] : 0
        }
    }

    private mutating func value() -> JSONNode {
        switch next {
        case UInt8(ascii: "{"): .object(elements(until: "}") { .init(name: $0.name(), value: $0.value()) })
        case UInt8(ascii: "["): .list(elements(until: "]") { $0.value() })
        case UInt8(ascii: "\""): .token(text())
        default: .token(scalar())
        }
    }

    private mutating func elements<Element>(
        until end: Unicode.Scalar, _ read: (inout JSONScanner) -> Element
    ) -> [Element] {
        var elements: [Element] = []
        index += 1
        while index < bytes.count, next != UInt8(ascii: end) {
            elements.append(read(&self))
            if next == UInt8(ascii: ",") { index += 1 }
        }
        index += 1
        return elements
    }

    private mutating func name() -> String {
        _ = next
        let name = String(decoding: text().dropFirst().dropLast(), as: UTF8.self)
        if next == UInt8(ascii: ":") { index += 1 }
        return name
    }

    private mutating func text() -> [UInt8] {
        let start = index
        index += 1
        while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
            index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        index = min(index + 1, bytes.count)
        return Array(bytes[start..<index])
    }

    private mutating func scalar() -> [UInt8] {
        let start = index
        while index < bytes.count, !",]} \n\r\t".utf8.contains(bytes[index]) { index += 1 }
        // A byte that begins no value: step over it, so that the end is reached.
        if index == start { index = min(index + 1, bytes.count) }
        return Array(bytes[start..<index])
    }
}
