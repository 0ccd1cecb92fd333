import ServiceLifecycle
import Worker

/// One loop that blocks, on a thread of its own, as a service: asked to stop on shutdown, and awaited.
package struct LoopThread: Service {
    private let name: String
    private let health: WorkerHealth
    private let body: @Sendable (StopFlag, WakeSignal) -> Fault?

    /// - Parameter body: runs until the flag is set, the signal wakes it then; returns what only a person can mend.
    package init(
        name: String, health: WorkerHealth, _ body: @escaping @Sendable (StopFlag, WakeSignal) -> Fault?
    ) {
        self.name = name
        self.health = health
        self.body = body
    }

    package func run() async throws {
        let halt = Halt()
        let failure = try await withGracefulShutdownHandler {
            try await OSThread.value(name: name) { [body] in body(halt.stop, halt.wake) }
        } onGracefulShutdown: {
            halt.ask()
        }
        if let failure {
            health.failed(failure.description)
            throw failure
        }
    }
}
