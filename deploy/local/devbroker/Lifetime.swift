import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Decides when the process ends: at SIGTERM or SIGINT, with its parent, or with its standard input.
final class Lifetime {
    private static let isOver = Atomic<Bool>(false)
    private let parent: pid_t?
    private var input: [UInt8] = []
    private var isInputOpen = true
    private let pauseMilliseconds: Int32 = 250

    init(parent: pid_t?) {
        self.parent = parent
        // Whoever starts us from a thread that blocks signals hands the block down.
        var ours = sigset_t()
        sigemptyset(&ours)
        for number in [SIGTERM, SIGINT] { sigaddset(&ours, number) }
        sigprocmask(SIG_UNBLOCK, &ours, nil)
        for number in [SIGTERM, SIGINT] { signal(number) { _ in Lifetime.isOver.store(true, ordering: .relaxed) } }
        signal(SIGPIPE, SIG_IGN)
    }

    /// Waits for the next request line; nil when it is time to end.
    func nextLine() -> String? {
        while !Self.isOver.load(ordering: .relaxed), isParentAlive {
            if let end = input.firstIndex(of: UInt8(ascii: "\n")) {
                let line = String(decoding: input[..<end], as: UTF8.self)
                input.removeSubrange(...end)
                return line
            }
            if isInputOpen { readInput() } else { poll(nil, 0, pauseMilliseconds) }
            if !isInputOpen && parent == nil { return nil }
        }
        return nil
    }

    func exitNow() -> Never { _exit(0) }

    private var isParentAlive: Bool {
        guard let parent else { return true }
        return kill(parent, 0) == 0 || errno == EPERM
    }

    private func readInput() {
        var descriptor = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
        guard poll(&descriptor, 1, pauseMilliseconds) > 0 else { return }
        var chunk = [UInt8](repeating: 0, count: 4_096)
        let count = read(0, &chunk, chunk.count)
        if count > 0 { input += chunk.prefix(count) } else if count == 0 || errno != EINTR { isInputOpen = false }
    }
}
