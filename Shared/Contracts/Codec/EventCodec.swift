import Kernel

/// JSON in and out of events, with errors that name the place.
public enum EventCodec {
    /// - Throws: `ContractViolation` (`malformed`, `schema` or `rule`).
    public static func decode<Event: ContractEvent>(_ type: Event.Type, from data: [UInt8]) throws(ContractViolation)
        -> Event
    {
        let document = try document(of: data)
        let event: Event
        do { event = try document.decode(type) } catch { throw violation(of: error) }
        if let broken = keyViolation(event.key) ?? event.violation() { throw ContractViolation(.rule, broken) }
        return event
    }

    /// The key begins with the merchant and stands in Kafka and in the indexes of PostgreSQL.
    private static func keyViolation(_ key: MerchantKey) -> String? {
        if key.merchant.isEmpty || key.merchant.utf8.contains(UInt8(ascii: "/")) {
            return "merchant: expected a text without '/' and not empty"
        }
        if AttributeText.hasControlCharacter(key.merchant.utf8) { return "merchant: expected no control characters" }
        if AttributeText.hasControlCharacter(key.id.utf8) {
            return "the id that makes the key: expected no control characters"
        }
        if key.id.isEmpty { return "the id that makes the key: expected a text, not an empty one" }
        if key.merchant.utf8.count + key.id.utf8.count > maxKeyBytes {
            return "merchant and the id that makes the key: expected at most \(maxKeyBytes) bytes together"
        }
        return nil
    }

    private static let maxKeyBytes = 1_000

    /// The event as JSON, keys sorted so that equal events are equal bytes.
    ///
    /// - Throws: `ContractViolation` when a value has no JSON form (a floating point number that is not finite).
    public static func encode(_ event: some Encodable) throws(ContractViolation) -> [UInt8] {
        do { return try JSONCoder.encode(event) } catch { throw unwritable }
    }

    private static let unwritable = ContractViolation(.schema, "cannot be written as JSON")

    /// A stable hash of the content, whatever the layout of the JSON it came in: tells a repeat from a conflict.
    public static func fingerprint(_ event: some ContractEvent) throws(ContractViolation) -> Int64 {
        do { return Int64(bitPattern: try JSONCoder.hash(event)) } catch { throw unwritable }
    }

    /// The text of an event, found to be one JSON object within `JSONBounds`.
    ///
    /// - Throws: `ContractViolation` (`malformed` or `rule`).
    static func document(of data: [UInt8]) throws(ContractViolation) -> JSONDocument {
        if let document = JSONDocument(data), document.isObject, document.depth <= JSONBounds.maxDepth,
            !document.hasNull
        {
            return document
        }
        // What is wrong is looked for only now, so that the place in the text decides which of several faults is told.
        try JSONBounds.check(data)
        throw ContractViolation(.malformed, "the value is not one JSON object")
    }

    /// What a decoder's error means, in words that hold no value of the payload.
    static func violation(of error: any Error) -> ContractViolation {
        guard let error = error as? DecodingError else { return ContractViolation(.malformed, "not readable as JSON") }
        if case .dataCorrupted(let context) = error, context.codingPath.isEmpty {
            // The text is known to be JSON, so it is a number that its type cannot hold: the decoder names no place.
            return ContractViolation(.schema, "a number: expected a whole number of 64 bits")
        }
        return violation(of: error)
    }

    private static func violation(of error: DecodingError) -> ContractViolation {
        switch error {
        case .keyNotFound(let key, let context):
            ContractViolation(.schema, "\(path(context.codingPath + [key])): required, but missing")
        case .valueNotFound(_, let context):
            ContractViolation(.schema, "\(path(context.codingPath)): required, but null")
        case .typeMismatch(let type, let context):
            ContractViolation(.schema, "\(path(context.codingPath)): expected \(jsonName(of: type))")
        case .dataCorrupted(let context):
            ContractViolation(.schema, "\(path(context.codingPath)): \(rule(context))")
        @unknown default:
            ContractViolation(.schema, "not of the schema")
        }
    }

    /// Our own types say what they expect; the library's messages may quote the payload and are left out.
    private static func rule(_ context: DecodingError.Context) -> String {
        context.debugDescription.hasPrefix("expected ")
            ? context.debugDescription : "not a value that the schema allows"
    }

    private static func path(_ keys: [any CodingKey]) -> String {
        keys.isEmpty ? "the value" : keys.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(separator: ".")
    }

    private static func jsonName(of type: Any.Type) -> String {
        switch type {
        case is String.Type: "a text"
        case is Bool.Type: "true or false"
        case is any FixedWidthInteger.Type: "a whole number"
        case is Double.Type: "a number"
        default: "\(type)".hasPrefix("Array") ? "a list" : "an object"
        }
    }
}
