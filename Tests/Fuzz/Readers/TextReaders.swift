import Kernel
import Worker

/// The kernel's own small readers.
enum TextReaders {
    static let all = [
        Reader(name: "times", run: times), Reader(name: "GTINs and currencies", run: codes),
        Reader(name: "crash plans", run: plans),
    ]

    private static func text(_ samples: [String], _ dice: inout Dice) -> String {
        let sample = dice.pick(samples)
        guard !dice.once(in: 3) else { return sample }
        return String(decoding: Mutation.damage(Array(sample.utf8), &dice), as: UTF8.self)
    }

    /// A moment that was read is written in a form that is read again: it goes into JSON and comes back.
    @Sendable private static func times(_ dice: inout Dice) throws -> Verdict {
        let text = Self.text(Extremes.times + ["2026-03-01T08:15:00.25+02:00"], &dice)
        guard let moment = Instant(text) else { return .refused }
        guard Instant(moment.description) == moment else {
            throw Objection("\(text) is read, but written as \(moment), which is not")
        }
        _ = moment.advanced(by: .days(Int64(dice.below(4_000)))).description
        return .accepted
    }

    @Sendable private static func codes(_ dice: inout Dice) throws -> Verdict {
        let text = Self.text(["4006381333931", "00000000000000", "96385074", "GBP", "XXX"], &dice)
        let gtin = GTIN(text)
        if let gtin, GTIN(gtin.digits) != gtin { throw Objection("GTIN \(text) is not read back") }
        let currency = Currency(text)
        if let currency, Currency(currency.code) != currency { throw Objection("currency \(text) is not read back") }
        return gtin == nil && currency == nil ? .refused : .accepted
    }

    @Sendable private static func plans(_ dice: inout Dice) throws -> Verdict {
        guard let plan = try? CrashPlan(parsing: text(["batchStored:2", "hintsStored:100"], &dice)) else {
            return .refused
        }
        guard try CrashPlan(parsing: plan.description) == plan else { throw Objection("a plan is not read back") }
        return .accepted
    }
}
