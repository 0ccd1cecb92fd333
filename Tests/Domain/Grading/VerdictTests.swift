import GradingDomain
import Kernel
import Testing

@Suite struct VerdictTests {
    private func findings(_ answers: Choice...) -> Findings {
        var findings = Findings()
        for answer in answers { findings.add(answer) }
        return findings
    }

    private func defect(_ grade: Grade, _ fault: PartyAtFault? = nil) -> Choice {
        var answer = choice("x", nil, grade, fault)
        answer.defect = true
        return answer
    }

    private func cause(_ party: PartyAtFault) -> Choice { choice("x", nil, nil, party) }

    private func arrival(_ reason: ReturnReason? = nil, damaged: Bool = false) -> Arrival {
        Arrival(
            siteId: "s", sku: "k", returnId: "r", reason: reason, policyId: "default", damagedInTransit: damaged)
    }

    @Test func theWorstAnswerGivesTheGradeInAnyOrder() {
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<500 {
            let grades = (0..<Int.random(in: 1...6, using: &generator)).compactMap { _ in
                Grade.allCases.randomElement(using: &generator)
            }
            var found = Findings()
            for grade in grades.shuffled(using: &generator) { found.add(choice("x", nil, grade)) }
            // The raw values sort from best to worst: A, B, C, D, S.
            #expect(found.grade.rawValue == grades.map(\.rawValue).max())
        }
    }

    @Test func bothAxesAreTheWorstThatAnAnswerAllows() {
        var good = choice("x")
        good.function = .f5
        good.cosmetic = .c9
        var poor = choice("x")
        poor.function = .f3
        poor.cosmetic = .c3

        for found in [findings(good, poor), findings(poor, good)] {
            #expect(found.function == .f3 && found.cosmetic == .c3)
        }
        #expect(findings(good).function == .f5)
        #expect(findings(choice("x")).function == nil)
    }

    @Test func theOneWhoCausedTheWorstIsAtFault() {
        let worn = choice("x", nil, .b, .customer)
        #expect(findings(worn, defect(.d), cause(.manufacturer)).fault == .manufacturer)
        #expect(findings(defect(.d), cause(.manufacturer), worn).fault == .manufacturer)
        #expect(findings(worn, choice("x", nil, .a, .merchant)).fault == .customer)
        #expect(findings(worn, defect(.d)).fault == nil)
        #expect(findings(cause(.carrier)).fault == .carrier)
    }

    @Test func ofTwoEquallyBadFindingsTheCustomerIsBlamedLast() {
        let soiled = choice("x", nil, .c, .customer)
        #expect(findings(soiled, defect(.c), cause(.carrier)).fault == .carrier)
        #expect(findings(defect(.c), cause(.carrier), soiled).fault == .carrier)
        #expect(findings(soiled, defect(.c), cause(.unknown)).fault == .customer)
        #expect(findings(defect(.c), cause(.unknown)).fault == .unknown)
    }

    @Test func noFaultIsFoundOnlyWhereOneWasClaimedAndNothingIsWrong() {
        let claims: Set<ReturnReason> = [.defective, .damagedInTransit, .notAsDescribed, .missingParts]
        for reason in ReturnReason.allCases {
            let fine = Verdict(of: findings(choice("x", nil, .b, .customer)), arrival: arrival(reason))
            let broken = Verdict(of: findings(defect(.d)), arrival: arrival(reason))
            #expect(fine.noFaultFound == claims.contains(reason))
            #expect(!broken.noFaultFound)
        }
        #expect(!Verdict(of: findings(choice("x", nil, .a)), arrival: arrival()).noFaultFound)
    }

    @Test func damageThatTheCarrierReportedIsTheCarriersWhereTheBenchCannotTell() {
        let unclear = findings(defect(.c), cause(.unknown))
        #expect(Verdict(of: unclear, arrival: arrival(damaged: true)).fault == .carrier)
        #expect(Verdict(of: unclear, arrival: arrival()).fault == .unknown)
        #expect(
            Verdict(of: findings(defect(.c), cause(.customer)), arrival: arrival(damaged: true)).fault == .customer)
        #expect(Verdict(of: findings(choice("x", nil, .a)), arrival: arrival(damaged: true)).fault == .unknown)
    }

    @Test func somethingIsKeptBackOnlyFromTheCustomerAndOnlyForItsGrade() {
        let reductions = GradeReductions([
            (grade: .b, share: BasisPoints(1_000)), (grade: .c, share: BasisPoints(4_000)),
            (grade: .c, share: BasisPoints(3_000)),
        ])
        let expected: [Grade: Int64] = [.b: 1_000, .c: 3_000]
        for grade in Grade.allCases {
            for party in PartyAtFault.allCases {
                let verdict = Verdict(of: findings(choice("x", nil, grade, party)), arrival: arrival())
                let share = party == .customer ? expected[grade] ?? 0 : 0
                #expect(reductions.share(for: verdict) == BasisPoints(share))
            }
        }
    }

    @Test func onlyANewerVersionReplacesAFact() {
        func fact(_ version: Int64, _ fingerprint: Int64) -> Versioned<Int> {
            Versioned(version: version, fingerprint: fingerprint, value: 0)
        }
        #expect(fact(1, 1).freshness(against: nil) == .newer)
        #expect(fact(2, 2).freshness(against: fact(1, 1)) == .newer)
        #expect(fact(1, 1).freshness(against: fact(1, 1)) == .stale)
        #expect(fact(1, 1).freshness(against: fact(2, 2)) == .stale)
        #expect(fact(1, 2).freshness(against: fact(1, 1)) == .conflict)
    }
}
