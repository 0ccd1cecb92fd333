import Contracts
import Kernel
import Worker

/// Records as they might come on a topic.
struct RecordDice {
    let goldens: Goldens
    private let topics = Topic.allCases

    init(_ goldens: Goldens) { self.goldens = goldens }

    /// - Parameter number: makes its event's id.
    func record(_ number: UInt64, _ dice: inout Dice) -> InboundRecord {
        let sample = dice.pick(goldens.all)
        let topic = dice.once(in: 25) ? dice.pick(topics) : sample.kind.topic
        let headers = dice.once(in: 30) ? [] : HeaderDice.headers(of: sample.kind.type, id: "e-\(number)", &dice)
        let forged = dice.once(in: 12) ? HeaderDice.deadLetter(&dice) : []
        return InboundRecord(
            lane: LaneID(topic.name, Int32(dice.below(2))), offset: 0,
            timestamp: dice.once(in: 10) ? nil : Instant(microseconds: Int64(number)), key: key(&dice),
            value: value(sample, &dice), headers: (headers + forged).map { RecordHeader($0.name, $0.value) })
    }

    private func key(_ dice: inout Dice) -> [UInt8]? {
        switch dice.below(6) {
        case 0: nil
        case 1: []
        case 2: dice.bytes(dice.below(12))
        case 3: Array(Extremes.long(&dice).utf8)
        default: Array("m/1".utf8)
        }
    }

    private func value(_ sample: Goldens.Sample, _ dice: inout Dice) -> [UInt8]? {
        switch dice.below(20) {
        case 0: return nil
        case 1: return dice.bytes(dice.below(60))
        case 2: return dice.once(in: 40) ? oversize(sample, &dice) : []
        case 3, 4: return Mutation.damage(sample.bytes, &dice)
        case 5, 6, 7:
            var tree = sample.tree
            Mutation.damage(&tree, &dice)
            return tree.bytes
        case 8, 9, 10, 11: return EventReaders.exaggerated(sample.tree, &dice).bytes
        default: return sample.bytes
        }
    }

    /// Larger than a row of the outbox, and than what brokers take by default.
    private func oversize(_ sample: Goldens.Sample, _ dice: inout Dice) -> [UInt8] {
        let filler = [UInt8](repeating: UInt8(ascii: "x"), count: 1_000_000 * (1 + dice.below(3)))
        let head = Array("{\"filler\":\"".utf8)
        return dice.once(in: 2) ? filler : head + filler + Array("\",".utf8) + sample.bytes.dropFirst()
    }
}
