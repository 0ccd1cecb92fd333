import Contracts
import Worker

/// What must become of a record, worked out from the record alone and those before it on its lane.
struct LaneForecast {
    enum Fate: Equatable {
        /// The service notes this.
        case note(String)
        case deadLetter
        /// Passed by, or applied before.
        case nothing
    }

    private var windows: [String: SequenceWindow] = [:]

    /// - Parameter record: the next one of its lane.
    mutating func fate(of record: InboundRecord) -> Fate {
        guard let event = Self.event(record) else {
            return isFresh(record, Self.replay(record)) ? .deadLetter : .nothing
        }
        guard isFresh(record, Self.replay(record) ?? Self.own(event)) else { return .nothing }
        guard let kind = Catalogue.kind(named: event.type), kind.topic.name == record.lane.topic else {
            return .deadLetter
        }
        if Witness.passedBy.contains(event.type) { return .nothing }
        do {
            let note = Witness.note(event, try kind.check(event.data))
            return Witness.isRefused(note) || Witness.isRefusedByTheDatabase(note) ? .deadLetter : .note(note)
        } catch { return .deadLetter }
    }

    private static func event(_ record: InboundRecord) -> CloudEvent? {
        try? CloudEvent.read(headers: record.headers.map { ($0.name, $0.value) }, value: record.value)
    }

    private typealias Number = (source: String, number: Int64)

    private mutating func isFresh(_ record: InboundRecord, _ number: Number?) -> Bool {
        guard let number else { return true }
        return windows["\(record.lane) \(number.source)", default: SequenceWindow()].admit(number.number)
    }

    private static func own(_ event: CloudEvent) -> Number? {
        guard event.source.hasPrefix("/backhaul/"), let lane = event.lane, let number = event.sequence else {
            return nil
        }
        return ("\(event.source) \(lane)", number)
    }

    /// A replayed dead letter: named as ours, with a lane that could be one and a number from 1.
    private static func replay(_ record: InboundRecord) -> Number? {
        func text(_ name: String) -> String? {
            record.headers.first { $0.name == name }?.value.map { String(decoding: $0, as: UTF8.self) }
        }
        guard text(DeadLetter.connectorName) == Witness.name, let lane = text(DeadLetter.lane),
            lane.utf8.count <= 1_024, !lane.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f }),
            let number = text(DeadLetter.sequence).flatMap({ Int64($0) }), number > 0
        else { return nil }
        return ("replay \(lane)", number)
    }
}
