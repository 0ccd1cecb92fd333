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

    static let addLines = Statement(
        "intake.lines.add",
        """
        INSERT INTO return_line (merchant, return_id, line_id, position, order_id, order_line_id, reason, resolution,
                                 quantity, sku, outcome, authorized, received, lost, kept, cancelled, open, custody,
                                 sold)
        SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::int8[], $5::text[], $6::text[], $7::text[],
                             $8::text[], $9::int8[], $10::text[], $11::text[], $12::int8[], $13::int8[], $14::int8[],
                             $15::int8[], $16::int8[], $17::int8[], $18::json[], $19::json[])
        """)

    static let storeLines = Statement(
        "intake.lines.store",
        """
        UPDATE return_line l
        SET sku = n.sku, outcome = n.outcome, authorized = n.authorized, received = n.received, lost = n.lost,
            kept = n.kept, cancelled = n.cancelled, open = n.open, custody = n.custody, sold = coalesce(n.sold, l.sold)
        FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::int8[], $7::int8[], $8::int8[],
                    $9::int8[], $10::int8[], $11::int8[], $12::json[], $13::json[])
             AS n (merchant, return_id, line_id, sku, outcome, authorized, received, lost, kept, cancelled, open,
                   custody, sold)
        WHERE l.merchant = n.merchant AND l.return_id = n.return_id AND l.line_id = n.line_id
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
    /// The database does not have the line yet.
    let isNew: Bool
    /// The sale is sent only when it is new.
    let isNewlySold: Bool
}

extension IntakeWorking {
    func storeLines(of returned: [ReturnChange], into session: any SQLSession) throws(Fault) {
        let changed = Self.changedLines(of: returned)
        let added = changed.filter(\.isNew)
        if !added.isEmpty {
            try session.insertNew(.addLines, Self.keys(of: added) + Self.facts(of: added) + Self.progress(of: added))
        }
        let moved = changed.filter { !$0.isNew }
        if !moved.isEmpty { try session.post(.storeLines, Self.keys(of: moved) + Self.progress(of: moved)) }
    }

    private static func keys(of changed: [ChangedLine]) -> [SQLValue] {
        [
            .texts(changed.map(\.key.merchant)), .texts(changed.map(\.key.id)),
            .texts(changed.map(\.line.request.lineID)),
        ]
    }

    /// What stays as it was requested.
    private static func facts(of added: [ChangedLine]) -> [SQLValue] {
        [
            .int8s(added.map { Int64($0.position) }), .texts(added.map(\.line.request.orderID)),
            .texts(added.map(\.line.request.orderLineID)), .texts(added.map(\.line.request.reason.rawValue)),
            .texts(added.map(\.line.request.resolution.rawValue)), .int8s(added.map(\.line.request.quantity)),
        ]
    }

    /// What changes after that.
    private static func progress(of changed: [ChangedLine]) -> [SQLValue] {
        let balances = changed.map(\.line.balance)
        return [
            .texts(changed.map { $0.line.sold?.line.sku }), .texts(changed.map { $0.line.outcome?.rawValue }),
            .int8s(balances.map(\.authorized)), .int8s(balances.map(\.received)), .int8s(balances.map(\.lost)),
            .int8s(balances.map(\.kept)), .int8s(balances.map(\.cancelled)), .int8s(balances.map(\.open)),
            .jsons(JSON.column(writing: changed.lazy.map(\.line.custody))),
            .jsons(JSON.column(writing: changed.lazy.map { $0.isNewlySold ? $0.line.sold : nil })),
        ]
    }

    private static func changedLines(of returned: [ReturnChange]) -> [ChangedLine] {
        returned.flatMap { change in
            change.row.file.lines.enumerated().compactMap { position, line in
                let old = change.before.flatMap {
                    $0.file.lines.indices.contains(position) ? $0.file.lines[position] : nil
                }
                if let old, old.withoutRefunds == line.withoutRefunds { return nil }
                return ChangedLine(
                    key: change.key, position: position, line: line, isNew: old == nil,
                    isNewlySold: old?.sold != line.sold)
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
