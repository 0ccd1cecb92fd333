/// The end of a log, for the report of a failure.
package enum LogLines {
    /// The last lines that are not empty, indented.
    package static func last(_ count: Int, of text: String) -> String {
        text.split(separator: "\n").suffix(count).map { "    \($0)" }.joined(separator: "\n")
    }
}
