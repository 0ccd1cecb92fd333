import ArgumentParser
import Foundation
import TestSupport

/// Bad input by the million: none crashes or stalls anything, all of it is accounted for.
@main struct Fuzz: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fuzz", abstract: "Feeds damaged and extreme input to decoders, lanes and services.")

    @Option(help: "How many inputs in all; levels share them.")
    var inputs: UInt64 = 1_000_000

    @Option(help: "Where all chance begins: the same seed gives the same inputs.")
    var seed: UInt64 = 1

    @Option(help: "Only this level: readers, lanes or decisions. It gets all inputs.")
    var level: Level?

    @Option(help: "Only this input of the level, and what stands before it in its portion, one record at a time.")
    var input: UInt64?

    @Option(help: .hidden)
    var from: UInt64?

    @Option(help: .hidden)
    var until: UInt64?

    @Option(help: .hidden)
    var tally: String?

    func validate() throws {
        guard input == nil || level != nil else { throw ValidationError("--input is of one level: say --level too") }
        guard inputs > 0 else { throw ValidationError("--inputs must be 1 or more") }
    }

    func run() throws {
        if let level, let from, let until, let tally { return try runPortion(level, from..<until, tally) }
        if let level, let input { return try replay(level, input) }
        let campaign = FuzzCampaign(seed: seed)
        var isClean = true
        for level in level.map({ [$0] }) ?? Level.allCases {
            let count = self.level == nil ? max(1, inputs * level.share / 1_000) : inputs
            isClean = try campaign.run(level, count) && isClean
        }
        guard isClean else { throw ExitCode.failure }
    }

    private func runPortion(_ level: Level, _ numbers: Range<UInt64>, _ path: String) throws {
        let tally = try Tally(path: path)
        let database = level == .decisions ? try TestDatabase.url() : ""
        do {
            try Portion(level: level, seed: seed, numbers: numbers, isStepwise: false, database: database)
                .run(Goldens(), tally)
        } catch let objection as Objection {
            FileHandle.standardError.write(Data("\(objection)\n".utf8))
            throw ExitCode(3)
        }
        for (note, count) in tally.notes.sorted(by: { $0.key < $1.key }) { print("    \(count) x \(note)") }
    }

    private func replay(_ level: Level, _ input: UInt64) throws {
        let first = level == .readers ? input : input / level.portion * level.portion
        let path = FuzzCampaign.newTallyPath()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let database = level == .decisions ? try TestDatabase.url() : ""
        let portion = Portion(
            level: level, seed: seed, numbers: first..<input + 1, isStepwise: true, database: database)
        do { try portion.run(Goldens(), Tally(path: path)) } catch let objection as Objection {
            print(objection)
            throw ExitCode.failure
        }
        print("\(level) input \(input) of seed \(seed): nothing wrong")
    }
}
