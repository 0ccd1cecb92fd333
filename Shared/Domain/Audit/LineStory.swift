import Kernel

/// Items of one return line, as the topics tell them.
public struct LineStory: Sendable, Hashable {
    /// Authorised or kept when the return was decided; nil until that was seen.
    public private(set) var authorized: Int64?
    /// Of these, kept with the customer.
    public private(set) var kept: Int64 = 0
    /// How often the line was decided under different numbers.
    public private(set) var decisions: UInt8 = 0
    /// Announced units of it that arrived.
    public private(set) var received: Int64 = 0
    /// Items given up so far; some may have been found since.
    public private(set) var lost: Int64 = 0

    public init() {}

    mutating func decide(_ outcome: LineOutcome, quantity: Int64) {
        decisions = decisions == .max ? .max : decisions + 1
        authorized = outcome == .declined ? 0 : quantity
        kept = outcome == .kept ? quantity : 0
    }

    mutating func receive() { received += 1 }

    mutating func lose(_ quantity: Int64) { lost += quantity }
}

/// A return line as the database has it, in items.
public struct LineColumns: Sendable, Hashable {
    public var authorized: Int64
    public var received: Int64
    public var lost: Int64
    public var kept: Int64
    public var cancelled: Int64
    public var open: Int64
    /// False until the return is decided.
    public var isDecided: Bool

    public init(
        authorized: Int64, received: Int64, lost: Int64, kept: Int64, cancelled: Int64, open: Int64, isDecided: Bool
    ) {
        self.authorized = authorized
        self.received = received
        self.lost = lost
        self.kept = kept
        self.cancelled = cancelled
        self.open = open
        self.isDecided = isDecided
    }
}

/// The conservation law: authorised = received + lost + kept + cancelled + open; unannounced items count on their own.
public enum LineLaw {
    /// What can never be right on the topics, whatever is still to come.
    public static func contradictions(_ line: String, _ story: LineStory) -> [Finding] {
        var findings: [Finding] = []
        if story.decisions > 1 {
            findings.append(
                Finding(.conservation, line, found: "decided \(story.decisions) times", expected: "one decision"))
        }
        if let authorized = story.authorized, story.received + story.kept > authorized {
            findings.append(
                Finding(
                    .conservation, line, found: "received \(story.received) and kept \(story.kept)",
                    expected: "together at most the \(authorized) authorised"))
        }
        return findings
    }

    /// The law over the columns of a row.
    public static func broken(_ line: String, _ row: LineColumns) -> [Finding] {
        let parts = [row.received, row.lost, row.kept, row.cancelled, row.open]
        guard parts.reduce(0, +) != row.authorized || parts.contains(where: { $0 < 0 }) else { return [] }
        return [
            Finding(
                .conservation, line,
                found: "received \(row.received), lost \(row.lost), kept \(row.kept), cancelled \(row.cancelled), "
                    + "open \(row.open) in the database",
                expected: "parts of the \(row.authorized) authorised")
        ]
    }

    /// Where topics and database say different things of a line. Cancelled and open items are on no topic of ours; lost
    /// ones may have been found, which lowers the column only.
    public static func differences(_ line: String, _ story: LineStory?, _ row: LineColumns) -> [Finding] {
        guard row.isDecided else { return [] }
        guard let story, let authorized = story.authorized else {
            return [
                Finding(.conservation, line, found: "decided in the database only", expected: "its decision's event")
            ]
        }
        let pairs = [
            ("authorised", authorized, row.authorized), ("received", story.received, row.received),
            ("kept", story.kept, row.kept),
        ]
        var findings = pairs.filter { $0.1 != $0.2 }.map {
            Finding(
                .conservation, line, found: "\($0.0) \($0.2) in the database", expected: "\($0.1), as on the topics")
        }
        if row.lost > story.lost {
            findings.append(
                Finding(
                    .conservation, line, found: "lost \(row.lost) in the database",
                    expected: "at most \(story.lost), as on the topics"))
        }
        return findings
    }
}
