import Contracts
import IntakeDomain
import Kernel
import Worker

/// What a timer of a return carries.
private struct ReturnTimerPayload: Codable, JSONWritable {
    var merchant: String
    var returnId: String

    var key: MerchantKey { MerchantKey(merchant, returnId) }

    func writeMembers(to text: inout JSONObjectText) {
        text.member("merchant", merchant)
        text.member("returnId", returnId)
    }
}

/// A timer of one return.
protocol ReturnTimer: TimerHandler where Working == IntakeWorking {}

extension ReturnTimer {
    static func key(_ key: MerchantKey) -> String { "\(kind):\(key)" }

    static func entry(_ key: MerchantKey, dueAt: Instant) -> TimerEntry {
        let payload = ReturnTimerPayload(merchant: key.merchant, returnId: key.id).writtenJSON
        return TimerEntry(key: Self.key(key), kind: kind, dueAt: dueAt, payload: payload)
    }

    static func returnKey(_ timer: TimerEntry) -> MerchantKey? {
        JSON.decode(ReturnTimerPayload.self, timer.payload)?.key
    }

    func need(_ timer: TimerEntry, _ keys: inout IntakeKeys) {
        guard let key = Self.returnKey(timer) else { return }
        keys.returns.insert(key)
        keys.deciding.insert(key)
    }
}

/// Looks at a waiting return again: a fact has come, or the wait is over.
struct DecideTimer: ReturnTimer {
    static let kind = "decide"

    func fire(
        _ timer: TimerEntry, now: Instant, _ working: inout IntakeWorking, _ effects: inout Effects
    ) throws(ContractViolation) {
        guard let key = Self.returnKey(timer) else { throw ContractViolation(.schema, "timer: not of a return") }
        try working.tryToDecide(key, now, &effects)
    }
}

/// The policy's limit for goods to arrive is over.
struct TransitTimer: ReturnTimer {
    static let kind = "transit"

    func need(_ timer: TimerEntry, _ keys: inout IntakeKeys) {
        if let key = Self.returnKey(timer) { keys.returns.insert(key) }
    }

    func fire(
        _ timer: TimerEntry, now: Instant, _ working: inout IntakeWorking, _ effects: inout Effects
    ) throws(ContractViolation) {
        guard let key = Self.returnKey(timer) else { throw ContractViolation(.schema, "timer: not of a return") }
        guard var row = working.returns[key], row.file.expectsGoods else { return }
        let consequences = row.file.overdue(now: now)
        working.returns[key] = row
        try effects.tell(consequences, of: row.file, now)
    }
}

/// A receipt has waited for its return: the return was decided, or nobody requested it in time.
struct ReceiptTimer: TimerHandler {
    static let kind = "receipt"

    static func entry(_ key: ReceiptKey, dueAt: Instant) throws(ContractViolation) -> TimerEntry {
        TimerEntry(
            key: "\(kind):\(key.parcel)/\(key.receiptID)", kind: kind, dueAt: dueAt,
            payload: try EventCodec.encode(key))
    }

    func need(_ timer: TimerEntry, _ keys: inout IntakeKeys) {
        guard let key = JSON.decode(ReceiptKey.self, timer.payload) else { return }
        keys.parcels.insert(key.parcel)
        keys.receipts.insert(key)
    }

    func fire(
        _ timer: TimerEntry, now: Instant, _ working: inout IntakeWorking, _ effects: inout Effects
    ) throws(ContractViolation) {
        guard let key = JSON.decode(ReceiptKey.self, timer.payload) else {
            throw ContractViolation(.schema, "timer: not of a receipt")
        }
        guard let receipt = working.receipts[key], let event = receipt.waiting else { return }
        let returnKey = receipt.returnID.map { MerchantKey(key.merchant, $0) }
        // Requested and not decided: the decision wakes the receipt.
        if let returnKey, working.returns[returnKey]?.file.status == .waiting { return }
        try working.open(event, key, returnKey, now, &effects)
    }
}
