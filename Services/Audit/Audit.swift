import AuditService
import Bootstrap

/// The worker `audit`: see README.md beside this file.
@main
enum Audit {
    static func main() async {
        await WorkerProcess.run(name: AuditName.service) { configuration, health, logger in
            LoopThread(name: "judge", health: health) { stop, wake in
                let settings = WatchSettings(kafka: configuration.kafka, databaseURL: configuration.databaseURL)
                return Watch(
                    settings, clock: SystemClock(), health: health, stop: stop, wake: wake, logger: logger
                ).run()
            }
        }
    }
}
