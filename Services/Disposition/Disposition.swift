import Bootstrap
import DispositionService

/// The worker `disposition`: see README.md beside this file.
@main
enum Disposition {
    static func main() async { await WorkerProcess.run(DispositionService.definition) }
}
