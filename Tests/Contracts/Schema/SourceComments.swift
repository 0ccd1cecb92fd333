import FoundationEssentials
import TestSupport

/// The doc comments of the Swift sources, by type and by member.
struct SourceComments {
    /// `OrderLine` or, for an alias, what stands behind its `=`.
    private(set) var ofTypes: [String: String] = [:]
    /// `OrderLine.quantity`.
    private(set) var ofMembers: [String: String] = [:]
    /// `ReturnDecided<AuthorizedKind>` is called `ReturnAuthorized`.
    private(set) var aliases: [String: String] = [:]

    /// Types that are declared as events.
    private(set) var eventTypes: [String] = []

    private var comment: [String] = []
    private var currentType = ""

    /// Reads all Swift files under these folders of the repository.
    init(folders: [String]) {
        for folder in folders {
            for name in RepositoryFiles.names(in: folder) where name.hasSuffix(".swift") {
                let bytes = RepositoryFiles.read("\(folder)/\(name)") ?? []
                for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") { read(line) }
            }
        }
    }

    private mutating func read(_ line: Substring) {
        let text = line.drop { $0 == " " }
        if text.hasPrefix("///") {
            comment.append(String(text.dropFirst(3).drop { $0 == " " || $0 == "-" }))
            return
        }
        note(text)
        if text.contains(": ContractEvent {") { eventTypes.append(currentType) }
        if !text.isEmpty { comment = [] }
    }

    private mutating func note(_ text: Substring) {
        let words = text.split(whereSeparator: { " :{".contains($0) }).map(String.init)
        guard words.count >= 3, words[0] == "public", !comment.isEmpty else { return noteType(words) }
        let description = comment.filter { !$0.isEmpty }.joined(separator: " ")
        if words[1] == "var" { ofMembers["\(currentType).\(words[2])"] = description }
        noteType(words)
        if ["struct", "enum"].contains(words[1]) { ofTypes[currentType] = description }
        if words[1] == "typealias", words.count == 5 {
            ofTypes[words[4]] = description
            aliases[words[4]] = words[2]
        }
    }

    private mutating func noteType(_ words: [String]) {
        guard words.count >= 3, words[0] == "public", ["struct", "enum", "extension"].contains(words[1]) else { return }
        currentType = String(words[2].prefix { $0 != "<" })
    }
}
