import Contracts
import Kernel
import Worker

/// Tells a fact again with other content: which of the two is processed first wins, the other is a dead letter.
enum Contradiction {
    /// The contradicting record; nil for events that have no id of their own to contradict, and for structured mode.
    ///
    /// What is changed decides nothing about what happens to the goods or the money, so that either record may win.
    /// - Throws: `ContractViolation` when `event` cannot be read or written.
    static func of(_ event: WorldEvent) throws(ContractViolation) -> WorldEvent? {
        guard event.nature == .fact, let value = event.record.value,
            event.record.headers.contains(where: { $0.name == "ce_id" })
        else { return nil }
        let changed: [UInt8]
        switch event.type {
        case OrderShipped.type:
            var order = try EventCodec.decode(OrderShipped.self, from: value)
            order.customerId = (order.customerId ?? "c") + "-x"
            changed = try EventCodec.encode(order)
        case ReturnRequested.type:
            var request = try EventCodec.decode(ReturnRequested.self, from: value)
            request.route = request.route == .mail ? .dropOff : .mail
            changed = try EventCodec.encode(request)
        case ParcelReceived.type:
            var receipt = try EventCodec.decode(ParcelReceived.self, from: value)
            receipt.siteId += "-B"
            changed = try EventCodec.encode(receipt)
        default: return nil
        }
        return WorldEvent(event.topic, type: event.type, record(event.record, changed), nature: .conflict)
    }

    /// The same attributes with another id: the platform believes it tells something new.
    private static func record(_ original: OutboundRecord, _ value: [UInt8]) -> OutboundRecord {
        var record = original
        record.value = value
        for index in record.headers.indices where record.headers[index].name == "ce_id" {
            record.headers[index].value = (record.headers[index].value ?? []) + Array("-other".utf8)
        }
        return record
    }
}
