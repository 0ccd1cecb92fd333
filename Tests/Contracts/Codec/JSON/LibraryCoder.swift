import Contracts
import FoundationEssentials

/// The library's coders, set up as they were when they wrote what is stored: what ours is compared with.
enum LibraryCoder {
    static func encode(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(value))
    }

    static func decode<Value: Decodable>(_ type: Value.Type, from text: [UInt8]) throws -> Value {
        try JSONDecoder().decode(type, from: Data(text))
    }
}

/// What a decoder makes of a text: a value, or an error by its kind and its place.
enum Reading<Value: Equatable>: Equatable {
    case value(Value)
    case refusal(String)

    init(_ read: () throws -> Value) {
        do { self = .value(try read()) } catch { self = .refusal(Self.words(for: error)) }
    }

    var isValue: Bool { if case .value = self { true } else { false } }

    private static func words(for error: any Error) -> String {
        guard let error = error as? DecodingError else { return "\(error)" }
        return switch error {
        case .keyNotFound(let key, let context): "missing \(key.stringValue) at \(path(context))"
        case .valueNotFound(_, let context): "null at \(path(context))"
        case .typeMismatch(let type, let context): "no \(type) at \(path(context))"
        case .dataCorrupted(let context):
            context.codingPath.isEmpty
                ? "corrupted" : "corrupted at \(path(context)): \(context.debugDescription.prefix { $0 != "(" })"
        @unknown default: "\(error)"
        }
    }

    private static func path(_ context: DecodingError.Context) -> String {
        context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(separator: ".")
    }
}

extension Reading where Value: Decodable {
    static func ours(_ type: Value.Type, _ text: [UInt8]) -> Reading {
        Reading { try JSONCoder.decode(type, from: text) }
    }

    static func library(_ type: Value.Type, _ text: [UInt8]) -> Reading {
        Reading { try LibraryCoder.decode(type, from: text) }
    }
}

/// Any JSON, of which nothing is read.
struct Unread: Decodable, Equatable {
    init(from decoder: any Decoder) throws {}
}

/// An object with one member that may be absent.
struct Holder<Value: Decodable & Equatable>: Decodable, Equatable {
    var a: Value?
}
