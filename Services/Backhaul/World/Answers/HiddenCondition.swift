import Kernel

/// What is really the matter with one item: the truth that benches and sites answer from.
///
/// It follows from the seed, the item's place in its parcel, and why it was sent back; so it is the same however often
/// and in whatever order anybody asks.
struct HiddenCondition: Sendable, Hashable {
    var isDangerous = false
    var isAsDescribed = true
    var isSealed = false
    var packaging = Degree.none
    var isComplete = true
    var works = Degree.none
    var isRepairable = true
    var isLocked = false
    var isReset = true
    var screen = Degree.none
    var isAssembled = false
    var isHygienic = true
    var worn = Degree.none
    var hasTags = true
    var isWashed = false
    var soiled = Degree.none
    var damage = Degree.none
    var isExpired = false
    var isKeptCold = true
    var cause = PartyAtFault.unknown

    /// How bad something is.
    enum Degree: Int, Sendable, Hashable, Comparable {
        case none, light, heavy

        static func < (left: Degree, right: Degree) -> Bool { left.rawValue < right.rawValue }
    }

    /// How a person would sum it up; what buyers pay follows from it.
    var quality: Grade {
        let worst = max(damage, screen, max(works, soiled))
        if isDangerous || isExpired || !isKeptCold || (worst == .heavy && !isRepairable) { return .s }
        if worst == .heavy || !isHygienic || isLocked { return .d }
        if worst == .light || worn == .heavy { return .c }
        return worn == .light || !isComplete || packaging > .none || !hasTags ? .b : .a
    }

    /// True when nothing is wrong with it but use.
    var isFaultless: Bool {
        isAsDescribed && isComplete && max(works, damage, screen) == .none && !isDangerous
    }
}
