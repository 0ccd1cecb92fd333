import Bootstrap
import IntakeService

/// The worker `intake`: see README.md beside this file.
@main
enum Intake {
    static func main() async { await WorkerProcess.run(IntakeService.definition) }
}
