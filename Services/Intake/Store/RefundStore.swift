import IntakeDomain
import Kernel
import Worker

extension Statement {
    static let readRefunds = Statement(
        "intake.refunds.read",
        """
        SELECT f.merchant, f.return_id, f.line_id, f.refund_id, f.number, f.unit_id, f.trigger, f.quantity, f.price,
               f.discount, f.tax, f.shipping, f.fees, f.grade_reduction, f.reduced, f.reversed, f.shipping_reversed,
               f.items, f.decided_at
        FROM unnest($1::text[], $2::text[]) AS k (merchant, id)
        JOIN refund f ON f.merchant = k.merchant AND f.return_id = k.id
        ORDER BY f.number
        """)

    /// Without `ON CONFLICT`: an intent that is made twice is a fault.
    static let addRefunds = Statement(
        "intake.refunds.add",
        """
        INSERT INTO refund (merchant, refund_id, return_id, line_id, number, order_id, order_line_id, unit_id, trigger,
                            quantity, currency, amount, price, discount, tax, shipping, fees, grade_reduction,
                            decided_at, reduced, reversed, shipping_reversed, items)
        SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int8[], $6::text[], $7::text[],
                             $8::text[], $9::text[], $10::int8[], $11::text[], $12::int8[], $13::int8[], $14::int8[],
                             $15::int8[], $16::int8[], $17::int8[], $18::int8[], $19::int8[], $20::int8[],
                             $21::int8[], $22::bool[], $23::json[])
        """)

    static let storeRefunds = Statement(
        "intake.refunds.store",
        """
        UPDATE refund f
        SET reduced = n.reduced, reversed = n.reversed, shipping_reversed = n.shipping_reversed, items = n.items
        FROM unnest($1::text[], $2::text[], $3::int8[], $4::int8[], $5::bool[], $6::json[])
             AS n (merchant, refund_id, reduced, reversed, shipping_reversed, items)
        WHERE f.merchant = n.merchant AND f.refund_id = n.refund_id
        """)
}

extension Loader {
    func readRefunds(decided keys: [MerchantKey], into found: inout [MerchantKey: ReturnRow]) throws(Fault) {
        guard !keys.isEmpty else { return }
        let rows = try session.run(.readRefunds, KeyColumns.of(keys))
        for row in 0..<rows.count {
            let key = MerchantKey(rows.text(row, 0), rows.text(row, 1))
            let lineID = rows.text(row, 2)
            guard let index = found[key]?.file.lines.firstIndex(where: { $0.request.lineID == lineID }) else {
                continue
            }
            let refund = try refund(rows, row)
            found[key]?.file.lines[index].refunds.append(refund)
        }
    }

    private func refund(_ rows: Rows, _ row: Int) throws(Fault) -> Refund {
        var parts = RefundParts()
        parts.price = rows.int(row, 8)
        parts.discount = rows.int(row, 9)
        parts.tax = rows.int(row, 10)
        parts.shipping = rows.int(row, 11)
        parts.fees = rows.int(row, 12)
        parts.gradeReduction = rows.int(row, 13)
        var refund = Refund(
            refundID: rows.text(row, 3), number: rows.int(row, 4), unitID: rows.optionalText(row, 5),
            items: try JSON.column(ItemSet.self, rows, row, 17) ?? ItemSet(), quantity: rows.int(row, 7), parts: parts,
            trigger: RefundCause(rawValue: rows.text(row, 6)) ?? .request,
            decidedAt: Instant(microseconds: rows.int(row, 18)))
        refund.reduced = rows.int(row, 14)
        refund.reversed = rows.int(row, 15)
        refund.shippingReversed = rows.bool(row, 16)
        return refund
    }
}

/// A refund that is to be written, with the line that it is for.
private struct ChangedRefund {
    let merchant: String
    let returnID: String
    let line: ReturnLine
    let refund: Refund
    let isNew: Bool
}

extension IntakeWorking {
    func storeRefunds(of returned: [ReturnChange], into session: any SQLSession) throws(Fault) {
        let changed = Self.changedRefunds(of: returned)
        let added = changed.filter(\.isNew)
        if !added.isEmpty { try session.post(.addRefunds, facts(of: added) + progress(of: added)) }
        let moved = changed.filter { !$0.isNew }
        guard !moved.isEmpty else { return }
        let ids: [SQLValue] = [.texts(moved.map(\.merchant)), .texts(moved.map(\.refund.refundID))]
        try session.post(.storeRefunds, ids + progress(of: moved))
    }

    private func facts(of added: [ChangedRefund]) -> [SQLValue] {
        let refunds = added.map(\.refund)
        return [
            .texts(added.map(\.merchant)), .texts(refunds.map(\.refundID)), .texts(added.map(\.returnID)),
            .texts(added.map(\.line.request.lineID)), .int8s(refunds.map(\.number)),
            .texts(added.map(\.line.request.orderID)), .texts(added.map(\.line.request.orderLineID)),
            .texts(refunds.map(\.unitID)), .texts(refunds.map(\.trigger.rawValue)), .int8s(refunds.map(\.quantity)),
            .texts(added.map { $0.line.sold?.currency.code }), .int8s(refunds.map(\.parts.amount)),
            .int8s(refunds.map(\.parts.price)), .int8s(refunds.map(\.parts.discount)),
            .int8s(refunds.map(\.parts.tax)), .int8s(refunds.map(\.parts.shipping)),
            .int8s(refunds.map(\.parts.fees)), .int8s(refunds.map(\.parts.gradeReduction)),
            .int8s(refunds.map(\.decidedAt.microseconds)),
        ]
    }

    /// What changes after a refund was decided.
    private func progress(of changed: [ChangedRefund]) throws(Fault) -> [SQLValue] {
        let items = try JSON.column(of: changed.lazy.map(\.refund.items))
        return [
            .int8s(changed.map(\.refund.reduced)), .int8s(changed.map(\.refund.reversed)),
            .bools(changed.map(\.refund.shippingReversed)), .jsons(items),
        ]
    }

    private static func changedRefunds(of returned: [ReturnChange]) -> [ChangedRefund] {
        returned.flatMap { change -> [ChangedRefund] in
            guard change.row.file.lines.contains(where: { !$0.refunds.isEmpty }) else { return [] }
            let before = Set(change.before?.file.lines.flatMap(\.refunds) ?? [])
            let known = Set(before.map(\.refundID))
            return change.row.file.lines.flatMap { line in
                line.refunds.filter { !before.contains($0) }.map { refund in
                    ChangedRefund(
                        merchant: change.key.merchant, returnID: change.key.id, line: line, refund: refund,
                        isNew: !known.contains(refund.refundID))
                }
            }
        }
    }
}
