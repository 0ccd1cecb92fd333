import GradingDomain
import Kernel

/// Which units are to be told when a product or a policy arrives.
struct WatchSet: Sendable {
    /// What is watched.
    struct Subject: Hashable, Sendable, Comparable {
        var fact: AwaitedFact
        var key: MerchantKey

        static func < (left: Subject, right: Subject) -> Bool {
            (left.fact.rawValue, left.key) < (right.fact.rawValue, right.key)
        }
    }

    /// A watch and whether it is to stand or fall at the end of the batch.
    struct Change: Sendable, Hashable {
        var subject: Subject
        var unitID: String
    }

    private var units: [Subject: Set<String>] = [:]
    private(set) var changes: [Change: Bool] = [:]

    /// All units that watch for something that was loaded.
    var watchers: Set<MerchantKey> {
        units.reduce(into: []) { all, entry in
            for unit in entry.value { all.insert(MerchantKey(entry.key.key.merchant, unit)) }
        }
    }

    /// The units that watch for the subject, in the order of their ids.
    func units(watching fact: AwaitedFact, _ key: MerchantKey) -> [MerchantKey] {
        units[Subject(fact: fact, key: key), default: []].sorted().map { MerchantKey(key.merchant, $0) }
    }

    /// A watch as it was loaded.
    mutating func load(_ fact: AwaitedFact, _ key: MerchantKey, unitID: String) {
        units[Subject(fact: fact, key: key), default: []].insert(unitID)
    }

    mutating func add(_ fact: AwaitedFact, _ key: MerchantKey, unitID: String) {
        load(fact, key, unitID: unitID)
        changes[Change(subject: Subject(fact: fact, key: key), unitID: unitID)] = true
    }

    mutating func remove(_ fact: AwaitedFact, _ key: MerchantKey, unitID: String) {
        let subject = Subject(fact: fact, key: key)
        units[subject]?.remove(unitID)
        changes[Change(subject: subject, unitID: unitID)] = false
    }
}
