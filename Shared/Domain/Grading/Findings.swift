import Kernel

/// What the answers of one path say of a unit, taken together.
///
/// Every answer can only make it worse: the grade is the worst that any answer allows, and so are both axes. The party
/// at fault is the one that caused the worst of what was found.
public struct Findings: Sendable, Hashable {
    /// One thing that limits the grade.
    private struct Limit: Sendable, Hashable {
        var grade: Grade
        var fault: PartyAtFault?
    }

    private var limits: [Limit] = []
    /// How far it works; nil where no function was tested (sealed, locked) or nothing works.
    public private(set) var function: FunctionGrade?
    /// How it looks; nil where the tree does not ask.
    public private(set) var cosmetic: CosmeticGrade?
    /// It was never opened.
    public private(set) var sealed = false
    /// It is dangerous as it is.
    public private(set) var dangerous = false
    /// Something is wrong with the goods beyond their having been used.
    public private(set) var defect = false

    /// Nothing found yet.
    public init() {}

    /// The worst grade that an answer set; A when none did.
    public var grade: Grade { limits.map(\.grade).max { $0.rank < $1.rank } ?? .a }

    /// Who caused the worst of what was found; nil when nobody was named.
    ///
    /// Where two findings are equally bad the customer is named last: in doubt the price is not reduced.
    public var fault: PartyAtFault? {
        let worst = grade
        let named = limits.filter { $0.grade == worst }.compactMap(\.fault)
        return named.first { $0 != .customer && $0 != .unknown } ?? named.first { $0 == .customer } ?? named.first
    }

    /// Adds what follows from one answer.
    public mutating func add(_ answer: Choice) {
        if let grade = answer.grade {
            limits.append(Limit(grade: grade, fault: answer.fault))
        } else if let fault = answer.fault {
            name(fault)
        }
        if let limit = answer.function { function = function.map { $0.rank < limit.rank ? $0 : limit } ?? limit }
        if let limit = answer.cosmetic { cosmetic = cosmetic.map { $0.rank < limit.rank ? $0 : limit } ?? limit }
        sealed = sealed || answer.sealed == true
        dangerous = dangerous || answer.dangerous == true
        defect = defect || answer.defect == true
    }

    private mutating func name(_ fault: PartyAtFault) {
        if limits.isEmpty {
            limits.append(Limit(grade: .a, fault: fault))
        } else {
            limits[limits.count - 1].fault = fault
        }
    }
}

extension CaseIterable where Self: Equatable {
    /// The place in the order of declaration: from best to worst for grades, from worst to best for F and C.
    fileprivate var rank: Int {
        var place = 0
        for other in Self.allCases {
            if other == self { break }
            place += 1
        }
        return place
    }
}
