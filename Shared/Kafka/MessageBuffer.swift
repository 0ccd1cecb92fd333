import CRdkafkaHeaders

/// The array into which librdkafka puts the messages of a poll; it frees them when told.
struct MessageBuffer: ~Copyable {
    private var storage: UnsafeMutableBufferPointer<UnsafeMutablePointer<rd_kafka_message_t>?>
    private var count = 0

    init() { storage = .allocate(capacity: 0) }

    deinit { storage.deallocate() }

    /// Waits for a first message, then takes what is there and fits: asked for many at once, the C function would wait
    /// the whole time for the last of them.
    mutating func fill(
        from client: KafkaClient, maxRecords: Int, waitMilliseconds: Int
    ) -> UnsafeBufferPointer<UnsafeMutablePointer<rd_kafka_message_t>?> {
        ensure(capacity: max(1, maxRecords))
        count = consume(client, from: 0, atMost: 1, waitMilliseconds)
        var budget = PollBudget(maxRecords: maxRecords)
        budget.took(records: count, bytes: bytes(from: 0))
        while count > 0, budget.room > 0 {
            let start = count
            count += consume(client, from: start, atMost: budget.room, 0)
            guard count == start + budget.room else { break }
            budget.took(records: count - start, bytes: bytes(from: start))
        }
        return UnsafeBufferPointer(rebasing: storage[..<count])
    }

    /// Frees the messages of the last poll.
    mutating func release() {
        for index in 0..<count { storage[index].map { rd_kafka_message_destroy($0) } }
        count = 0
    }

    private func consume(_ client: KafkaClient, from index: Int, atMost size: Int, _ waitMilliseconds: Int) -> Int {
        guard let queue = client.queue, let base = storage.baseAddress else { return 0 }
        return max(0, rd_kafka_consume_batch_queue(queue, Int32(clamping: waitMilliseconds), base + index, size))
    }

    private func bytes(from start: Int) -> Int {
        storage[start..<count].reduce(0) { sum, message in
            message.map { sum + $0.pointee.len + $0.pointee.key_len } ?? sum
        }
    }

    private mutating func ensure(capacity: Int) {
        guard storage.count < capacity else { return }
        storage.deallocate()
        storage = .allocate(capacity: capacity)
        storage.initialize(repeating: nil)
    }
}
