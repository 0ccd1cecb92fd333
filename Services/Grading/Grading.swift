import Bootstrap
import GradingService

/// The worker `grading`: see README.md beside this file.
@main
enum Grading {
    static func main() async { await WorkerProcess.run(GradingService.definition) }
}
