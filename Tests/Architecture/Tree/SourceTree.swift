import FoundationEssentials
import TestSupport

/// The texts of the repository, by path: what every check looks at. Tests plant violations in copies of it.
struct SourceTree: Sendable {
    private(set) var files: [String: SourceFile] = [:]

    init(_ texts: [String: String] = [:]) {
        for (path, text) in texts { files[path] = SourceFile(path: path, text: text) }
    }

    /// The repository as it stands on disk, read once.
    static let repository = SourceTree(read(""))

    subscript(path: String) -> SourceFile? { files[path] }

    /// The same tree with one text written, or with the text taken out.
    func planting(_ text: String?, at path: String) -> SourceTree {
        var copy = self
        copy.files[path] = text.map { SourceFile(path: path, text: $0) }
        return copy
    }

    /// Files whose path begins with one of `folders` and ends with `ending`, in the order of their paths.
    func files(under folders: String..., ending: String = "") -> [SourceFile] {
        files.values
            .filter { file in file.path.hasSuffix(ending) && folders.contains { file.path.hasPrefix($0) } }
            .sorted { $0.path < $1.path }
    }

    /// The names directly below a folder, sorted.
    func names(in folder: String) -> [String] {
        Set(
            files.keys.filter { $0.hasPrefix(folder) }.compactMap {
                $0.dropFirst(folder.count).split(separator: "/").first
            }
        )
        .map(String.init).sorted()
    }

    /// Folders that hold no work of people: build products and the history.
    private static func isPassedOver(_ name: String) -> Bool { name == ".git" || name.hasPrefix(".build") }

    private static func read(_ folder: String) -> [String: String] {
        var texts: [String: String] = [:]
        for name in RepositoryFiles.names(in: folder) where !isPassedOver(name) {
            let path = folder.isEmpty ? name : "\(folder)/\(name)"
            var isFolder = false
            _ = FileManager.default.fileExists(
                atPath: RepositoryFiles.root.appending(path: path).path, isDirectory: &isFolder)
            if isFolder {
                texts.merge(read(path)) { $1 }
            } else if let bytes = RepositoryFiles.read(path), let text = String(validating: bytes, as: UTF8.self) {
                texts[path] = text
            }
        }
        return texts
    }
}
