import Kernel

/// One refund intent: promised, lowered, taken back.
public struct RefundStory: Sendable, Hashable {
    /// The order line that was paid: `merchant/order/line`; empty until the intent itself was seen.
    public internal(set) var orderLine = ""
    /// ISO 4217.
    public internal(set) var currency: Currency
    /// What is to be paid, in minor units.
    public internal(set) var amount: MinorUnits = 0
    /// Lowered for grades, in minor units.
    public internal(set) var reduced: MinorUnits = 0
    /// Taken back, in minor units.
    public internal(set) var reversed: MinorUnits = 0
    /// How often it was due under different numbers.
    public internal(set) var dues: UInt8 = 0

    init(_ currency: Currency) { self.currency = currency }

    /// What is left of it.
    public var net: MinorUnits { amount - reduced - reversed }
}

/// Money promised, lowered and taken back, by intent.
public struct RefundBook: Sendable {
    /// Every intent by its id.
    public private(set) var intents: [String: RefundStory] = [:]

    public init() {}

    mutating func due(_ id: String, orderLine: String, amount: MinorUnits, _ currency: Currency) {
        var intent = intents[id] ?? RefundStory(currency)
        intent.dues = intent.dues == .max ? .max : intent.dues + 1
        intent.amount += amount
        intent.orderLine = orderLine
        intent.currency = currency
        intents[id] = intent
    }

    mutating func reduce(_ id: String, by amount: MinorUnits, _ currency: Currency) {
        intents[id, default: RefundStory(currency)].reduced += amount
    }

    mutating func reverse(_ id: String, _ amount: MinorUnits, _ currency: Currency) {
        intents[id, default: RefundStory(currency)].reversed += amount
    }

    /// What customers get in the end, by currency, in minor units.
    public var netByCurrency: [String: MinorUnits] {
        intents.values.reduce(into: [:]) { $0[$1.currency.code, default: 0] += $1.net }
    }

    /// What each order line is refunded in the end, in minor units.
    public var netByOrderLine: [String: MinorUnits] {
        intents.values.reduce(into: [:]) { $0[$1.orderLine, default: 0] += $1.net }
    }
}

/// The laws of money.
public enum RefundLaw {
    /// Of one intent, from the topics alone.
    ///
    /// - Parameter isCut: whether the topic no longer begins at its first record, so that what was due may be missing.
    public static func findings(_ id: String, _ intent: RefundStory, isCut: Bool) -> [Finding] {
        func broken(_ found: String, _ expected: String) -> [Finding] {
            [Finding(.money, id, found: found, expected: expected)]
        }
        if intent.dues == 0, isCut { return [] }
        if intent.dues != 1 { return broken("due \(intent.dues) times", "once") }
        return intent.net < 0
            ? broken("lowered by \(intent.reduced + intent.reversed)", "at most its \(intent.amount)") : []
    }

    /// Of one order line: never more than was paid.
    ///
    /// - Parameter paid: price, discount, tax and shipping of the whole line, in minor units.
    public static func overpaid(_ orderLine: String, net: MinorUnits, paid: MinorUnits) -> [Finding] {
        guard net > max(0, paid) else { return [] }
        return [Finding(.money, orderLine, found: "refunded \(net)", expected: "at most \(paid), which was paid")]
    }

    /// Where topics and database say different things of an intent.
    public static func differences(
        _ id: String, _ intent: RefundStory?, amount: MinorUnits, reduced: MinorUnits, reversed: MinorUnits
    ) -> [Finding] {
        guard let intent, intent.dues > 0 else {
            return [Finding(.money, id, found: "an intent in the database only", expected: "its event")]
        }
        let pairs = [
            ("amount", intent.amount, amount), ("reduced", intent.reduced, reduced),
            ("reversed", intent.reversed, reversed),
        ]
        return pairs.filter { $0.1 != $0.2 }.map {
            Finding(.money, id, found: "\($0.0) \($0.2) in the database", expected: "\($0.1), as on the topics")
        }
    }
}
