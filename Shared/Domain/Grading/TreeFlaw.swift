/// Why a document is no question tree. Names questions and answers of the tree, which is our own data.
public enum TreeFlaw: Error, Hashable, Sendable, CustomStringConvertible {
    /// Two questions have this id.
    case questionTwice(String)
    /// A question offers no choice: fewer than two answers.
    case noChoice(question: String)
    /// Two answers of the question have the same value.
    case answerTwice(question: String, value: String)
    /// This question is named as the first or the next one, but is not there.
    case unknownQuestion(String)
    /// The path comes back to this question.
    case cycle(through: String)
    /// No path leads to this question.
    case unreachable(String)
    /// Some path that begins here ends without a grade.
    case endsWithoutGrade(from: String)
    /// No tree serves categories that have none of their own.
    case noGeneralTree

    public var description: String {
        switch self {
        case .questionTwice(let id): "question \(id) stands there twice"
        case .noChoice(let id): "question \(id): expected two answers or more"
        case .answerTwice(let id, let value): "question \(id): answer \(value) stands there twice"
        case .unknownQuestion(let id): "question \(id) is named, but not there"
        case .cycle(let id): "a path comes back to question \(id)"
        case .unreachable(let id): "no path leads to question \(id)"
        case .endsWithoutGrade(let id): "a path from question \(id) ends without a grade"
        case .noGeneralTree: "no tree for categories that have none of their own"
        }
    }
}
