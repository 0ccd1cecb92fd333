import FoundationEssentials

/// A text file that is there for as long as `body` runs.
func withTemporaryFile<Result>(_ text: String, _ body: (String) throws -> Result) throws -> Result {
    let file = FileManager.default.temporaryDirectory.appending(path: "backhaul-\(UUID().uuidString).conf")
    try Data(text.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    return try body(file.path)
}
