import GradingDomain
import Synchronization

/// Checked trees of this process. A version never changes, so an entry never grows old.
final class TreeCache: Sendable {
    static let shared = TreeCache()

    private let known = Mutex<[TreeCatalogue.Key: QuestionTree]>([:])

    /// Those that are not here yet.
    func missing(_ keys: [TreeCatalogue.Key]) -> [TreeCatalogue.Key] {
        known.withLock { known in keys.filter { known[$0] == nil } }
    }

    func add(_ trees: [QuestionTree]) {
        known.withLock { known in
            for tree in trees { known[TreeCatalogue.Key(id: tree.id, version: tree.version)] = tree }
        }
    }

    func tree(_ key: TreeCatalogue.Key) -> QuestionTree? { known.withLock { $0[key] } }
}
