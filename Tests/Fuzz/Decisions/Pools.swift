import Contracts
import FoundationEssentials
import GradingDomain
import GradingService
import Kernel
import Worker

/// The ids and codes of a story. One event speaks of one merchant and one unit.
struct Pools {
    private let merchant: String
    private let unit: String
    private let workOrder: String

    init(service: String, _ dice: inout Dice) {
        merchant = dice.once(in: 8) ? "n" : "m"
        unit =
            service == "intake"
            ? derivedID("u", merchant, "P\(dice.below(6))", "1", "\(1 + dice.below(3))") : "U\(dice.below(10))"
        workOrder = derivedID("w", merchant, unit, "\(1 + dice.below(3))", "\(1 + dice.below(4))")
    }

    /// A value for a member; nil leaves what stands there.
    func value(of name: String, _ dice: inout Dice) -> JSONNode? {
        if let count = Self.ids[name] { return .text("\(name.first ?? "x")\(dice.below(count))") }
        if let codes = Self.codes[name] { return .text(dice.pick(codes)) }
        switch name {
        case "merchant": return .text(merchant)
        case "unitId": return .text(unit)
        case "workOrderId": return .text(workOrder)
        case "inspectionId": return .text(derivedID("i", merchant, unit))
        case "holdId": return .text(derivedID("h", merchant, "r\(dice.below(4))", unit))
        case "orderLineId": return .text("\(1 + dice.below(3))")
        case "parcelId": return .text("P\(dice.below(6))")
        case "quantity": return .number(Int64(1 + dice.below(5)))
        case "version": return .number(Int64(1 + dice.below(4)))
        case "gtin": return .text(dice.pick(["04006381333931", "00000096385074"]))
        default: return name.hasSuffix("At") ? moment(&dice) : nil
        }
    }

    private func moment(_ dice: inout Dice) -> JSONNode {
        let day = Instant(microseconds: 1_770_000_000_000_000).advanced(by: .days(Int64(dice.below(80)) - 60))
        return .text(day.description)
    }

    /// How many different ids there are.
    private static let ids = ["orderId": 5, "returnId": 7, "sku": 4, "recallId": 4, "customerId": 4]

    private static let codes: [String: [String]] = [
        "currency": ["GBP", "GBP", "GBP", "GBP", "EUR", "JPY"], "policyId": ["default", "default", "gold"],
        "country": ["GB", "DE", "US"], "receiptId": ["1", "2"], "lot": ["L1", "L2"],
        "channel": SalesChannel.allCases.map(\.rawValue), "category": ProductCategory.allCases.map(\.rawValue),
        "reason": ReturnReason.allCases.map(\.rawValue), "resolution": Resolution.allCases.map(\.rawValue),
        "refundTiming": RefundTiming.allCases.map(\.rawValue), "grade": Grade.allCases.map(\.rawValue),
        "status": ParcelStatus.allCases.map(\.rawValue), "remedy": RecallRemedy.allCases.map(\.rawValue),
        "finding": ReceiptFinding.allCases.map(\.rawValue), "fault": PartyAtFault.allCases.map(\.rawValue),
        "kind": HoldKind.allCases.map(\.rawValue), "disposition": Disposition.allCases.map(\.rawValue),
        "returnPolicyCategory": ReturnPolicyCategory.allCases.map(\.rawValue),
    ]

    /// Puts a walk through one of the shipped question trees in the place of an inspection's answers.
    func answer(_ tree: inout JSONNode, _ dice: inout Dice) {
        guard case .object(var members) = tree, members.contains(where: { $0.name == "inspector" }),
            let place = members.firstIndex(where: { $0.name == "answers" }), !Self.trees.isEmpty
        else { return }
        members[place].value = .list(Self.walk(dice.pick(Self.trees), &dice))
        tree = .object(members)
    }

    private static func walk(_ tree: QuestionTree, _ dice: inout Dice) -> [JSONNode] {
        var answers: [JSONNode] = []
        var open: String? = tree.document.first
        while let id = open, let question = tree.question(id) {
            let choice = dice.pick(question.answers)
            answers.append(
                .object([.init(name: "question", value: .text(id)), .init(name: "value", value: .text(choice.value))]))
            open = choice.next
        }
        return answers
    }

    private static let trees: [QuestionTree] = GradingService.definition.migrations.compactMap { migration in
        let parts = migration.sql.split(separator: "$tree$", omittingEmptySubsequences: false)
        guard parts.count == 3,
            let document = try? JSONDecoder().decode(TreeDocument.self, from: Data(String(parts[1]).utf8))
        else { return nil }
        return try? QuestionTree(id: "t", version: 1, document: document)
    }
}
