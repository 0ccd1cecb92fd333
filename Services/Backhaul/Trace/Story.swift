import Contracts
import Foundation
import Kernel
import Worker

/// One event of a story.
struct StoryEvent: Codable, Sendable {
    var time: String
    var type: String
    var topic: String
    var partition: Int32
    var offset: Int64
    var id: String
    var source: String
    /// Set for a dead letter: why it was refused.
    var refusedBecause: String?
    var data: JSONValue
}

/// Everything that is known of a return or a unit.
struct Story: Codable, Sendable {
    /// The ids that belong together: the return, its parcels and its units.
    var ids: [String]
    var events: [StoryEvent]
    /// Rows of the workers' tables, by `schema.table`.
    var state: [String: [JSONValue]]
}

/// Picks the events of one return or unit out of all, following parcels and units from one to the other.
struct StoryFinder {
    /// Fields that tie events of one story together. Orders and customers do not: they have other stories too.
    private static let links = ["returnId", "unitId", "parcelId"]

    private(set) var ids: Set<String>
    private(set) var events: [String: StoryEvent] = [:]
    private var orders: Set<String> = []

    init(id: String) {
        // `merchant/id` and the id alone both name it.
        ids = [id.split(separator: "/").last.map(String.init) ?? id]
    }

    /// Looks at one record.
    /// - Returns: true when it made the story longer.
    mutating func look(at record: InboundRecord) -> Bool {
        let name = "\(record.lane)@\(record.offset)"
        guard events[name] == nil, let value = record.value, names(value),
            let data = try? JSONDecoder().decode([String: JSONValue].self, from: Data(value))
        else { return false }
        guard belongs(data) else { return false }
        for link in Self.links { if case .text(let id)? = data[link] { ids.insert(id) } }
        noteOrders(in: data)
        events[name] = event(record, data)
        return true
    }

    /// Whether one of the ids stands anywhere in the bytes: nearly all records are told apart without being decoded.
    private func names(_ value: [UInt8]) -> Bool {
        let bytes = Data(value)
        return ids.union(orders).contains { bytes.range(of: Data($0.utf8)) != nil }
    }

    private func belongs(_ data: [String: JSONValue]) -> Bool {
        for link in Self.links { if case .text(let id)? = data[link], ids.contains(id) { return true } }
        if case .text(let order)? = data["orderId"], data["returnId"] == nil, data["unitId"] == nil {
            return orders.contains(order)
        }
        return false
    }

    private mutating func noteOrders(in data: [String: JSONValue]) {
        guard case .list(let lines)? = data["lines"] else { return }
        for case .object(let line) in lines { if case .text(let order)? = line["orderId"] { orders.insert(order) } }
    }

    private func event(_ record: InboundRecord, _ data: [String: JSONValue]) -> StoryEvent {
        let header = { (name: String) in
            record.headers.last { $0.name == name }?.value.map { String(decoding: $0, as: UTF8.self) }
        }
        let published = record.timestamp?.description ?? ""
        return StoryEvent(
            time: published, type: header("ce_type") ?? "", topic: record.lane.topic, partition: record.lane.partition,
            offset: record.offset, id: header("ce_id") ?? "", source: header("ce_source") ?? "",
            refusedBecause: header(DeadLetter.exceptionMessage), data: .object(data))
    }

    /// In the order in which they were published.
    var ordered: [StoryEvent] {
        events.values.sorted {
            ($0.time, $0.topic, $0.partition, $0.offset) < ($1.time, $1.topic, $1.partition, $1.offset)
        }
    }
}
