import Testing

/// What the compiler cannot see: each rule holds for the tree, and each check catches what is planted.
@Suite struct ArchitectureTests {
    private static let checks: [Check] =
        ImportRules.checks + PurityRules.checks + SizeRules.checks + DocumentationRules.checks + BanRules.checks
        + ServiceRules.checks + MigrationRules.checks + MetricRules.checks + AlertRules.checks + LogRules.checks
        + PlaceRules.checks + SettingRules.checks + ComposeRules.checks + LinkRules.checks + SQLRules.checks

    @Test(arguments: checks) func theRepositoryKeepsTheRule(check: Check) {
        let found = Set(check.find(.repository)).sorted()

        #expect(found.isEmpty, "\(found.map(\.description).joined(separator: "\n"))")
    }

    @Test(arguments: checks) func aPlantedViolationIsCaught(check: Check) {
        let before = Set(check.find(.repository))
        #expect(!check.plants.isEmpty)

        for plant in check.plants {
            let planted = SourceTree.repository.planting(plant.text, at: plant.path)
            let found = Set(check.find(planted)).subtracting(before)

            #expect(
                found.contains { $0.description.contains(plant.expected) },
                "\(plant.path): expected '\(plant.expected)', found \(found.map(\.description))")
        }
    }

    @Test func everyRuleSaysWhatItIs() {
        #expect(Set(Self.checks.map(\.rule)).count == Self.checks.count)
    }
}
