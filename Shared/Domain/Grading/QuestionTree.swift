import Kernel

/// A question tree that was checked: every path ends, and ends with a grade.
public struct QuestionTree: Sendable, Hashable {
    /// Names the tree over all its versions: `apparel`.
    public let id: String
    /// Rises with every change. A version never changes once it was used.
    public let version: Int64
    /// The questions.
    public let document: TreeDocument
    private let places: [String: Int]

    /// Checks the document.
    ///
    /// - Throws: `TreeFlaw`, the first that is found.
    public init(id: String, version: Int64, document: TreeDocument) throws(TreeFlaw) {
        self.id = id
        self.version = version
        self.document = document
        places = try Self.places(of: document.questions)
        try checkPaths()
    }

    /// The question with this id.
    public func question(_ id: String) -> Question? { places[id].map { document.questions[$0] } }

    private static func places(of questions: [Question]) throws(TreeFlaw) -> [String: Int] {
        var places: [String: Int] = [:]
        for (place, question) in questions.enumerated() {
            guard places.updateValue(place, forKey: question.id) == nil else { throw .questionTwice(question.id) }
            guard question.answers.count > 1 else { throw .noChoice(question: question.id) }
            var values: Set<String> = []
            for answer in question.answers where !values.insert(answer.value).inserted {
                throw .answerTwice(question: question.id, value: answer.value)
            }
        }
        return places
    }
}

extension QuestionTree {
    /// What is known of a question while the tree is walked depth first.
    private enum Visit {
        case open
        /// Every path from here ends; `graded` when every one of them sets a grade.
        case done(graded: Bool)
    }

    private func checkPaths() throws(TreeFlaw) {
        var visits: [String: Visit] = [:]
        guard try visit(document.first, &visits) else { throw .endsWithoutGrade(from: document.first) }
        for question in document.questions where visits[question.id] == nil { throw .unreachable(question.id) }
    }

    /// - Returns: true when every path from this question on sets a grade.
    private func visit(_ id: String, _ visits: inout [String: Visit]) throws(TreeFlaw) -> Bool {
        switch visits[id] {
        case .open: throw .cycle(through: id)
        case .done(let graded): return graded
        case nil: break
        }
        guard let question = question(id) else { throw .unknownQuestion(id) }
        visits[id] = .open
        var graded = true
        for answer in question.answers {
            var rest = false
            if let next = answer.next { rest = try visit(next, &visits) }
            graded = graded && (answer.grade != nil || rest)
        }
        visits[id] = .done(graded: graded)
        return graded
    }
}
