import Kernel

/// One line of a sale, as far as recalls ask.
public struct SaleFacts: Hashable, Sendable {
    /// What is known of all its items; without a serial number.
    public var subject: ScopeSubject
    /// The serial numbers that are known; may be fewer than `quantity`.
    public var serials: [String]
    /// Items.
    public var quantity: Int64

    public init(subject: ScopeSubject, serials: [String], quantity: Int64) {
        self.subject = subject
        self.serials = serials
        self.quantity = quantity
    }
}

/// What one recall has made of one line of a sale. There is none for a line that never was in scope.
public struct SaleMark: Hashable, Sendable {
    /// Items of the line in the scope that held last; 0 when it fell out.
    public var quantity: Int64
    /// True while the customer was told of an exercise only.
    public var toldAsMock: Bool

    public init(quantity: Int64, toldAsMock: Bool) {
        self.quantity = quantity
        self.toldAsMock = toldAsMock
    }
}

extension ScopeCriteria {
    /// How many items of a line are affected: those inside, and those of which only lot, serial number or date of
    /// manufacture is not known. A customer is warned once too often rather than not at all.
    public func affectedItems(of sale: SaleFacts) -> Int64 {
        var subject = sale.subject
        var affected: Int64 = 0
        let known = sale.serials.prefix(Int(clamping: sale.quantity))
        for serial in known {
            subject.serial = serial
            if concernsSale(subject) { affected += 1 }
        }
        subject.serial = nil
        let others = sale.quantity - Int64(known.count)
        return others > 0 && concernsSale(subject) ? affected + others : affected
    }

    private func concernsSale(_ subject: ScopeSubject) -> Bool {
        switch match(subject) {
        case .inside: true
        case .outside: false
        case .possible(let missing): missing.isSubset(of: [.lot, .serial, .madeAt])
        }
    }
}

extension Recall {
    /// Weighs one line of a sale against the recall as it stands.
    ///
    /// - Parameter old: what the recall made of the line before.
    /// - Returns: what it makes of it now (nil when the line is of no concern), and whether the customer is to be told:
    ///   once a recall, and once more when an exercise becomes real.
    public func weigh(_ sale: SaleFacts, _ old: SaleMark?) -> (mark: SaleMark?, tell: Bool) {
        guard isActive, let terms else { return (old, false) }
        let quantity = terms.criteria.affectedItems(of: sale)
        guard quantity > 0 || old != nil else { return (nil, false) }
        let mock = terms.hold.mock
        guard var mark = old else { return (SaleMark(quantity: quantity, toldAsMock: mock), true) }
        mark.quantity = quantity
        let tell = quantity > 0 && mark.toldAsMock && !mock
        if tell { mark.toldAsMock = false }
        return (mark, tell)
    }
}
