import Kernel

/// Draws the hidden condition of an item. Shares are choices unless `Calibration` names a source.
struct ConditionOracle: Sendable {
    let seed: UInt64

    func condition(of origin: UnitOrigin, _ category: ProductCategory) -> HiddenCondition {
        var chance = Chance(seed: seed ^ origin.item, "condition", category.rawValue)
        var condition = use(category, origin.reason, &chance)
        findings(category, origin, &condition, &chance)
        if category == .foodAndDrink { spoilage(origin.reason, &condition, &chance) }
        if condition.isSealed { condition.clearUse() }
        condition.isDangerous = chance.happens(dangerRate(category, condition))
        return condition
    }

    /// What using it has left behind.
    private func use(
        _ category: ProductCategory, _ reason: ReturnReason?, _ chance: inout Chance
    ) -> HiddenCondition {
        let isTriedOn = category == .apparel || category == .shoes
        var condition = HiddenCondition()
        condition.isSealed = chance.happens(BasisPoints(isTriedOn ? 1_000 : reason == .defective ? 500 : 3_500))
        condition.worn = chance.pick([Share(78, .none), Share(18, .light), Share(4, .heavy)])
        condition.packaging = chance.pick([Share(80, .none), Share(14, .light), Share(6, .heavy)])
        condition.soiled = chance.pick([Share(93, .none), Share(5, .light), Share(2, .heavy)])
        condition.hasTags = condition.worn == .none && chance.happens(BasisPoints(9_000))
        condition.isWashed = condition.worn > .none && chance.happens(BasisPoints(3_000))
        condition.isHygienic = !chance.happens(BasisPoints(category == .beauty ? 2_000 : 200))
        condition.isAssembled = chance.happens(BasisPoints(1_500))
        condition.isLocked = chance.happens(BasisPoints(250))
        condition.isReset = chance.happens(BasisPoints(8_500))
        condition.isComplete = chance.happens(BasisPoints(9_600))
        condition.cause = condition.isComplete ? .unknown : .customer
        return condition
    }

    /// Whether what the customer says is true.
    private func findings(
        _ category: ProductCategory, _ origin: UnitOrigin, _ condition: inout HiddenCondition, _ chance: inout Chance
    ) {
        switch origin.reason {
        case .defective:
            let unfounded =
                category == .electronics ? Calibration.noFaultFoundElectronics : Calibration.noFaultFoundElsewhere
            if !chance.happens(unfounded) { defect(category, &condition, &chance) }
        case .missingParts:
            condition.isComplete = chance.happens(BasisPoints(3_000))
            condition.cause = .merchant
        case .wrongItem: condition.isAsDescribed = chance.happens(BasisPoints(3_000))
        case .notAsDescribed: condition.isAsDescribed = chance.happens(BasisPoints(8_500))
        case .damagedInTransit: knock(&condition, &chance, nothing: 10)
        default: if chance.happens(BasisPoints(300)) { defect(category, &condition, &chance) }
        }
        if origin.damagedInTransit, origin.reason != .damagedInTransit { knock(&condition, &chance, nothing: 30) }
    }

    private func defect(_ category: ProductCategory, _ condition: inout HiddenCondition, _ chance: inout Chance) {
        let degree: HiddenCondition.Degree = chance.pick([Share(45, .light), Share(55, .heavy)])
        condition.cause = chance.pick([Share(75, .manufacturer), Share(20, .customer), Share(5, .unknown)])
        condition.isRepairable = chance.happens(BasisPoints(6_500))
        condition.isSealed = false
        guard category == .electronics else {
            condition.damage = degree
            return
        }
        condition.works = degree
        condition.screen = chance.pick([Share(80, .none), Share(8, .light), Share(12, .heavy)])
    }

    private func knock(_ condition: inout HiddenCondition, _ chance: inout Chance, nothing: Int64) {
        condition.damage = chance.pick([Share(nothing, .none), Share(50, .light), Share(40, .heavy)])
        guard condition.damage > .none else { return }
        condition.packaging = .light
        condition.cause = chance.pick([Share(85, .carrier), Share(10, .customer), Share(5, .unknown)])
        condition.isRepairable = chance.happens(BasisPoints(4_000))
        condition.isSealed = condition.isSealed && condition.damage == .light
    }

    private func spoilage(
        _ reason: ReturnReason?, _ condition: inout HiddenCondition, _ chance: inout Chance
    ) {
        condition.isExpired = chance.happens(BasisPoints(reason == .arrivedLate ? 2_500 : 600))
        condition.isKeptCold = chance.happens(BasisPoints(8_800))
    }

    /// Damaged or defective devices with batteries are dangerous now and then.
    private func dangerRate(_ category: ProductCategory, _ condition: HiddenCondition) -> BasisPoints {
        guard category == .electronics else { return BasisPoints(20) }
        return BasisPoints(max(condition.damage, condition.works) == .heavy ? 1_500 : 40)
    }
}

extension HiddenCondition {
    /// Nobody has used what was never opened.
    mutating func clearUse() {
        worn = .none
        soiled = .none
        hasTags = true
        isWashed = false
        isHygienic = true
        isAssembled = false
        isLocked = false
        isReset = true
        isComplete = true
    }
}
