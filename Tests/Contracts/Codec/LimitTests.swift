import Contracts
import Kernel
import Testing

/// Numbers that are valid JSON and would overflow somewhere later are refused where they come in.
@Suite struct LimitTests {
    @Test(arguments: [
        #"{"lineId":"1","sku":"s","quantity":1,"unitPrice":-1}"#,
        #"{"lineId":"1","sku":"s","quantity":1,"unitPrice":1000000000001}"#,
        #"{"lineId":"1","sku":"s","quantity":1000000,"unitPrice":1000000000000}"#,
        #"{"lineId":"1","sku":"s","quantity":1,"unitPrice":9223372036854775807}"#,
        #"{"lineId":"1","sku":"s","quantity":2,"unitPrice":10,"discount":21}"#,
        #"{"lineId":"1","sku":"s","quantity":2,"unitPrice":10,"tax":-1}"#,
    ]) func anOrderLineBeyondTheLimitsIsRefused(line: String) throws {
        try expectRefused(
            OrderShipped.self,
            #"{"merchant":"m","orderId":"o","currency":"GBP","channel":"online","country":"GB","#
                + #""orderedAt":"2026-03-01T08:15:00Z","shippedAt":"2026-03-01T08:15:00Z","lines":[\#(line)]}"#)
    }

    @Test(arguments: [
        #""merchantReturnDays":3651"#,
        #""merchantReturnDays":-1"#,
        #""transitLimitSeconds":0"#,
        #""windows":[{"merchantReturnDays":9000000000000}]"#,
        #""fees":{"restockingFeeBasisPoints":10001}"#,
        #""fees":{"restockingFeeFixed":-1}"#,
        #""fees":{"cap":1000000000001}"#,
        #""returnless":{"valueBelow":-5}"#,
        #""returnless":{"valueBelow":5,"bringBackCost":9223372036854775807}"#,
        #""gradeReductions":[{"grade":"A","basisPoints":10001}]"#,
    ]) func aPolicyBeyondTheLimitsIsRefused(member: String) throws {
        var text =
            #"{"merchant":"m","policyId":"p","version":1,"publishedAt":"2026-03-01T08:15:00Z","currency":"GBP","#
            + #""returnPolicyCategory":"MerchantReturnFiniteReturnWindow","refundTiming":"on_receipt","#
            + #""refundsOutboundShipping":true,\#(member)"#
        for (name, value) in [("merchantReturnDays", 30), ("transitLimitSeconds", 60)] {
            if !member.hasPrefix("\"\(name)\"") { text += ",\"\(name)\":\(value)" }
        }

        try expectRefused(PolicyPublished.self, text + "}")
    }

    @Test func aRecallOfEverythingIsRefused() throws {
        try expectRefused(
            RecallPublished.self,
            #"{"merchant":"m","recallId":"r","publishedAt":"2026-03-01T08:15:00Z","title":"t","hazard":"h","#
                + #""remedy":"destroy","scope":{"lots":["7"]}}"#)
    }

    /// Ids stand in keys of the database, whose indexes hold 2,704 bytes, and in attributes of events, which hold 1,024
    /// and no control characters: longer ones would be refused behind the contract, by the database or by our readers.
    @Test(arguments: [
        (OrderShipped.type, "policyId", 1_000), (OrderShipped.type, "customerId", 1_000),
        (OrderShipped.type, "lineId", 500), (OrderShipped.type, "sku", 1_000), (ReturnRequested.type, "lineId", 500),
        (ReturnRequested.type, "orderId", 1_000), (ReturnRequested.type, "orderLineId", 500),
        (ParcelScanned.type, "returnId", 1_000), (ParcelReceived.type, "returnId", 1_000),
        (ParcelReceived.type, "receiptId", 500), (ParcelReceived.type, "sku", 1_000),
        (UnitReceived.type, "returnId", 1_000), (UnitReceived.type, "sku", 1_000),
        (UnitReceived.type, "policyId", 1_000), (UnitGraded.type, "returnId", 1_000),
        (OrderDelivered.type, "orderId", 990),
    ]) func idsHaveALengthAndNoControlCharacters(type: String, member: String, most: Int) throws {
        let kind = try #require(Catalogue.kind(named: type))
        let file = try #require(Golden.files.first { $0.kind.type == type && $0.name == "full" })
        let pattern = try Regex("\"\(member)\"\\s*:\\s*\"[^\"]*\"")
        let text = String(decoding: file.bytes, as: UTF8.self)
        func check(_ id: String) throws {
            var isFirst = true
            let changed = text.replacing(pattern) { match in
                defer { isFirst = false }
                return isFirst ? "\"\(member)\":\"\(id)\"" : String(text[match.range])
            }
            #expect(changed != text)
            _ = try kind.check(Array(changed.utf8))
        }

        #expect(throws: Never.self) { try check(String(repeating: "i", count: most)) }
        #expect(throws: ContractViolation.self) { try check(String(repeating: "i", count: most + 11)) }
        #expect(throws: ContractViolation.self) { try check("a\\u000ab") }
    }

    /// Every number of every event at the ends of its range: the rules themselves must not overflow.
    @Test(arguments: Catalogue.all.map(\.type)) func extremeNumbersNeverTrap(_ type: String) throws {
        let kind = try #require(Catalogue.kind(named: type))
        let whole = try JSONTree(parsing: try Sample.bytes(of: kind.event, .full, seed: 3))

        for number in [Int64.min, -1, 0, 1_000_000_000_000, Int64.max] {
            let extreme = Self.replacingNumbers(in: whole, by: number)
            do { _ = try kind.check(Array(extreme.compact.utf8)) } catch { #expect(error.reason == .rule) }
        }
    }

    private static func replacingNumbers(in tree: JSONTree, by number: Int64) -> JSONTree {
        switch tree {
        case .integer: .integer(number)
        case .list(let elements): .list(elements.map { replacingNumbers(in: $0, by: number) })
        case .object(let members):
            .object(members.map { .init(name: $0.name, value: replacingNumbers(in: $0.value, by: number)) })
        default: tree
        }
    }

    private func expectRefused<Event: ContractEvent>(_ type: Event.Type, _ text: String) throws {
        let error = try #require(throws: ContractViolation.self) { try EventCodec.decode(type, from: Array(text.utf8)) }
        #expect(error.reason == .rule, "\(error)")
    }
}
