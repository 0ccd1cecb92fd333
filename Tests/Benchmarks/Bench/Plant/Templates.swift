import Foundation
import Postgres
import TestSupport
import Worker

/// The files that tell the ceiling which bytes to store and publish for a return.
struct Templates {
    let folder: URL

    /// Writes the rows of the sample return, as COPY would write them, and its decision.
    func write(_ database: Connection, decision: InboundRecord) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try write("return_request.row", rows("return_request", database))
        try write("return_line.row", rows("return_line", database))
        try write("timer.row", rows("timer", database))
        let taken = try database.run(
            Statement("bench.taken", "SELECT taken::text FROM intake.order_fact WHERE taken IS NOT NULL"))
        guard taken.count == 1 else { throw RunError("\(taken.count) orders have items taken instead of one") }
        try write("taken.json", Data(taken.text(0, 0).utf8))
        try write("decision.key", Data(decision.key ?? []))
        try write("decision.value", Data(decision.value ?? []))
        let headers = decision.headers.map { header in
            "\(header.name)\t\(String(decoding: header.value ?? [], as: UTF8.self))\n"
        }
        try write("decision.headers", Data(headers.joined().utf8))
    }

    private func write(_ name: String, _ data: Data) throws {
        try data.write(to: folder.appendingPathComponent(name))
    }

    /// All rows of a table, a line each, columns between tabs.
    private func rows(_ table: String, _ database: Connection) throws -> Data {
        let columns = try database.run(
            Statement(
                "bench.columns",
                """
                SELECT string_agg(format('%I::text', column_name), ', ' ORDER BY ordinal_position), count(*)
                FROM information_schema.columns WHERE table_schema = 'intake' AND table_name = $1
                """), [.text(table)])
        let found = try database.run(
            Statement("bench.\(table)", "SELECT \(columns.text(0, 0)) FROM intake.\(table) ORDER BY 1, 2, 3"))
        guard found.count > 0 else { throw RunError("the sample return has left no row in \(table)") }
        let lines = (0..<found.count).map { row in
            (0..<Int(columns.int(0, 1))).map { column in
                found.optionalText(row, column).map(Self.escaped) ?? "\\N"
            }
            .joined(separator: "\t") + "\n"
        }
        return Data(lines.joined().utf8)
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\t", with: "\\t").replacing("\n", with: "\\n")
    }
}
