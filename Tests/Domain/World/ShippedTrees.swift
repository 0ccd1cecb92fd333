import Contracts
import FoundationEssentials
import Kernel
import TestSupport

/// The question trees that grading ships, as a bench would get them.
enum ShippedTrees {
    /// One task for each tree.
    static let tasks: [InspectionRequired] = {
        let folder = "Services/Grading/Migrations"
        return RepositoryFiles.names(in: folder).filter { $0.hasSuffix("_tree.sql") }
            .compactMap { RepositoryFiles.read("\(folder)/\($0)") }
            .compactMap { task(from: String(decoding: $0, as: UTF8.self)) }
    }()

    private struct Tree: Decodable {
        let first: String
        let questions: [InspectionQuestion]
    }

    private static func task(from migration: String) -> InspectionRequired? {
        let parts = migration.split(separator: "$tree$")
        guard parts.count >= 2, let tree = try? JSONDecoder().decode(Tree.self, from: Data(parts[1].utf8)) else {
            return nil
        }
        let words = parts[0].split(separator: "'")
        let category = words.count > 3 ? ProductCategory(rawValue: String(words[3])) : nil
        return InspectionRequired(
            merchant: "harbour", inspectionId: "i-1", unitId: "u-1", siteId: "GB-DIRFT-1", sku: nil,
            category: category ?? .other, treeId: String(words[1]), treeVersion: 1, firstQuestion: tree.first,
            questions: tree.questions, requestedAt: WorldPlanTests.start)
    }
}

extension UnitArrival {
    /// A unit of an announced return.
    static func sample(
        _ number: Int, reason: ReturnReason? = .unwanted, damaged: Bool? = nil, currency: String? = "GBP"
    ) -> UnitArrival {
        var arrival = UnitArrival(
            merchant: "harbour", unitId: "u-\(number)", parcelId: "p-\(number)", itemNumber: 1, siteId: "GB-DIRFT-1",
            receivedAt: WorldPlanTests.start, finding: .matched, matchedBy: .sku)
        arrival.reason = reason
        arrival.damagedInTransit = damaged
        arrival.currency = currency.flatMap { Currency($0) }
        return arrival
    }
}
