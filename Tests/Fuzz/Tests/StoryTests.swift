import Contracts
import Kafka
import Testing
import Worker

@testable import fuzz

@Suite struct StoryTests {
    /// What no broker delivers proves nothing about those who read.
    @Test(arguments: ServicePortion.services) func everyRecordOfAStoryIsOneThatABrokerTakes(service: String) throws {
        var story = Story(service, try Goldens())
        for number in 0..<1_500 as Range<UInt64> {
            var dice = Dice(seed: 1, 3, number)
            let record = story.record(number, &dice)

            #expect(record.value?.count ?? 0 < KafkaLimits.messageBytes, "input \(number)")
        }
    }
}
