import Foundation

/// Tells what happens, with the time since the beginning.
struct Chronicle {
    let start = Date()

    var seconds: Double { Date().timeIntervalSince(start) }

    func say(_ text: String) {
        let time = String(format: "%7.2f s", seconds)
        Chronicle.tell("\(time)  \(text)")
    }

    /// A line on standard output, at once.
    static func tell(_ line: String) { FileHandle.standardOutput.write(Data("\(line)\n".utf8)) }
}
