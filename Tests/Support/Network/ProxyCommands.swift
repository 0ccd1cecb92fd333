import Dispatch
import Foundation
import Synchronization

/// Hands commands to the proxy's thread and waits until they are done.
final class ProxyCommands: Sendable {
    typealias Command = @Sendable (ProxyLoop) -> Void

    private struct State {
        var waiting: [Command] = []
        var isEnded = false
    }

    private let state = Mutex(State())
    private let wake = Pipe()

    /// Readable when there are commands.
    var descriptor: Int32 { wake.fileHandleForReading.fileDescriptor }

    /// - Returns: what the command returned; nil when the proxy has been closed.
    @discardableResult
    func give<Result: Sendable>(_ command: @escaping @Sendable (ProxyLoop) -> Result) -> Result? {
        give(command, isLast: false)
    }

    /// The same; nothing is taken after it.
    func giveLast(_ command: @escaping @Sendable (ProxyLoop) -> Void) { give(command, isLast: true) }

    /// What was given since the last call. On the proxy's thread.
    func taken() -> [Command] {
        state.withLock { state in
            if !state.waiting.isEmpty { _ = wake.fileHandleForReading.availableData }
            defer { state.waiting = [] }
            return state.waiting
        }
    }

    @discardableResult
    private func give<Result: Sendable>(
        _ command: @escaping @Sendable (ProxyLoop) -> Result, isLast: Bool
    ) -> Result? {
        let done = DispatchSemaphore(value: 0)
        let box = Outcome<Result>()
        let isTaken = state.withLock { state in
            guard !state.isEnded else { return false }
            state.isEnded = isLast
            state.waiting.append { loop in
                box.set(command(loop))
                done.signal()
            }
            wake.fileHandleForWriting.write(Data([1]))
            return true
        }
        guard isTaken else { return nil }
        done.wait()
        return box.get()
    }
}

/// What a command returned, on its way between two threads.
private final class Outcome<Value: Sendable>: Sendable {
    private let value = Mutex<Value?>(nil)

    func set(_ new: Value) { value.withLock { $0 = new } }
    func get() -> Value? { value.withLock { $0 } }
}
