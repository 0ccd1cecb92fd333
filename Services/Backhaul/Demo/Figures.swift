import AuditDomain
import AuditService
import Contracts
import Kernel
import Worker

/// What the report shows beside the laws: counts, money and times, from the topics alone. Whether they are right is the
/// judge's matter.
struct Figures: Sendable {
    private(set) var decisions: [String: Int] = [:]
    private(set) var units: [String: UnitFigures] = [:]
    private(set) var closedCount = 0
    private(set) var lostItems: Int64 = 0
    private(set) var holds = HoldTally()
    private(set) var customersAffected = 0
    private(set) var deadLetters: [Place: String] = [:]
    private(set) var failedSteps = 0
    private(set) var events = 0
    private(set) var lastClosedAt: Instant?

    /// Takes a record that was seen for the first time. What is not readable has been told by the judge.
    mutating func take(_ sighting: Sighting, _ record: InboundRecord) {
        events += 1
        switch sighting {
        case .deadLetter(let letter): deadLetters[letter.origin] = letter.reason
        case .event(let event): do { try take(event, at: record.timestamp) } catch {}
        }
    }

    private mutating func take(_ event: CloudEvent, at publishedAt: Instant?) throws(ContractViolation) {
        switch event.type {
        case ReturnAuthorized.type, ReturnDeclined.type, ReturnKept.type:
            let words = event.type.split(separator: ".")
            decisions[words.count > 2 ? String(words[2]) : event.type, default: 0] += 1
        case UnitReceived.type, UnitMismatched.type:
            // The subject is the record's key: `merchant/unit`.
            if let unit = event.subject { units[unit, default: UnitFigures()].arrivedAt = publishedAt }
        case UnitLost.type: lostItems += try EventCodec.decode(UnitLost.self, from: event.data).quantity
        case DispositionDecided.type: if event.isStepFailed { failedSteps += 1 }
        case UnitClosed.type: close(try EventCodec.decode(UnitClosed.self, from: event.data), at: publishedAt)
        case RecallScoped.type: holds.take(try EventCodec.decode(RecallScoped.self, from: event.data), at: publishedAt)
        case UnitHeld.type: holds.take(try EventCodec.decode(UnitHeld.self, from: event.data), at: publishedAt)
        case UnitReleased.type: holds.take(try EventCodec.decode(UnitReleased.self, from: event.data))
        case CustomerAffected.type: customersAffected += 1
        default: break
        }
    }

    private mutating func close(_ closed: UnitClosed, at publishedAt: Instant?) {
        let before = units[closed.key.description, default: UnitFigures()].closing
        if before == nil { closedCount += 1 }
        if before.map({ closed.closedAt >= $0.closedAt }) ?? true {
            units[closed.key.description, default: UnitFigures()].closing = closed
        }
        if let publishedAt { lastClosedAt = max(publishedAt, lastClosedAt ?? publishedAt) }
    }
}

/// One unit, as the report counts it.
struct UnitFigures: Sendable {
    /// When its arrival was published.
    var arrivedAt: Instant?
    /// Its end, as it was told last.
    var closing: UnitClosed?
}

extension CloudEvent {
    /// Of `disposition.decided`: the text is large, and a search is cheaper than a decoder.
    fileprivate var isStepFailed: Bool {
        String(decoding: data, as: UTF8.self).contains("\"because\":\"\(DecisionCause.stepFailed.rawValue)\"")
    }
}
