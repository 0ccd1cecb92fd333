import Worker

/// How a worker is brought to pass a point so often.
enum Provocation: String, Sendable {
    /// It does so by itself under load.
    case load
    /// SIGTERM: it leaves in good order.
    case farewell
    /// The server ends its sessions again and again.
    case sessions
    /// Its group shares out the lanes again and again.
    case rebalances
    /// Timers that are due are put into its table.
    case timers
    /// Records that are no events are put on its topic, and each is published as a dead letter.
    case nonsense
}

/// One death: which worker, where, at which pass.
struct Death: Hashable, Sendable, CustomStringConvertible {
    let service: String
    let plan: CrashPlan
    let provocation: Provocation

    /// How long it may take to come there.
    var limitSeconds: Double { plan.hit > 2 ? 900 : 120 }

    /// Consumers of the process. Each takes part when lanes are shared out and when the process leaves.
    var consumerThreads: Int {
        switch provocation {
        case .rebalances: plan.hit > 2 ? 8 : 1
        case .farewell: plan.hit
        case .load, .sessions, .timers, .nonsense: 1
        }
    }

    var description: String { "\(service) at \(plan)" }
}
