import Kafka
import TestSupport
import Testing
import Worker

@Suite(.timeLimit(.minutes(2))) struct KafkaPositionTests {
    private let lane = LaneID("things", 0)

    private func numbered(_ range: Range<Int>) -> [OutboundRecord] {
        range.map { OutboundRecord(topic: "things", key: nil, value: [UInt8($0)], headers: []) }
    }

    @Test func aLaneBeginsWhereTheDatabaseSays() throws {
        let kafka = try TestKafka()
        try kafka.create(["things": 1])
        try kafka.publish(numbered(0..<10))
        let consumer = try TestConsumer(kafka, topics: ["things"], starts: [lane: .offset(7)])
        defer { consumer.source.close(deadlineMilliseconds: 1_000) }

        #expect(try consumer.poll { $0.records.count >= 3 })

        #expect(consumer.records.map(\.offset) == [7, 8, 9])
        #expect(consumer.positions == [lane: 10])
    }

    @Test func aLaneBeginsWithTheRecordThatItAppliedLast() throws {
        let kafka = try TestKafka()
        try kafka.create(["things": 1])
        try kafka.publish(numbered(0..<10))
        let consumer = try TestConsumer(kafka, topics: ["things"], starts: [lane: .after(witness: 4, next: 7)])
        defer { consumer.source.close(deadlineMilliseconds: 1_000) }

        #expect(try consumer.poll { $0.records.last?.offset == 9 })

        #expect(consumer.records.first?.offset == 4)
        #expect(consumer.positions == [lane: 10])
    }

    @Test func aRecordAppliedLastThatIsGoneIsDoneWithout() throws {
        let kafka = try TestKafka()
        try kafka.create(["things": 1])
        try kafka.publish(numbered(0..<10))
        let consumer = try TestConsumer(kafka, topics: ["things"], starts: [lane: .after(witness: 70, next: 8)])
        defer { consumer.source.close(deadlineMilliseconds: 1_000) }

        #expect(try consumer.poll { $0.records.last?.offset == 9 })

        #expect(consumer.records.map(\.offset) == [8, 9])
        #expect(consumer.stopped.isEmpty)
    }

    @Test func whatTheBrokerWasToldIsRemembered() throws {
        let kafka = try TestKafka()
        try kafka.create(["things": 1, "backhaul.positions.sorter": 4])
        try kafka.publish(numbered(0..<4))
        let consumer = try TestConsumer(kafka, group: "sorter", topics: ["things"])
        #expect(try consumer.poll { $0.records.count >= 4 })
        consumer.source.reportPositions([lane: 4])
        consumer.source.close(deadlineMilliseconds: 1_000)
        let relay = try GroupPositions(settings: kafka.settings, group: "sorter.relay", logger: kafka.logger)
        defer { relay.close() }
        relay.store([LaneID("backhaul.positions.sorter", 2): 77])
        let memory = try KafkaMemory(settings: kafka.settings, service: "sorter", logger: kafka.logger)
        defer { memory.close() }

        let end = ContinuousClock.now + .seconds(20)
        while try memory.publishedNumbers([2]).isEmpty || memory.reportedOffsets([lane]).isEmpty,
            ContinuousClock.now < end
        {}
        #expect(try memory.publishedNumbers([1, 2]) == [2: 77])
        #expect(try memory.reportedOffsets([lane]) == [lane: 4])
        let deployment = try memory.deployment()
        #expect(deployment.topicPrefix == kafka.settings.topicPrefix)
        #expect(try memory.deployment() == deployment)
    }

    @Test func aRestartedLaneIsReadAgainAndTheOthersGoOn() throws {
        let kafka = try TestKafka()
        try kafka.create(["things": 2])
        let other = LaneID("things", 1)
        try kafka.publish(numbered(0..<6), partition: 0)
        try kafka.publish(numbered(0..<6), partition: 1)
        let consumer = try TestConsumer(kafka, topics: ["things"])
        defer { consumer.source.close(deadlineMilliseconds: 1_000) }
        #expect(try consumer.poll { $0.records.count >= 12 })

        try consumer.source.restart([lane: .offset(2)])
        #expect(try consumer.poll { $0.records.count >= 16 })
        try kafka.publish(numbered(6..<7), partition: 1)
        #expect(try consumer.poll { $0.records.count >= 17 })

        #expect(consumer.records.filter { $0.lane == lane }.map(\.offset) == [0, 1, 2, 3, 4, 5, 2, 3, 4, 5])
        #expect(consumer.records.filter { $0.lane == other }.map(\.offset) == [0, 1, 2, 3, 4, 5, 6])
    }

    @Test func aLaneThatIsNotReadGivesNothing() throws {
        let kafka = try TestKafka()
        try kafka.create(["things": 2])
        try kafka.publish(numbered(0..<3), partition: 0)
        try kafka.publish(numbered(0..<3), partition: 1)
        let consumer = try TestConsumer(kafka, topics: ["things"], starts: [lane: LaneStart.none])
        defer { consumer.source.close(deadlineMilliseconds: 1_000) }

        #expect(try consumer.poll { $0.records.count >= 3 })
        for _ in 0..<3 { try consumer.poll() }

        #expect(Set(consumer.records.map(\.lane)) == [LaneID("things", 1)])
        #expect(consumer.records.count == 3)
    }

    @Test func anOffsetBeyondTheLogStopsItsLaneAndNamesBothOffsets() throws {
        let kafka = try TestKafka()
        try kafka.create(["things": 2])
        try kafka.publish(numbered(0..<5), partition: 0)
        try kafka.publish(numbered(0..<5), partition: 1)
        let consumer = try TestConsumer(kafka, topics: ["things"], starts: [lane: .offset(700)])
        defer { consumer.source.close(deadlineMilliseconds: 1_000) }

        #expect(try consumer.poll { !$0.stopped.isEmpty && $0.records.count >= 5 })

        #expect(consumer.stopped.keys.map(\.partition) == [0])
        #expect(consumer.stopped[lane]?.contains("700") == true)
        #expect(consumer.stopped[lane]?.contains("0 to 5") == true)
        #expect(consumer.records.allSatisfy { $0.lane.partition == 1 })
    }

    @Test func appliedPositionsAreToldToKafkaForLagTools() throws {
        let kafka = try TestKafka()
        try kafka.create(["things": 1])
        try kafka.publish(numbered(0..<4))
        let consumer = try TestConsumer(kafka, topics: ["things"])
        defer { consumer.source.close(deadlineMilliseconds: 1_000) }
        #expect(try consumer.poll { $0.records.count >= 4 })
        let group = try GroupPositions(settings: kafka.settings, group: "readers", logger: kafka.logger)
        defer { group.close() }
        let marks = try TopicWatermarks(settings: kafka.settings, logger: kafka.logger)
        defer { marks.close() }

        consumer.source.reportPositions([lane: 4])
        var committed: [LaneID: Int64] = [:]
        #expect(
            try consumer.poll { _ in
                committed = (try? group.read(lanes: [lane])) ?? [:]
                return committed[lane] == 4
            })

        #expect(committed == [lane: 4])
        #expect(try marks.read(lanes: [lane]) == [lane: Watermarks(low: 0, high: 4)])
    }

    @Test func aGroupThatNeverCommittedHasNoPositions() throws {
        let kafka = try TestKafka()
        try kafka.create(["things": 1])
        let group = try GroupPositions(settings: kafka.settings, group: "nobody", logger: kafka.logger)
        defer { group.close() }

        #expect(try group.read(lanes: [lane]) == [:])
    }
}
