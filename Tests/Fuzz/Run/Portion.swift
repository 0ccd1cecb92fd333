/// Runs the inputs of one portion in this process.
struct Portion {
    let level: Level
    let seed: UInt64
    let numbers: Range<UInt64>
    /// Lanes and services get one record at a time, to find the one that is to blame.
    let isStepwise: Bool
    /// For `decisions`.
    let database: String

    /// - Throws: `Objection` with the input's number.
    func run(_ goldens: Goldens, _ tally: Tally) throws {
        switch level {
        case .readers: try read(goldens, tally)
        case .lanes:
            try blamed(tally) {
                try LanePortion(goldens: goldens).run(numbers, seed: seed, isStepwise: isStepwise, tally)
            }
            tally.add(.inputs, numbers.count)
        case .decisions:
            let services = ServicePortion.services
            let service = services[Int(numbers.lowerBound / level.portion) % services.count]
            try blamed(tally) {
                try ServicePortion(goldens: goldens, database: database).run(
                    numbers, seed: seed, service: service, isStepwise: isStepwise, tally)
            }
            tally.add(.inputs, numbers.count)
        }
    }

    private func read(_ goldens: Goldens, _ tally: Tally) throws {
        let readers = Reader.all(goldens)
        for number in numbers {
            tally.begin(number)
            var dice = Dice(seed: seed, 1, number)
            let reader = readers[Int(number % UInt64(readers.count))]
            do {
                tally.add(try reader.run(&dice) == .accepted ? .accepted : .refused)
            } catch { throw Objection("input \(number), \(reader.name): \(error)") }
            tally.add(.inputs)
        }
    }

    private func blamed(_ tally: Tally, _ body: () throws -> Void) throws {
        do { try body() } catch let unusable as Unusable { throw unusable } catch {
            throw Objection("inputs \(numbers), at \(tally.current): \(error)")
        }
    }
}
