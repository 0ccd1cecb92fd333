import CLibpq
import Worker

/// Turns what libpq reports into faults. Only the server's primary message is used: DETAIL and CONTEXT quote data.
enum ServerMessage {
    /// The fault of a result that is not a success.
    ///
    /// - Parameter operation: the statement's name.
    static func fault(_ result: OpaquePointer?, _ connection: OpaquePointer, _ operation: String) -> Fault {
        guard let code = field(result, backhaul_pq_diag_sqlstate) else {
            // No SQLSTATE: libpq itself gave up, in practice because the connection is gone.
            return Fault(.transient, operation, firstLine(String(cString: PQerrorMessage(connection))))
        }
        let message = field(result, backhaul_pq_diag_message_primary) ?? "refused by the server"
        return Fault(SQLState.kind(code), operation, withoutData(message, code), code: code)
    }

    /// Messages of class 22 quote the value that was refused (`invalid input syntax for type json: "..."`). Translated
    /// ones quote it with signs of their own, so of a message that is not plain English nothing is taken.
    static func withoutData(_ message: String, _ code: String) -> String {
        guard code.hasPrefix("22") else { return firstLine(message) }
        var shown = message
        if let open = message.firstIndex(of: "\""), let close = message.lastIndex(of: "\""), open < close {
            shown = message[..<open] + "\"...\"" + message[message.index(after: close)...]
        }
        return shown.utf8.allSatisfy { $0 < 0x80 } ? firstLine(shown) : "the server refuses a value"
    }

    static func firstLine(_ text: some StringProtocol) -> String {
        let line = text.split(whereSeparator: \.isNewline).first ?? "no message"
        return String(line)
    }

    private static func field(_ result: OpaquePointer?, _ code: Int32) -> String? {
        PQresultErrorField(result, code).map { String(cString: $0) }
    }
}
