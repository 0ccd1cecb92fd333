import Foundation
import Kernel

/// What happens to processes.
extension FaultHand {
    /// One to three at once, of any workers.
    func kill(_ chance: inout SeededGenerator) -> String? {
        let count = Int.random(in: 1...3, using: &chance)
        let victims = plant.fleet.running.shuffled(using: &chance).prefix(count)
        for victim in victims { plant.fleet.kill(victim) }
        return victims.isEmpty ? nil : victims.joined(separator: ", ")
    }

    func terminate(_ chance: inout SeededGenerator) -> String? {
        guard let victim = plant.fleet.running.randomElement(using: &chance) else { return nil }
        plant.fleet.dismiss(victim, comesBack: true)
        return victim
    }

    func freeze(_ step: FaultStep, _ chance: inout SeededGenerator) -> String? {
        let count = Int.random(in: 1...2, using: &chance)
        let victims = plant.fleet.running.shuffled(using: &chance).prefix(count)
        for victim in victims {
            plant.fleet.freeze(victim)
            agenda.add(afterMilliseconds: step.lastsMilliseconds) { [plant] in plant.fleet.thaw(victim) }
        }
        return victims.isEmpty ? nil : "\(victims.joined(separator: ", ")) for \(step.lastsMilliseconds) ms"
    }

    func addCopy(_ chance: inout SeededGenerator) throws -> String? {
        let services = ChaosWorkers.names.filter { plant.fleet.staying($0) < Fleet.copies.upperBound }
        return try services.randomElement(using: &chance).map { try plant.fleet.add($0) }
    }

    func removeCopy(_ chance: inout SeededGenerator) -> String? {
        let services = ChaosWorkers.names.filter { plant.fleet.staying($0) > Fleet.copies.lowerBound }
        let running = Set(plant.fleet.running)
        let candidates = plant.fleet.copies.filter { services.contains($0.service) && running.contains($0.name) }
        guard let victim = candidates.map(\.name).randomElement(using: &chance) else { return nil }
        plant.fleet.dismiss(victim, comesBack: false)
        return victim
    }
}
