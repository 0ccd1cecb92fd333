import IntakeDomain
import Kernel
import Worker

extension Statement {
    static let readLines = Statement(
        "intake.lines.read",
        """
        SELECT l.merchant, l.return_id, l.line_id, l.order_id, l.order_line_id, l.quantity, l.reason, l.resolution,
               l.outcome, l.authorized, l.custody, l.sold
        FROM unnest($1::text[], $2::text[]) AS k (merchant, id)
        JOIN return_line l ON l.merchant = k.merchant AND l.return_id = k.id
        ORDER BY l.merchant, l.return_id, l.position
        """)

    static let storeLines = Statement(
        "intake.lines.store",
        """
        INSERT INTO return_line (merchant, return_id, line_id, position, order_id, order_line_id, sku, reason,
                                 resolution, outcome, quantity, authorized, received, lost, kept, cancelled, open,
                                 custody, sold)
        SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::int8[], $5::text[], $6::text[], $7::text[],
                             $8::text[], $9::text[], $10::text[], $11::int8[], $12::int8[], $13::int8[], $14::int8[],
                             $15::int8[], $16::int8[], $17::int8[], $18::json[], $19::json[])
        ON CONFLICT (merchant, return_id, line_id) DO UPDATE
        SET sku = EXCLUDED.sku, outcome = EXCLUDED.outcome, authorized = EXCLUDED.authorized,
            received = EXCLUDED.received, lost = EXCLUDED.lost, kept = EXCLUDED.kept, cancelled = EXCLUDED.cancelled,
            open = EXCLUDED.open, custody = EXCLUDED.custody, sold = coalesce(EXCLUDED.sold, return_line.sold)
        """)
}

extension Loader {
    func readLines(requested keys: [MerchantKey], into found: inout [MerchantKey: ReturnRow]) throws(Fault) {
        guard !keys.isEmpty else { return }
        let rows = try session.run(.readLines, KeyColumns.of(keys))
        for row in 0..<rows.count {
            let line = try returnLine(rows, row)
            found[MerchantKey(rows.text(row, 0), rows.text(row, 1))]?.file.lines.append(line)
        }
    }

    private func returnLine(_ rows: Rows, _ row: Int) throws(Fault) -> ReturnLine {
        var line = ReturnLine(
            RequestedItems(
                lineID: rows.text(row, 2), orderID: rows.text(row, 3), orderLineID: rows.text(row, 4),
                quantity: rows.int(row, 5), reason: ReturnReason(rawValue: rows.text(row, 6)) ?? .other,
                resolution: Resolution(rawValue: rows.text(row, 7)) ?? .refund))
        line.outcome = rows.optionalText(row, 8).flatMap(LineOutcome.init(rawValue:))
        line.authorized = rows.int(row, 9)
        line.custody = try JSON.column(LineCustody.self, rows, row, 10) ?? LineCustody()
        line.sold = try JSON.column(SoldLine.self, rows, row, 11)
        return line
    }
}

/// A return line that is to be written.
private struct ChangedLine {
    let key: MerchantKey
    let position: Int
    let line: ReturnLine
    /// The sale is sent only when it is new.
    let isNewlySold: Bool
}

extension IntakeWorking {
    func storeLines(of returned: [ReturnChange], into session: any SQLSession) throws(Fault) {
        let changed = Self.changedLines(of: returned)
        guard !changed.isEmpty else { return }
        let lines = changed.map(\.line)
        let balances = lines.map(\.balance)
        let custody = JSON.column(writing: lines.lazy.map(\.custody))
        let sold = JSON.column(writing: changed.lazy.map { $0.isNewlySold ? $0.line.sold : nil })
        try session.post(
            .storeLines,
            [
                .texts(changed.map(\.key.merchant)), .texts(changed.map(\.key.id)), .texts(lines.map(\.request.lineID)),
                .int8s(changed.map { Int64($0.position) }), .texts(lines.map(\.request.orderID)),
                .texts(lines.map(\.request.orderLineID)), .texts(lines.map { $0.sold?.line.sku }),
                .texts(lines.map(\.request.reason.rawValue)), .texts(lines.map(\.request.resolution.rawValue)),
                .texts(lines.map { $0.outcome?.rawValue }), .int8s(lines.map(\.request.quantity)),
                .int8s(balances.map(\.authorized)), .int8s(balances.map(\.received)), .int8s(balances.map(\.lost)),
                .int8s(balances.map(\.kept)), .int8s(balances.map(\.cancelled)), .int8s(balances.map(\.open)),
                .jsons(custody), .jsons(sold),
            ])
    }

    private static func changedLines(of returned: [ReturnChange]) -> [ChangedLine] {
        returned.flatMap { change in
            change.row.file.lines.enumerated().compactMap { position, line in
                let old = change.before.flatMap {
                    $0.file.lines.indices.contains(position) ? $0.file.lines[position] : nil
                }
                guard old?.withoutRefunds != line.withoutRefunds else { return nil }
                return ChangedLine(
                    key: change.key, position: position, line: line, isNewlySold: old?.sold != line.sold)
            }
        }
    }
}

extension ReturnLine {
    fileprivate var withoutRefunds: ReturnLine {
        var line = self
        line.refunds = []
        return line
    }
}
