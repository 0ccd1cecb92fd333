import Kernel

/// An event that crosses a topic. The Swift type is the contract: schemas are made from it.
///
/// A new version is a new type; readers ignore fields they do not know.
public protocol ContractEvent: Codable, Sendable, Hashable {
    /// The CloudEvents type, `backhaul.<event>.v<N>`.
    static var type: String { get }
    /// Where it travels.
    static var topic: Topic { get }
    /// The record key: `merchant/id`.
    var key: MerchantKey { get }
    /// The merchant whose goods or customers it is about.
    var merchant: String { get }
    /// Rules beyond the shape of the JSON: what is wrong, or nil.
    func violation() -> String?
    /// The event as JSON, keys sorted so that equal events are equal bytes.
    ///
    /// - Throws: `ContractViolation` when a value has no JSON form (a floating point number that is not finite).
    func json() throws(ContractViolation) -> [UInt8]
}

extension ContractEvent {
    public func violation() -> String? { nil }
    public func json() throws(ContractViolation) -> [UInt8] { try EventCodec.encode(self) }
}

/// Why a record does not keep the contract. Names fields and rules, never values of payloads.
public struct ContractViolation: Error, Hashable, Sendable, CustomStringConvertible {
    /// The class of the reason, for counting: stands in the dead letter's headers.
    public enum Reason: String, Sendable, Hashable, CaseIterable {
        /// Not JSON at all, or no value.
        case malformed
        /// A CloudEvents attribute is missing or wrong.
        case envelope
        /// JSON, but not of the schema: a field missing, of another type, or an unknown code.
        case schema
        /// An event type that this topic does not carry.
        case unknownType = "unknown_type"
        /// The same id with other content than before.
        case conflict
        /// A rule of the contract between fields or with what is known is broken.
        case rule
    }

    public let reason: Reason
    /// What, where and what was expected.
    public let detail: String

    public init(_ reason: Reason, _ detail: String) {
        self.reason = reason
        self.detail = detail
    }

    public var description: String { "\(reason.rawValue): \(detail)" }
}
