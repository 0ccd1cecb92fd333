import Contracts

/// Which workers read which topic: how far each is behind decides how fast the world goes.
enum ConsumerMap {
    /// Group (the worker's name) to the topics it reads.
    ///
    /// - Source: design section 4; what the world itself reads is not here.
    static let topics: [String: [Topic]] = [
        "intake": [.orders, .products, .policies, .requests, .scans, .receipts, .grades],
        "grading": [.custody, .products, .policies, .inspectionResults],
        "disposition": [.custody, .grades, .products, .holds, .recallScopes, .workResults],
        "recall": [.recallNotices, .orders, .custody, .dispositions],
    ]

    /// Bytes of one record, roughly, of the topics that the workers write.
    static func typicalBytes(_ topic: Topic) -> Int {
        switch topic {
        case .dispositions: 5_000
        case .inspectionTasks: 6_000
        case .grades: 1_500
        default: 1_000
        }
    }
}
