import Kernel

/// How large numbers in events may be, so that no sum or product of them leaves 64 bits anywhere behind the contract.
enum Limits {
    /// Minor units of any currency: ten thousand million of a currency with two decimals.
    static let amount: ClosedRange<Int64> = 0...1_000_000_000_000
    /// Hundredths of a percent of something.
    static let share: ClosedRange<Int64> = 0...10_000
    /// Days: up to about ten years.
    static let days: ClosedRange<Int64> = 0...3_650

    /// What is wrong with `value`, or nil; an absent value is never wrong.
    static func violation(_ name: String, _ value: Int64?, _ range: ClosedRange<Int64>) -> String? {
        guard let value, !range.contains(value) else { return nil }
        return "\(name): expected \(range.lowerBound) to \(range.upperBound)"
    }
}
