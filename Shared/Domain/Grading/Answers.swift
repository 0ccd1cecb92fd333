/// One answer as a bench gave it.
public struct GivenAnswer: Codable, Sendable, Hashable {
    /// The id of the question.
    public var question: String
    /// The code of the answer.
    public var value: String

    public init(question: String, value: String) {
        self.question = question
        self.value = value
    }
}

/// Why answers are no path through a tree. Names questions and what was expected, never what was sent.
public enum AnswerRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// At this place (from 0) another question was to be answered.
    case otherQuestion(place: Int, expected: String)
    /// The question does not have this answer; these are the ones it has.
    case unknownAnswer(question: String, expected: [String])
    /// The answers stop before the end: this question is open.
    case unanswered(question: String)
    /// The path ended with this many answers, and there are more.
    case tooMany(expected: Int)

    public var description: String {
        switch self {
        case .otherQuestion(let place, let expected): "answers.[\(place)].question: expected \(expected)"
        case .unknownAnswer(let question, let expected):
            "answers: question \(question): expected one of \(expected.joined(separator: ", "))"
        case .unanswered(let question): "answers: expected an answer to question \(question)"
        case .tooMany(let expected): "answers: expected \(expected), where the path ends"
        }
    }
}

extension QuestionTree {
    /// Walks the path that the answers name.
    ///
    /// - Throws: `AnswerRefusal` unless the answers are exactly one path, in its order, from the first question to an
    ///   end.
    public func findings(of answers: [GivenAnswer]) throws(AnswerRefusal) -> Findings {
        var findings = Findings()
        var open: String? = document.first
        for (place, answer) in answers.enumerated() {
            guard let id = open, let question = question(id) else { throw .tooMany(expected: place) }
            guard answer.question == id else { throw .otherQuestion(place: place, expected: id) }
            guard let choice = question.answers.first(where: { $0.value == answer.value }) else {
                throw .unknownAnswer(question: id, expected: question.answers.map(\.value))
            }
            findings.add(choice)
            open = choice.next
        }
        if let open { throw .unanswered(question: open) }
        return findings
    }
}
