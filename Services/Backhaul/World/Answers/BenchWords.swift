import Kernel

extension HiddenCondition {
    /// What a bench answers to a question of that meaning; nil when the world does not know the question.
    ///
    /// - Parameter question: a question's id; what stands behind a dot only tells two places of one tree apart.
    /// - Source: Services/Grading/README.md, "The words".
    func answer(to question: String) -> String? {
        switch question.prefix(while: { $0 != "." }) {
        case "dangerous": yes(isDangerous)
        case "as_described": yes(isAsDescribed)
        case "sealed": yes(isSealed)
        case "packaging": ["good", "damaged", "missing"][packaging.rawValue]
        case "complete": yes(isComplete)
        case "works": ["yes", "partly", "no"][works.rawValue]
        case "repairable": yes(isRepairable)
        case "locked": yes(isLocked)
        case "reset": yes(isReset)
        case "screen": amount(screen)
        case "assembled": yes(isAssembled)
        case "hygiene": isHygienic ? "intact" : "broken"
        case "worn": ["no", "lightly", "heavily"][worn.rawValue]
        case "tags": yes(hasTags)
        case "washed": yes(isWashed)
        case "soiled": amount(soiled)
        case "damage": amount(damage)
        case "expired": yes(isExpired)
        case "cold_chain": isKeptCold ? "kept" : "broken"
        case "cause": cause.rawValue
        default: nil
        }
    }

    private func yes(_ fact: Bool) -> String { fact ? "yes" : "no" }

    private func amount(_ degree: Degree) -> String { ["none", "light", "heavy"][degree.rawValue] }
}
