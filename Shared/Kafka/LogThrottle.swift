/// Lets a few lines of each kind through in a window of time and counts the rest, so that an outage does not flood.
struct LogThrottle {
    /// The lines of one kind within a window.
    private struct Window {
        var beganAt: Int64
        var admitted: Int
        var suppressed: Int
    }

    private let linesMax: Int
    private let windowMicroseconds: Int64
    private var windows: [String: Window] = [:]

    init(linesMax: Int = 3, windowSeconds: Int64 = 30) {
        self.linesMax = linesMax
        windowMicroseconds = windowSeconds * 1_000_000
    }

    /// - Parameter now: monotonic microseconds.
    /// - Returns: how many lines of this kind were held back since the last admitted window; nil when this one is too.
    mutating func admit(_ kind: String, at now: Int64) -> Int? {
        guard var window = windows[kind] else {
            windows[kind] = Window(beganAt: now, admitted: 1, suppressed: 0)
            return 0
        }
        defer { windows[kind] = window }
        if now - window.beganAt >= windowMicroseconds {
            let suppressed = window.suppressed
            window = Window(beganAt: now, admitted: 1, suppressed: 0)
            return suppressed
        }
        if window.admitted < linesMax {
            window.admitted += 1
            return 0
        }
        window.suppressed += 1
        return nil
    }
}
