import Contracts
import DispositionDomain
import FoundationEssentials
import Kernel
import Postgres
import TestSupport
import Testing
import Worker

@testable import DispositionService

/// Events about the units of one merchant and one article.
enum DispositionSamples {
    static let gtin = GTIN(withoutCheckDigit: 501_234_567_890)
    static let soldAt = Instant(year: 2026, month: 3, day: 1)
    static let receivedAt = Instant(year: 2026, month: 3, day: 11)
    static let migrations = MigrationSet(
        component: "disposition", DispositionService.definition.migrations)

    /// The parameters that a new installation begins with.
    static func parameters() throws -> Parameters {
        let sql = String(decoding: PackageResources.M0002_parameters_sql, as: UTF8.self)
        let parts = sql.components(separatedBy: "$document$")
        return try ParameterRows.read(Array(try #require(parts.count == 3 ? parts[1] : nil).utf8))
    }

    static func pounds() throws -> Currency { try #require(Currency("GBP")) }

    static func arrival(_ unitId: String = "U", lot: String? = "L1", sku: String? = "S-1") throws -> UnitArrival {
        var arrival = UnitArrival(
            merchant: "M", unitId: unitId, parcelId: "P-1", itemNumber: 1, siteId: "RC1", receivedAt: receivedAt,
            finding: .matched, matchedBy: .sku)
        arrival.returnId = "R-1"
        arrival.sku = sku
        arrival.gtin = sku == nil ? nil : gtin
        arrival.lot = lot
        arrival.country = "GB"
        arrival.soldAt = soldAt
        arrival.currency = try pounds()
        return arrival
    }

    static func graded(
        _ unitId: String = "U", _ grade: Grade = .a, _ category: ProductCategory = .home, sealed: Bool = true
    ) -> UnitGraded {
        UnitGraded(
            merchant: "M", unitId: unitId, inspectionId: "i-\(unitId)", sku: "S-1", category: category, treeId: "t",
            treeVersion: 1, grade: grade, function: nil, cosmetic: nil, fault: .customer, noFaultFound: false,
            sealed: sealed, dangerous: false, refundReductionBasisPoints: .zero, returnId: "R-1", answers: [],
            gradedAt: receivedAt.advanced(by: .hours(2)))
    }

    static func described(at day: Int64 = 1, price: MinorUnits = 5_000, sku: String = "S-1") throws -> ProductDescribed
    {
        ProductDescribed(
            merchant: "M", sku: sku, gtin: gtin, name: "Kettle", category: .home,
            describedAt: Instant(year: 2026, month: 1, day: day), currency: try pounds(), cost: price / 2,
            listPrice: price, massGrams: 1_200)
    }

    static func held(
        _ unitId: String = "U", _ kind: HoldKind = .recall, remedy: RecallRemedy? = .refund, mock: Bool = false
    ) -> UnitHeld {
        UnitHeld(
            merchant: "M", holdId: "h-\(unitId)", unitId: unitId, kind: kind,
            recallId: kind == .recall ? "RC-1" : nil, remedy: remedy, mock: mock,
            heldAt: receivedAt.advanced(by: .hours(3)))
    }

    static func released(_ unitId: String = "U") -> UnitReleased {
        UnitReleased(
            merchant: "M", holdId: "h-\(unitId)", unitId: unitId, recallId: "RC-1",
            releasedAt: receivedAt.advanced(by: .hours(9)))
    }

    static func scoped(
        version: Int64 = 1, active: Bool = true, mock: Bool = false, lots: [String]? = ["L1"],
        remedy: RecallRemedy = .refund
    ) -> RecallScoped {
        RecallScoped(
            merchant: "M", recallId: "RC-1", version: version, active: active, mock: mock, remedy: remedy,
            scope: RecallScope(gtins: [gtin], lots: lots), scopedAt: receivedAt.advanced(by: .hours(version)))
    }

    static func completed(_ order: WorkOrdered, cost: MinorUnits = 10, proceeds: MinorUnits = 0) throws -> WorkCompleted
    {
        WorkCompleted(
            merchant: "M", workOrderId: order.workOrderId, unitId: order.unitId,
            completedAt: order.orderedAt.advanced(by: .hours(1)), currency: try pounds(), cost: cost,
            proceeds: proceeds)
    }

    static func failed(_ order: WorkOrdered, cost: MinorUnits = 10, grade: Grade? = nil) throws -> WorkFailed {
        WorkFailed(
            merchant: "M", workOrderId: order.workOrderId, unitId: order.unitId,
            failedAt: order.orderedAt.advanced(by: .hours(1)), currency: try pounds(), cost: cost,
            because: "broken", grade: grade)
    }
}
