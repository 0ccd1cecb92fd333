import Kernel

/// Rules for the values of attributes, the same in both modes.
///
/// - Source: CloudEvents 1.0.2, core specification, section 3 (type system, required attributes).
enum AttributeText {
    /// An attribute that must be there and not be empty.
    static func required(_ bytes: [UInt8]?, _ name: String) throws(ContractViolation) -> String {
        guard let bytes else { throw ContractViolation(.envelope, "\(name): required, but missing") }
        guard let text = try optional(bytes, name) else {
            throw ContractViolation(.envelope, "\(name): expected a text, not an empty one")
        }
        return text
    }

    /// An attribute that may be there; an empty one counts as not set.
    static func optional(_ bytes: [UInt8]?, _ name: String) throws(ContractViolation) -> String? {
        guard let bytes, !bytes.isEmpty else { return nil }
        guard bytes.count <= CloudEvent.maxAttributeBytes else {
            throw ContractViolation(.envelope, "\(name): expected at most \(CloudEvent.maxAttributeBytes) bytes")
        }
        guard !hasControlCharacter(bytes) else {
            throw ContractViolation(.envelope, "\(name): expected no control characters")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ContractViolation(.envelope, "\(name): expected UTF-8")
        }
        return text
    }

    /// `time`, when it is there.
    static func time(_ text: String?, _ name: String) throws(ContractViolation) -> Instant? {
        guard let text else { return nil }
        guard let time = Instant(text) else { throw ContractViolation(.envelope, "\(name): expected an RFC 3339 time") }
        return time
    }

    /// `backhaulseq`: a whole number from 1, there if and only if the lane is.
    static func sequence(_ text: String?, lane: String?, prefix: String) throws(ContractViolation) -> Int64? {
        guard let text else {
            guard lane == nil else {
                throw ContractViolation(.envelope, "\(prefix)backhaulseq: required beside \(prefix)backhaullane")
            }
            return nil
        }
        guard lane != nil else {
            throw ContractViolation(.envelope, "\(prefix)backhaullane: required beside \(prefix)backhaulseq")
        }
        guard let number = Int64(text), number > 0 else {
            throw ContractViolation(.envelope, "\(prefix)backhaulseq: expected a whole number from 1")
        }
        return number
    }

    /// U+0000 to U+001F and U+007F to U+009F, which the type system of CloudEvents leaves out of its strings.
    static func hasControlCharacter(_ bytes: some Sequence<UInt8>) -> Bool {
        var last: UInt8 = 0
        for byte in bytes {
            if byte < 0x20 || byte == 0x7f || (last == 0xc2 && byte < 0xa0) { return true }
            last = byte
        }
        return false
    }
}

/// What a `content-type` says.
enum MediaType {
    /// True for `application/cloudevents` and everything that begins with it, in any case.
    static func isCloudEvents(_ bytes: [UInt8]) -> Bool { hasPrefix(bytes, "application/cloudevents") }

    /// True when the type is that of one event in the JSON format, and not of a batch or another format.
    static func isCloudEventsJSON(_ bytes: [UInt8]) -> Bool {
        let type = withoutParameters(bytes)
        return type.count == "application/cloudevents+json".utf8.count
            && hasPrefix(type, "application/cloudevents+json")
    }

    /// True for `*/json` and `*/*+json`, parameters left aside.
    ///
    /// - Source: CloudEvents 1.0.2, JSON event format, section 3.1.1.
    static func isJSON(_ bytes: [UInt8]) -> Bool {
        let type = withoutParameters(bytes)
        guard let slash = type.firstIndex(of: UInt8(ascii: "/")), slash > type.startIndex else { return false }
        let subtype = type[(slash + 1)...]
        return hasPrefix(subtype.suffix(4), "json") && (subtype.count == 4 || hasPrefix(subtype.suffix(5), "+json"))
    }

    private static func withoutParameters(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
        var type = bytes.prefix { $0 != UInt8(ascii: ";") }
        while type.last == UInt8(ascii: " ") { type.removeLast() }
        return type
    }

    private static func hasPrefix(_ bytes: some Collection<UInt8>, _ lowercase: StaticString) -> Bool {
        guard bytes.count >= lowercase.utf8CodeUnitCount else { return false }
        return lowercase.withUTF8Buffer { prefix in
            zip(bytes, prefix).allSatisfy { byte, letter in
                byte == letter || ((65...90).contains(byte) && byte | 0x20 == letter)
            }
        }
    }
}
