import Kernel
import TestSupport

/// What happens to the database server.
extension FaultHand {
    func crashDatabase(_ step: FaultStep) throws -> String? {
        guard !isDatabaseDown else { return nil }
        isDatabaseDown = true
        try plant.postgres.crash()
        agenda.add(afterMilliseconds: step.lastsMilliseconds) { [self] in
            try plant.postgres.launch()
            isDatabaseDown = false
        }
        return "away for \(step.lastsMilliseconds) ms"
    }

    /// Some sessions of workers, one after the other over the length of the fault.
    func endSessions(_ step: FaultStep, _ chance: inout SeededGenerator) -> String? {
        let count = Int.random(in: 2...10, using: &chance)
        let sessions = plant.standing.sessions().shuffled(using: &chance).prefix(count)
        for (index, session) in sessions.enumerated() {
            let delay = step.lastsMilliseconds * index / count
            agenda.add(afterMilliseconds: delay) { [plant] in plant.standing.terminate(session: session) }
        }
        return sessions.isEmpty ? nil : "\(sessions.count) sessions within \(step.lastsMilliseconds) ms"
    }
}
