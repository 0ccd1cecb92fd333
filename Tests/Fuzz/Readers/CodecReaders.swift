import Worker

/// The bytes that the workers themselves keep in the database: a row that was damaged is told, and takes nobody down.
enum CodecReaders {
    static let all = [
        Reader(name: "outbox segments", run: segments), Reader(name: "marks", run: marks),
        Reader(name: "published numbers", run: numbers),
    ]

    private static func records(_ dice: inout Dice) -> [OutboundRecord] {
        (0..<dice.below(5)).map { _ in
            OutboundRecord(
                topic: dice.pick(Extremes.texts), key: dice.once(in: 4) ? nil : dice.bytes(dice.below(9)),
                value: dice.once(in: 4) ? nil : dice.bytes(dice.below(300)),
                headers: HeaderDice.headers(of: "t", &dice).map { RecordHeader($0.name, $0.value) })
        }
    }

    @Sendable private static func segments(_ dice: inout Dice) throws -> Verdict {
        let whole = records(&dice)
        let bytes = SegmentCodec.encode(whole)
        if dice.once(in: 4) {
            guard try SegmentCodec.decode(bytes) == whole else { throw Objection("read back as other records") }
            return .accepted
        }
        let damaged = dice.once(in: 5) ? dice.bytes(dice.below(60)) : Mutation.damage(bytes, with: bytes, &dice)
        guard let read = try? SegmentCodec.decode(damaged) else { return .refused }
        guard try SegmentCodec.decode(SegmentCodec.encode(read)) == read else {
            throw Objection("accepted, but not read back")
        }
        return .accepted
    }

    @Sendable private static func marks(_ dice: inout Dice) throws -> Verdict {
        var window = SequenceWindow()
        for _ in 0..<dice.below(400) {
            let number = dice.once(in: 30) ? Int64.max - Int64(dice.below(5)) : Int64(1 + dice.below(2_000))
            if window.admit(number), window.admit(number) { throw Objection("\(number) is admitted twice") }
        }
        guard SequenceWindow(encoded: window.encoded()) == window else { throw Objection("marks are not read back") }
        let damaged = Mutation.damage(window.encoded(), &dice)
        guard var read = SequenceWindow(encoded: damaged) else { return .refused }
        guard SequenceWindow(encoded: read.encoded()) == read else { throw Objection("accepted, but not read back") }
        _ = read.admit(Int64(bitPattern: dice.bits()))
        return .accepted
    }

    @Sendable private static func numbers(_ dice: inout Dice) throws -> Verdict {
        let headers = HeaderDice.headers(of: "t", &dice) + HeaderDice.deadLetter(&dice)
        let topic = dice.pick(["commerce.orders", "commerce.orders.dlq"])
        let record = InboundRecord(
            lane: LaneID(topic, 0), offset: 1, key: nil, value: nil,
            headers: headers.map { RecordHeader($0.name, $0.value) })
        _ = record.witness
        guard let number = PublishedNumber(record) else { return .refused }
        guard number.number > 0 else { throw Objection("a number of \(number.number)") }
        return .accepted
    }
}
