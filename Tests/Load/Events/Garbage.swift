import Contracts
import Worker

/// Records that become dead letters, each for another reason.
enum Garbage: CaseIterable {
    /// No headers: no event at all.
    case bare
    /// Not JSON.
    case malformed
    /// A type that nobody knows.
    case unknownType
    /// The contract's rule is broken: no lines.
    case rule
    /// What only the database refuses, by a constraint that the scenario adds: found by halving the batch.
    case unstorable

    /// The customer of requests that the database is to refuse.
    static let refusedCustomer = "nobody"

    /// - Parameter number: makes it one of its own.
    func record(_ number: Int) throws -> OutboundRecord {
        let stories = Stories(seed: 0)
        var record = try stories.requested(number)
        record.key = Array("\(Stories.merchant)/g\(number)".utf8)
        switch self {
        case .bare: record.headers = []
        case .malformed: record.value = Array("{\"garbage\": \(number)".utf8)
        case .unknownType:
            for index in record.headers.indices where record.headers[index].name == "ce_type" {
                record.headers[index] = RecordHeader("ce_type", text: "backhaul.no.such.v1")
            }
        case .rule: record.value = try edited(number) { $0.lines = [] }
        case .unstorable: record.value = try edited(number) { $0.customerId = Self.refusedCustomer }
        }
        return record
    }

    /// Unstorable ones are rare: each costs a dozen transactions.
    static func kind(_ number: Int) -> Garbage {
        if number % 80 == 0 { return .unstorable }
        return [.bare, .malformed, .unknownType, .rule][number % 4]
    }

    private func edited(_ number: Int, _ edit: (inout ReturnRequested) -> Void) throws -> [UInt8] {
        let record = try Stories(seed: 0).requested(number)
        var event = try EventCodec.decode(ReturnRequested.self, from: record.value ?? [])
        event.returnId = "g\(number)"
        edit(&event)
        return try EventCodec.encode(event)
    }
}
