import Contracts
import Kernel

/// The decoders of all event types.
enum EventReaders {
    /// One a type, so that no type is left out.
    static func all(_ goldens: Goldens) -> [Reader] {
        let others = goldens.all.map(\.bytes)
        return Catalogue.all.map { kind in
            let samples = goldens.of(kind)
            return Reader(name: kind.type) { dice in
                try read(input(samples, others, &dice), as: kind.event)
            }
        }
    }

    private static func input(_ samples: [Goldens.Sample], _ others: [[UInt8]], _ dice: inout Dice) -> [UInt8] {
        let sample = dice.pick(samples)
        switch dice.below(8) {
        case 0: return dice.bytes(dice.below(200))
        case 1, 2: return Mutation.damage(sample.bytes, with: dice.pick(others), &dice)
        case 3:
            var tree = sample.tree
            Mutation.damage(&tree, &dice)
            return Mutation.damage(tree.bytes, &dice)
        case 4, 5:
            var tree = sample.tree
            Mutation.damage(&tree, &dice)
            return tree.bytes
        default: return Self.exaggerated(sample.tree, &dice).bytes
        }
    }

    /// A tree with one to three extreme values, each of the kind that stood there.
    static func exaggerated(_ tree: JSONNode, _ dice: inout Dice) -> JSONNode {
        var tree = tree
        for _ in 0...dice.below(3) {
            var left = dice.below(tree.count)
            tree.visit { node, _ in
                if left == 0 { Mutation.exaggerate(&node, &dice) }
                left -= 1
            }
        }
        return tree
    }

    /// What is accepted is written and read back as the same event, whatever it was written like at first.
    static func read<Event: ContractEvent>(_ bytes: [UInt8], as type: Event.Type) throws -> Verdict {
        let event: Event
        do { event = try EventCodec.decode(type, from: bytes) } catch {
            try RefusalLaw.check(error)
            return .refused
        }
        let written = try EventCodec.encode(event)
        let again: Event
        do { again = try EventCodec.decode(type, from: written) } catch {
            throw Objection("accepted, but what is written of it is refused: \(error)")
        }
        guard again == event else { throw Objection("read back as another event") }
        guard try EventCodec.encode(again) == written else { throw Objection("written twice as different bytes") }
        guard try EventCodec.fingerprint(again) == EventCodec.fingerprint(event) else {
            throw Objection("two fingerprints of one event")
        }
        guard again.key == event.key, again.key.description.utf8.count <= 1_001 else {
            throw Objection("a key of \(event.key.description.utf8.count) bytes")
        }
        return .accepted
    }
}
