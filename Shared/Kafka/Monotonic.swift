import Dispatch

/// Time that only goes forward, for the deadlines of blocking calls.
enum Monotonic {
    static func microseconds() -> Int64 { Int64(clamping: DispatchTime.now().uptimeNanoseconds / 1_000) }
    static func milliseconds() -> Int64 { microseconds() / 1_000 }
}

/// A moment after which a call is given up.
struct Deadline: Sendable {
    private let end: Int64

    init(milliseconds: Int) { end = Monotonic.milliseconds() + Int64(milliseconds) }

    var remainingMilliseconds: Int { max(0, Int(end - Monotonic.milliseconds())) }
    var hasPassed: Bool { remainingMilliseconds == 0 }

    /// What a C function takes as its time-out: what remains, at most `most`.
    func timeout(atMost most: Int = Int.max) -> Int32 { Int32(clamping: min(most, remainingMilliseconds)) }
}
