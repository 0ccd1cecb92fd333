import Bootstrap
import RecallService

/// The worker `recall`: see README.md beside this file.
@main
enum Recall {
    static func main() async { await WorkerProcess.run(RecallService.definition) }
}
