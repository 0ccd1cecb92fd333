import Contracts
import Kernel
import Testing

/// Laws that hold for every event type and any content.
@Suite struct RoundTripTests {
    @Test(arguments: Catalogue.all.map(\.type)) func whatIsWrittenIsReadBackEqual(_ type: String) throws {
        let kind = try #require(Catalogue.kind(named: type))
        for seed in 0..<60 as Range<UInt64> { try Self.expectRoundTrip(kind.event, seed: seed) }
    }

    @Test(arguments: Catalogue.all.map(\.type)) func whatIsWrittenKeepsTheJSONSchema(_ type: String) throws {
        let kind = try #require(Catalogue.kind(named: type))
        let validator = SchemaValidator(try #require(try GeneratedContract.schemas()[type]))
        for seed in 0..<10 as Range<UInt64> {
            let bytes = try Sample.bytes(of: kind.event, .random, seed: seed)
            #expect(try validator.problems(with: JSONTree(parsing: bytes)) == [], "seed \(seed)")
        }
    }

    /// The schema and the Swift type refuse the same damage, at every place of the JSON.
    @Test(arguments: Catalogue.all.map(\.type)) func theSchemaAndTheSwiftTypeAgreeOnDamagedEvents(_ type: String) throws
    {
        let kind = try #require(Catalogue.kind(named: type))
        let validator = SchemaValidator(try #require(try GeneratedContract.schemas()[type]))
        let whole = try JSONTree(parsing: try Sample.bytes(of: kind.event, .full, seed: 1))

        for damaged in Damage.all(of: whole) {
            let schemaAccepts = try validator.problems(with: damaged.tree).isEmpty
            let typeAccepts = Self.hasShape(damaged.tree, of: kind)
            #expect(schemaAccepts == typeAccepts, "\(damaged.what)")
        }
    }

    private static func expectRoundTrip<Event: ContractEvent>(_ type: Event.Type, seed: UInt64) throws {
        let event = try Sample.event(of: type, .random, seed: seed)
        let bytes = try EventCodec.encode(event)
        #expect(try event.json() == bytes, "what the event writes itself, seed \(seed)")

        let read = try EventCodec.decode(type, from: bytes)

        #expect(read == event, "seed \(seed)")
        #expect(try EventCodec.encode(read) == bytes, "seed \(seed)")
        #expect(try EventCodec.fingerprint(read) == EventCodec.fingerprint(event), "seed \(seed)")
    }

    /// Rules between fields are beyond a schema, so that only errors of shape count as a refusal.
    private static func hasShape(_ tree: JSONTree, of kind: EventKind) -> Bool {
        do {
            _ = try kind.check(Array(tree.compact.utf8))
            return true
        } catch {
            return error.reason == .rule && !error.detail.hasPrefix("merchant")
        }
    }
}

/// A JSON tree with one thing wrong in it.
struct Damage {
    let what: String
    let tree: JSONTree

    /// Every member and element once left out, made null, and given a value of each other kind.
    static func all(of tree: JSONTree, at place: String = "") -> [Damage] {
        switch tree {
        case .object(let members):
            members.flatMap { member in
                let path = "\(place).\(member.name)"
                let gone = Damage(what: "\(path) left out", tree: tree.without(member.name))
                let replaced = values.map {
                    Damage(what: "\(path) = \($0.compact)", tree: tree.with(member.name, $0))
                }
                let inside = all(of: member.value, at: path).map {
                    Damage(what: $0.what, tree: tree.with(member.name, $0.tree))
                }
                return [gone] + replaced + inside
            }
        case .list(let elements) where !elements.isEmpty:
            (values + all(of: elements[0], at: "\(place)[0]").map(\.tree)).map { value in
                Damage(what: "\(place)[0] = \(value.compact)", tree: .list([value] + elements.dropFirst()))
            }
        default: []
        }
    }

    private static let values: [JSONTree] = [
        .null, true, 7, "", "no such code", [], [:], ["text"], [7], ["x": 1], .number(1.5), "2026-03-01T08:15:00Z",
        "GBP", "a/b",
    ]
}
