import Foundation

/// A file on disk, plain or gzip, read in pieces.
///
/// gzip is left to the program of that name, which every Debian has; a child process keeps the memory small too.
final class RetailFile {
    private let handle: FileHandle
    private let gzip: Process?
    private let path: String

    /// - Throws: `RetailFileError` when there is no such file, or it is gzip and the machine has no `gzip`.
    init(path: String) throws {
        self.path = path
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw RetailFileError("\(path): no such file, or not readable")
        }
        let magic = try file.read(upToCount: 2) ?? Data()
        guard magic == Data([0x1f, 0x8b]) else {
            try file.seek(toOffset: 0)
            handle = file
            gzip = nil
            return
        }
        try file.close()
        (handle, gzip) = try Self.decompress(path)
    }

    deinit { if gzip?.isRunning == true { gzip?.terminate() } }

    /// The next bytes; nil at the end.
    ///
    /// - Throws: `RetailFileError` when gzip says that the file is damaged.
    func nextPiece() throws -> [UInt8]? {
        if let data = try handle.read(upToCount: 1 << 16), !data.isEmpty { return Array(data) }
        gzip?.waitUntilExit()
        if let gzip, gzip.terminationStatus != 0 {
            throw RetailFileError("\(path): gzip cannot read it to the end (status \(gzip.terminationStatus))")
        }
        return nil
    }

    private static func decompress(_ path: String) throws -> (FileHandle, Process) {
        guard let program = ["/usr/bin/gzip", "/bin/gzip"].first(where: FileManager.default.isExecutableFile) else {
            throw RetailFileError("\(path): it is compressed, and gzip is not here: install it, or give the plain file")
        }
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = ["-dc", path]
        process.standardOutput = pipe
        process.standardInput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return (pipe.fileHandleForReading, process)
    }
}
