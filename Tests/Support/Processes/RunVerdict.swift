/// The three ways a long run can end.
package enum RunVerdict: String, Encodable, Sendable {
    case clean, broken
    /// It did not come to its end.
    case unproven

    /// Of the program that made the run.
    package var exitStatus: Int32 {
        switch self {
        case .clean: 0
        case .broken: 1
        case .unproven: 2
        }
    }
}

/// Why a long run cannot go on, for a person.
package struct RunError: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}
