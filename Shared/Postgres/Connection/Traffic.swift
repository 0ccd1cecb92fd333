/// What a session has asked of its server.
package struct Traffic: Equatable, Sendable {
    /// Statements that were sent, those that begin and end transactions included.
    package var statements = 0
    /// How often the session has waited for an answer.
    package var roundTrips = 0

    /// What was asked between two looks.
    package static func - (later: Traffic, earlier: Traffic) -> Traffic {
        Traffic(
            statements: later.statements - earlier.statements, roundTrips: later.roundTrips - earlier.roundTrips)
    }
}
