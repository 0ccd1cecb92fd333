import GradingDomain
import Kernel
import Worker

/// Question trees: data that is added by migrations, checked when a process first sees it.
enum TreeTable {
    /// All trees. Which there are is asked every time, so that a new version is used at once; what they say only once.
    ///
    /// - Throws: `fatal` when a tree is none, with the flaw.
    static func load(from session: any SQLSession) throws(Fault) -> TreeCatalogue {
        let rows = try session.run(list, [])
        let keys = (0..<rows.count).map { TreeCatalogue.Key(id: rows.text($0, 0), version: rows.int($0, 1)) }
        let missing = TreeCache.shared.missing(keys)
        if !missing.isEmpty { TreeCache.shared.add(try read(missing, from: session)) }
        var entries: [(category: ProductCategory?, tree: QuestionTree)] = []
        for (row, key) in keys.enumerated() {
            guard let tree = TreeCache.shared.tree(key) else { continue }
            entries.append((try category(rows.optionalText(row, 2), of: tree.id), tree))
        }
        do { return try TreeCatalogue(entries) } catch { throw refusal("table question_tree", error) }
    }

    /// A tree from its JSON.
    ///
    /// - Throws: `fatal` with the flaw.
    static func tree(_ key: TreeCatalogue.Key, json: [UInt8]) throws(Fault) -> QuestionTree {
        let document = try JSONColumn.decode(TreeDocument.self, from: json, "grading.trees.\(key.id).\(key.version)")
        do {
            return try QuestionTree(id: key.id, version: key.version, document: document)
        } catch { throw refusal("\(key.id) version \(key.version)", error) }
    }

    private static func read(
        _ keys: [TreeCatalogue.Key], from session: any SQLSession
    ) throws(Fault) -> [QuestionTree] {
        let rows = try session.run(read, [.texts(keys.map(\.id)), .int8s(keys.map(\.version))])
        var trees: [QuestionTree] = []
        for row in 0..<rows.count {
            let key = TreeCatalogue.Key(id: rows.text(row, 0), version: rows.int(row, 1))
            trees.append(try tree(key, json: rows.json(row, 2)))
        }
        return trees
    }

    private static func category(_ word: String?, of tree: String) throws(Fault) -> ProductCategory? {
        guard let word else { return nil }
        guard let category = ProductCategory(rawValue: word) else {
            throw Fault(.fatal, "grading.trees", "question tree \(tree) is for a category that is not known")
        }
        return category
    }

    private static func refusal(_ what: String, _ flaw: TreeFlaw) -> Fault {
        Fault(.fatal, "grading.trees", "question tree \(what): \(flaw)")
    }

    private static let list = Statement(
        "grading.trees.list", "SELECT tree_id, version, category FROM question_tree ORDER BY tree_id, version")

    private static let read = Statement(
        "grading.trees.read",
        """
        SELECT tree_id, version, tree FROM question_tree
        WHERE (tree_id, version) IN (SELECT * FROM unnest($1::text[], $2::bigint[]))
        """)
}
