import ArgumentParser

/// The flags of a run of the crash matrix. `Tests/run crashes` passes them on.
struct CrashOptions: ParsableArguments {
    @Flag(help: "Every point once, spread over the services, instead of every pass in every service.")
    var short = false

    @OptionGroup var run: RunOptions
}

/// `chaos crashes`.
struct CrashesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "crashes",
        abstract: "Kills every service at every named point, at the first, second and hundredth pass, and audits.")

    @OptionGroup var options: CrashOptions

    func run() throws {
        let kind = options.short ? " --short" : ""
        try options.run.carryOut(again: "crashes --seed \(options.run.seed)\(kind)") { folder, interrupted in
            let run = try CrashRun(options: options, folder: folder, interrupted: interrupted)
            defer { run.end() }
            return run.run()
        }
    }
}
