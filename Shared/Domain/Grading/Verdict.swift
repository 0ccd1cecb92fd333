import Kernel

/// What an inspection says of a unit.
public struct Verdict: Sendable, Hashable {
    /// The condition as a whole.
    public var grade: Grade
    /// How far it works, for electronics that were tested.
    public var function: FunctionGrade?
    /// How it looks, for electronics.
    public var cosmetic: CosmeticGrade?
    /// Who caused the state it is in; `unknown` too when there is nothing to blame anybody for.
    public var fault: PartyAtFault
    /// The customer said that something was wrong, and nothing was found.
    public var noFaultFound: Bool
    /// It was never opened.
    public var sealed: Bool
    /// It is dangerous as it is.
    public var dangerous: Bool

    /// - Parameters:
    ///   - findings: what the bench saw.
    ///   - arrival: why it came back, and what the carrier reported on the way.
    public init(of findings: Findings, arrival: Arrival) {
        grade = findings.grade
        function = findings.function
        cosmetic = findings.cosmetic
        let named = findings.fault ?? .unknown
        // The bench cannot tell, but the carrier reported damage itself.
        fault = named == .unknown && findings.defect && arrival.damagedInTransit ? .carrier : named
        noFaultFound = !findings.defect && (arrival.reason?.claimsDefect ?? false)
        sealed = findings.sealed
        dangerous = findings.dangerous
    }
}

extension ReturnReason {
    /// True when the reason says that something is wrong with the goods, so that an inspection can contradict it.
    fileprivate var claimsDefect: Bool {
        switch self {
        case .defective, .damagedInTransit, .notAsDescribed, .missingParts: true
        case .unwanted, .style, .colour, .other, .wrongItem, .sizeTooSmall, .sizeTooLarge, .arrivedLate, .recalled:
            false
        }
    }
}

/// What a policy keeps back for goods that come back in a grade.
public struct GradeReductions: Sendable, Hashable, Codable {
    /// Grade to share of the price, in hundredths of a percent; nothing for grades that are not named.
    public var shares: [String: Int64]

    /// Where a grade is named twice the lower share holds, in favour of the customer.
    public init(_ reductions: [(grade: Grade, share: BasisPoints)]) {
        shares = Dictionary(reductions.map { ($0.grade.rawValue, $0.share.value) }, uniquingKeysWith: Swift.min)
    }

    /// The share of the price that is kept back, which is nothing unless the customer caused the state of the unit.
    public func share(for verdict: Verdict) -> BasisPoints {
        guard verdict.fault == .customer else { return .zero }
        return BasisPoints(shares[verdict.grade.rawValue] ?? 0)
    }
}
