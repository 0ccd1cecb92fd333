import Foundation

/// Progress for a person: a bar that is redrawn on a terminal, a line now and then elsewhere. On standard error.
struct Progress {
    private let isTerminal = isatty(2) == 1
    private var lastLine = Date.distantPast
    private var lastText = ""

    /// One step of the way, told once.
    mutating func say(_ text: String) {
        clear()
        write("\(text)\n")
    }

    /// - Parameters:
    ///   - done: how much of `whole` is done.
    ///   - details: counts, for the end of the line.
    mutating func draw(_ done: Int, of whole: Int, _ details: String) {
        let share = whole > 0 ? min(1, Double(done) / Double(whole)) : 0
        let text = "[\(bar(share))] \(Int(share * 100)) %  \(details)"
        guard text != lastText else { return }
        if isTerminal {
            write("\r\u{1b}[K\(text)")
        } else if Date().timeIntervalSince(lastLine) >= 5 {
            lastLine = Date()
            write("\(text)\n")
        }
        lastText = text
    }

    /// Takes the bar away.
    mutating func clear() {
        if isTerminal, !lastText.isEmpty { write("\r\u{1b}[K") }
        lastText = ""
    }

    private func bar(_ share: Double) -> String {
        let width = 30
        let filled = Int(share * Double(width))
        return String(repeating: "#", count: filled) + String(repeating: ".", count: width - filled)
    }

    private func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}
