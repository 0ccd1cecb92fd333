/// Every topic of design section 4 that the workers read or write, without the deployment's prefix.
public enum Topic: String, CaseIterable, Sendable, Hashable {
    case orders = "commerce.orders"
    case products = "catalog.products"
    case policies = "returns.policies"
    case requests = "returns.requests"
    case scans = "parcels.scans"
    case receipts = "parcels.receipts"
    case inspectionResults = "inspections.results"
    case workResults = "work.results"
    case recallNotices = "recalls.notices"
    case decisions = "returns.decisions"
    case custody = "units.custody"
    case refunds = "refunds.intents"
    case inspectionTasks = "inspections.tasks"
    case grades = "units.grades"
    case dispositions = "units.dispositions"
    case workOrders = "work.orders"
    case recallScopes = "recalls.scopes"
    case holds = "units.holds"
    case recallProgress = "recalls.progress"
    case violations = "audit.violations"

    /// Partitions of every topic where the deployment does not say otherwise. The same for all, so that one consumer
    /// group reads topics with the same keys side by side.
    public static let defaultPartitions = 8

    /// The topic's name.
    public var name: String { rawValue }

    /// True where only the newest record of a key matters (`cleanup.policy=compact`).
    public var isCompacted: Bool {
        switch self {
        case .products, .policies, .recallScopes: true
        default: false
        }
    }

    /// The worker that writes the topic; nil where platforms, carriers, sites or regulators write.
    public var writer: String? {
        switch self {
        case .decisions, .custody, .refunds: "intake"
        case .inspectionTasks, .grades: "grading"
        case .dispositions, .workOrders: "disposition"
        case .recallScopes, .holds, .recallProgress: "recall"
        case .violations: "audit"
        default: nil
        }
    }

    /// Where records of this topic go that cannot be used: the name plus `.dlq`.
    public var deadLetterName: String { name + ".dlq" }
}
