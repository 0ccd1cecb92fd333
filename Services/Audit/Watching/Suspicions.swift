import AuditDomain

/// What looked broken at the last look. A live system moves while it is looked at, so a suspicion becomes certain only
/// when a later look, begun after the topics were read beyond where they ended at the earlier one, finds it again.
struct Suspicions {
    private var last: Set<Finding> = []
    /// What stands now: found at the last two looks.
    private(set) var certain: Set<Finding> = []

    /// Whether something was found that is not certain yet.
    var suspects: Bool { last != certain }

    /// Takes what a look has found.
    mutating func look(_ findings: Set<Finding>) {
        certain = findings.intersection(last)
        last = findings
    }
}
