import FoundationEssentials

/// Files of the repository and of the folder with outside material that may stand beside it.
package enum RepositoryFiles {
    /// The repository's top folder, found from the place of this source file.
    package static let root: URL = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The folder `shared/data` beside the repository or one of the folders above it; nil where it is not there.
    package static let sharedData: URL? = {
        var folder = root
        while folder.pathComponents.count > 1 {
            folder.deleteLastPathComponent()
            let candidate = folder.appending(path: "shared/data")
            if FileManager.default.fileExists(atPath: candidate.path) { return candidate }
        }
        return nil
    }()

    /// True when the standards' own schemas and documents can be read.
    package static var hasStandards: Bool {
        guard let sharedData else { return false }
        return FileManager.default.fileExists(atPath: sharedData.appending(path: "standards").path)
    }

    /// True when tests are to write generated files anew instead of comparing them: `UPDATE_CONTRACTS=1`.
    package static var updatesContracts: Bool { ProcessInfo.processInfo.environment["UPDATE_CONTRACTS"] == "1" }

    /// The bytes of a file of the repository; nil when there is none.
    package static func read(_ path: String) -> [UInt8]? {
        FileManager.default.contents(atPath: root.appending(path: path).path).map { Array($0) }
    }

    /// Writes a file of the repository, and the folders it needs.
    ///
    /// - Throws: the file system's error.
    package static func write(_ bytes: [UInt8], to path: String) throws {
        let file = root.appending(path: path)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
    }

    /// The names of the files in a folder of the repository, sorted; none when there is no such folder.
    package static func names(in path: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: root.appending(path: path).path)) ?? []).sorted()
    }

    /// The bytes of a file under `shared/data`; nil when it is not there.
    package static func readShared(_ path: String) -> [UInt8]? {
        sharedData.flatMap { FileManager.default.contents(atPath: $0.appending(path: path).path) }.map { Array($0) }
    }
}
