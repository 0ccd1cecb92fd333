import Kernel

/// All trees of all versions, and which one a category is asked today.
public struct TreeCatalogue: Sendable {
    /// Names one version of one tree.
    public struct Key: Hashable, Sendable {
        public let id: String
        public let version: Int64

        public init(id: String, version: Int64) {
            self.id = id
            self.version = version
        }
    }

    private var trees: [Key: QuestionTree] = [:]
    private var current: [ProductCategory: QuestionTree] = [:]
    private let general: QuestionTree

    /// - Parameter entries: each tree with the category that it is for; nil for the general tree.
    /// - Throws: `TreeFlaw.noGeneralTree`.
    public init(_ entries: [(category: ProductCategory?, tree: QuestionTree)]) throws(TreeFlaw) {
        var newestGeneral: QuestionTree?
        for (category, tree) in entries {
            trees[Key(id: tree.id, version: tree.version)] = tree
            if let category {
                current[category] = Self.newer(current[category], tree)
            } else {
                newestGeneral = Self.newer(newestGeneral, tree)
            }
        }
        guard let newestGeneral else { throw .noGeneralTree }
        general = newestGeneral
    }

    /// The tree of the highest version for the category, or the general one.
    public func current(for category: ProductCategory) -> QuestionTree { current[category] ?? general }

    /// One version of one tree.
    public subscript(key: Key) -> QuestionTree? { trees[key] }

    private static func newer(_ known: QuestionTree?, _ other: QuestionTree) -> QuestionTree {
        guard let known, known.version > other.version else { return other }
        return known
    }
}
