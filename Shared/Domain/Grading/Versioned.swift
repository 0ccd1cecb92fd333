/// A fact of which the newest version holds, such as the description of a product.
public struct Versioned<Value: Sendable & Hashable>: Sendable, Hashable {
    /// Rises with every change; microseconds where the fact is told apart by time.
    public var version: Int64
    /// Hash of the event that brought it: tells a repeat from a conflict.
    public var fingerprint: Int64
    /// The fact.
    public var value: Value

    public init(version: Int64, fingerprint: Int64, value: Value) {
        self.version = version
        self.fingerprint = fingerprint
        self.value = value
    }

    /// What a version that comes in is against the one that is known.
    public enum Freshness: Sendable, Hashable {
        case newer
        /// The same again, or an older one: no effect.
        case stale
        /// The same version with other content.
        case conflict
    }

    /// How `self`, which comes in, stands against what is known.
    public func freshness(against known: Versioned?) -> Freshness {
        guard let known, known.version >= version else { return .newer }
        return known.version == version && known.fingerprint != fingerprint ? .conflict : .stale
    }
}
