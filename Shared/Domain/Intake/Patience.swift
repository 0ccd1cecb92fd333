import Kernel

/// Until when a request waits for facts that are missing.
public struct Patience: Hashable, Sendable {
    /// The end of the wait for orders, deliveries and policies.
    public var factsUntil: Instant
    /// The end of the wait for the catalogue; set when nothing else is missing any more.
    public var productsUntil: Instant?

    public init(factsUntil: Instant, productsUntil: Instant? = nil) {
        self.factsUntil = factsUntil
        self.productsUntil = productsUntil
    }

    /// When to look again at the latest, or nil when the return is to be decided now with what is known.
    public mutating func lookAgain(missing: Set<MissingFact>, now: Instant) -> Instant? {
        if missing.isEmpty { return nil }
        let lacksOnlyProducts = missing.allSatisfy { fact in
            if case .product = fact { true } else { false }
        }
        guard lacksOnlyProducts else { return now < factsUntil ? factsUntil : nil }
        let until = productsUntil ?? now.advanced(by: IntakeLimits.product)
        productsUntil = until
        return now < until ? until : nil
    }
}
