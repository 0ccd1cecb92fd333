import Foundation

/// Tells what happens in a long run, with the time since the beginning.
package struct Chronicle: Sendable {
    private let start = Date()

    package init() {}

    /// Since the beginning.
    package var seconds: Double { Date().timeIntervalSince(start) }

    /// A line with the time.
    package func say(_ text: String) {
        let time = String(format: "%7.2f s", seconds)
        Chronicle.tell("\(time)  \(text)")
    }

    /// A line on standard output, at once.
    package static func tell(_ line: String) { FileHandle.standardOutput.write(Data("\(line)\n".utf8)) }
}
