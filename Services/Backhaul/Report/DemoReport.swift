import Contracts
import Kernel

/// The outcome of a demo: what people read, and what `--json` prints as its last line.
struct DemoReport: Codable, Sendable {
    /// Distinct valid return requests that were published.
    var requested = 0
    var authorized = 0
    var declined = 0
    var kept = 0
    /// Units that came into our hands, announced or not.
    var received = 0
    var graded = 0
    var closed = 0
    /// Refund intents.
    var refunds = 0
    /// Broken laws; 0 in a right run.
    var violations = 0
    /// Distinct original records in dead-letter topics.
    var deadLetters = 0
    var expectedDeadLetters = 0
    var balanced = false
    /// True after Ctrl-C: the counts are of what had happened until then.
    var interrupted = false
    /// Of a real year: where each line of the file went.
    var buckets: [String: Int] = [:]
    /// From the first event published to the last unit closed.
    var seconds = 0.0
    /// Returns a second over that time.
    var returnsPerSecond = 0.0
    /// Events seen more than once; each is recognised by its number.
    var duplicates = 0
    /// Numbers of lanes that never came out.
    var lost: Int64 = 0
    var kills = 0
    var units = UnitCounts()
    var balance = Balance()
    var dispositions: [DispositionCount] = []
    /// Net refunds by currency, in minor units.
    var refundedNet: [String: MinorUnits] = [:]
    /// Median hours of business time from receipt to the shelf.
    var medianHoursToShelf: Double?
    var recalls = RecallCounts()
    var deadLettersByReason: [String: Int] = [:]
    /// Highest resident memory of each worker process, in bytes.
    var peakMemoryBytes: [String: Int] = [:]
    /// What is broken, for a person.
    var breaches: [String] = []

    enum CodingKeys: String, CodingKey {
        case requested, authorized, declined, kept, received, graded, closed, refunds, violations, balanced, interrupted
        case buckets, seconds, duplicates, lost, kills, units, balance, dispositions, recalls, breaches
        case deadLetters = "dead_letters"
        case expectedDeadLetters = "expected_dead_letters"
        case returnsPerSecond = "returns_per_second"
        case refundedNet = "refunded_net"
        case medianHoursToShelf = "median_hours_to_shelf"
        case deadLettersByReason = "dead_letters_by_reason"
        case peakMemoryBytes = "peak_memory_bytes"
    }
}

/// Units by how they came.
struct UnitCounts: Codable, Sendable {
    var announced = 0
    var unannounced = 0
    var lostItems: Int64 = 0
    /// Steps that failed and were decided again.
    var failedSteps = 0
    /// Units whose last decision is to wait.
    var onHold = 0
}

/// Units that became one thing, with the money of all of them, by currency.
struct DispositionCount: Codable, Sendable {
    var disposition: String
    var units: Int
    var currency: String
    var proceeds: MinorUnits
    var costs: MinorUnits
    var net: MinorUnits { proceeds - costs }
}

/// Recalls and what they set off.
struct RecallCounts: Codable, Sendable {
    var recalls = 0
    var exercises = 0
    var unitsHeld = 0
    var holdsReleased = 0
    var customersAffected = 0
    /// Milliseconds from the scope of a recall to the last hold of the units known then, the slowest recall.
    var slowestHoldMilliseconds: Int64?
}
