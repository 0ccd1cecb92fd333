import Contracts
import Kernel

/// What a sweep walks over, in this order: what stops goods comes before what is only told.
enum SweepPhase: String, Codable, Hashable, Sendable {
    /// Units that the recall has marked: those that fell out of scope are released.
    case marks
    /// Units of the articles in scope.
    case units
    /// Order lines whose customer was told.
    case told
    /// Order lines of the articles in scope.
    case sales

    /// - Parameter active: a recall that is over only lets go of its holds.
    func next(active: Bool) -> SweepPhase? {
        switch self {
        case .marks: active ? .units : nil
        case .units: .told
        case .told: .sales
        case .sales: nil
        }
    }
}

/// Where the sweep for one version of a recall's scope goes on: the payload of its timer.
struct SweepPlace: Codable, Hashable, Sendable {
    var merchant: String
    var recallId: String
    var version: Int64
    var phase: SweepPhase
    /// The last row that was weighed: a unit id, or an order id and a line id. Empty texts at the start of a phase.
    var unitId = ""
    var orderId = ""
    var lineId = ""

    var recall: MerchantKey { MerchantKey(merchant, recallId) }

    /// The first row of a phase.
    static func start(_ recall: MerchantKey, version: Int64, phase: SweepPhase = .marks) -> SweepPlace {
        SweepPlace(merchant: recall.merchant, recallId: recall.id, version: version, phase: phase)
    }
}

/// The next rows of a sweep.
struct SweepChunk: Sendable {
    var units: [MerchantKey] = []
    var sales: [SaleLine] = []
    /// Where it goes on; nil when all was seen.
    var next: SweepPlace?
}

/// Limits of sweeps.
enum SweepLimits {
    /// Rows weighed in one transaction, over all sweeps in it. Bounds memory (by estimate 2 kB a row with its events)
    /// and how long other batches wait.
    static let rowsPerBatch = 10_000
}
