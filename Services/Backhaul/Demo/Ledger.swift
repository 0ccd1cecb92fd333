import Contracts
import Kernel
import Worker

/// What came out of the workers, tallied from the topics alone: trusts no worker's word and no worker's table.
struct Ledger: Sendable {
    /// A lane of one service: `intake returns.requests.3`.
    private(set) var lanes: [String: NumberSet] = [:]
    private(set) var duplicates = 0
    private(set) var decisions: [String: Int] = [:]
    private(set) var units: [String: UnitStory] = [:]
    private(set) var lostItems: Int64 = 0
    private(set) var refunds = RefundTally()
    private(set) var holds = HoldTally()
    private(set) var customersAffected = 0
    private(set) var deadLetters: [DeadLetterOrigin: String] = [:]
    private(set) var failedSteps = 0
    private(set) var eventsOut = 0
    /// Things that can never be right, told at once.
    private(set) var violations: [String] = []
    private(set) var lastClosedAt: Instant?

    /// Takes one record of an output topic or of a dead-letter topic.
    mutating func take(_ record: InboundRecord) {
        if record.lane.topic.hasSuffix(".dlq") { return takeDeadLetter(record) }
        do {
            let event = try CloudEvent.read(headers: record.headers.map { ($0.name, $0.value) }, value: record.value)
            guard let lane = event.lane, let number = event.sequence else {
                return violate("an event on \(record.lane.topic) has no lane or number")
            }
            guard isNew(lane: "\(event.source) \(lane)", number) else { return }
            eventsOut += 1
            try take(event, at: record.timestamp)
        } catch { violate("an event on \(record.lane.topic) does not keep the contract: \(error)") }
    }

    private mutating func isNew(lane: String, _ number: Int64) -> Bool {
        if lanes[lane, default: NumberSet()].insert(number) { return true }
        duplicates += 1
        return false
    }

    private mutating func violate(_ what: String) { if violations.count < 100 { violations.append(what) } }

    private mutating func takeDeadLetter(_ record: InboundRecord) {
        guard !DeadLetter.isResolution(record) else { return }
        let headers = Dictionary(
            record.headers.map { ($0.name, $0.value.map { String(decoding: $0, as: UTF8.self) } ?? "") },
            uniquingKeysWith: { $1 })
        guard let lane = headers[DeadLetter.lane], let number = headers[DeadLetter.sequence].flatMap({ Int64($0) }),
            let service = headers[DeadLetter.connectorName],
            let origin = DeadLetterOrigin(headers)
        else { return violate("a record on \(record.lane.topic) does not say where it comes from") }
        guard isNew(lane: "\(EventSourceName.of(service)) \(lane)", number) else { return }
        deadLetters[origin] = headers[DeadLetter.exceptionClass] ?? "unknown"
    }

    private mutating func take(_ event: CloudEvent, at publishedAt: Instant?) throws(ContractViolation) {
        switch event.type {
        case ReturnAuthorized.type, ReturnDeclined.type, ReturnKept.type:
            takeDecision(event)
        case UnitReceived.type:
            take(try Excerpt.read(UnitExcerpt.self, from: event.data), announced: true, publishedAt)
        case UnitMismatched.type:
            take(try Excerpt.read(UnitExcerpt.self, from: event.data), announced: false, publishedAt)
        case UnitLost.type: lostItems += try EventCodec.decode(UnitLost.self, from: event.data).quantity
        case UnitGraded.type: take(try EventCodec.decode(UnitGraded.self, from: event.data))
        case DispositionDecided.type: take(try Excerpt.read(DecisionExcerpt.self, from: event.data))
        case UnitClosed.type: take(try EventCodec.decode(UnitClosed.self, from: event.data), at: publishedAt)
        case RefundDue.type: refunds.take(try EventCodec.decode(RefundDue.self, from: event.data))
        case RefundReduced.type: refunds.take(try EventCodec.decode(RefundReduced.self, from: event.data))
        case RefundReversed.type: refunds.take(try EventCodec.decode(RefundReversed.self, from: event.data))
        case RecallScoped.type: holds.take(try EventCodec.decode(RecallScoped.self, from: event.data), at: publishedAt)
        case UnitHeld.type: holds.take(try EventCodec.decode(UnitHeld.self, from: event.data), at: publishedAt)
        case UnitReleased.type: holds.take(try EventCodec.decode(UnitReleased.self, from: event.data))
        case CustomerAffected.type: customersAffected += 1
        default: break
        }
    }

    private mutating func takeDecision(_ event: CloudEvent) {
        let words = event.type.split(separator: ".")
        decisions[words.count > 2 ? String(words[2]) : event.type, default: 0] += 1
    }

    private mutating func take(_ arrival: UnitExcerpt, announced: Bool, _ publishedAt: Instant?) {
        if units[arrival.unitId]?.arrived == true { violate("unit \(arrival.unitId) was received twice") }
        units[arrival.unitId, default: UnitStory()].arrive(announced: announced, at: publishedAt)
    }

    private mutating func take(_ graded: UnitGraded) {
        if units[graded.unitId]?.grade != nil { violate("unit \(graded.unitId) was graded twice") }
        units[graded.unitId, default: UnitStory()].grade = graded.grade
    }

    private mutating func take(_ decided: DecisionExcerpt) {
        units[decided.unitId, default: UnitStory()].decide(decided)
        if decided.because == .stepFailed { failedSteps += 1 }
    }

    private mutating func take(_ closed: UnitClosed, at publishedAt: Instant?) {
        units[closed.unitId, default: UnitStory()].close(closed)
        if let publishedAt { lastClosedAt = max(publishedAt, lastClosedAt ?? publishedAt) }
    }
}

/// The record that a dead letter was made from. Two workers may refuse the same one.
struct DeadLetterOrigin: Hashable, Sendable {
    let topic: String
    let partition: String
    let offset: String

    init?(_ headers: [String: String]) {
        guard let topic = headers[DeadLetter.topic], let partition = headers[DeadLetter.partition],
            let offset = headers[DeadLetter.offset]
        else { return nil }
        self.topic = topic
        self.partition = partition
        self.offset = offset
    }
}
