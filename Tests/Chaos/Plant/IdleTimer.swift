/// A timer that a worker knows how to fire, of something that it does not know: it takes its way and changes nothing.
struct IdleTimer {
    let kind: String
    let payload: String

    /// One for each worker.
    static let all = [
        "intake": IdleTimer(kind: "transit", payload: #"{"merchant":"nobody","returnId":"none"}"#),
        "grading": IdleTimer(kind: "product_wait", payload: #"{"merchant":"nobody","unitId":"none"}"#),
        "disposition": IdleTimer(kind: "product_wait", payload: #"{"merchant":"nobody","unitId":"none"}"#),
        "recall": IdleTimer(kind: "progress", payload: #"{"merchant":"nobody","recallId":"none"}"#),
    ]
}
