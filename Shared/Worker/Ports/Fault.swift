/// What went wrong at an edge, and what to do about it. Ids and codes only, never payloads or passwords.
package struct Fault: Error, Equatable, CustomStringConvertible {
    /// What to do about a fault.
    package enum Kind: Sendable, Equatable {
        /// The world is away for a moment (connection lost, deadlock, broker down): wait, then the same again, in
        /// order.
        case transient
        /// The data cannot be stored (constraint, range): bisect the batch down to the record, dead-letter that.
        case data
        /// What was sent may or may not have taken effect: build the producer anew and read the position.
        case outcomeUnknown
        /// Another process took over (fenced producer, lost lane): drop what is in hand and read the truth again.
        case superseded
        /// Nothing helps but a person: wrong schema, missing topic, broken promise. The process stops with this
        /// message.
        case fatal
    }

    package let kind: Kind
    /// What was being done, in a word or two: `connect`, `commit`, `lanes.claim`.
    package let operation: String
    /// What happened and, for fatal faults, what to do: one line for a person.
    package let detail: String
    /// The code of whoever refused: an SQLSTATE or a librdkafka error name.
    package let code: String?

    package init(_ kind: Kind, _ operation: String, _ detail: String, code: String? = nil) {
        self.kind = kind
        self.operation = operation
        self.detail = detail
        self.code = code
    }

    package var description: String {
        "\(operation): \(detail)" + (code.map { " [\($0)]" } ?? "")
    }
}
