import Contracts
import Kernel
import Testing
import Worker

@testable import BackhaulWorld

@Suite struct SpoilerTests {
    @Test(arguments: Spoiler.topics)
    func everyFlawOfATopicIsRefused(topic: Topic) throws {
        for (index, flaw) in Spoiler.flaws.enumerated() where flaw.topic == topic {
            let event = try Spoiler.record(topic, flaw.flaw, id: "bad-\(index)")

            #expect(throws: ContractViolation.self, "\(flaw.flaw.rawValue)") {
                let cloud = try read(event)
                guard try decode(cloud) == topic else { throw ContractViolation(.unknownType, "of another topic") }
            }
        }
    }

    @Test(arguments: Spoiler.topics)
    func withoutTheFlawTheSpecimenIsSound(topic: Topic) throws {
        let specimen = try Specimen(topic, id: "bad-1")
        let cloud = CloudEvent(
            id: "1", source: "/world/nobody", type: specimen.type, subject: specimen.key,
            data: Array(specimen.json.utf8))

        #expect(try decode(cloud) == topic)
    }

    @Test func aFewHundredRecordsHaveEveryFlawOnEveryTopic() throws {
        let spoiler = Spoiler(seed: 1)
        let seen = try Set(
            (0..<Spoiler.flaws.count).map { number -> String in
                let event = try spoiler.record(number)
                guard case .malformed(let flaw) = event.nature else { return "" }
                return "\(event.topic.name) \(flaw.rawValue)"
            })

        #expect(seen == Set(Spoiler.flaws.map { "\($0.topic.name) \($0.flaw.rawValue)" }))
    }

    @Test func nullDeletesNothingOnCompactedTopics() {
        #expect(!Spoiler.flaws.contains { $0.topic.isCompacted && $0.flaw == .nullValue })
    }
}
