#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Small text files without Foundation.
enum TextFile {
    /// - Throws: `MockCluster.Refusal` when the file cannot be read.
    static func read(_ path: String) throws -> String {
        guard let file = fopen(path, "r") else { throw MockCluster.Refusal("cannot read \(path)") }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4_096)
        while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { bytes += chunk.prefix(count) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Readers see the whole text or no file.
    static func writeAtomically(_ text: String, to path: String) throws {
        let draft = path + ".new"
        guard let file = fopen(draft, "w") else { throw MockCluster.Refusal("cannot write \(draft)") }
        let isWritten = fputs(text, file) >= 0
        guard fclose(file) == 0, isWritten, rename(draft, path) == 0 else {
            throw MockCluster.Refusal("cannot write \(path)")
        }
    }
}

/// Lines for whoever started us, at once and not when a buffer is full.
enum Console {
    static func print(_ line: String, to descriptor: Int32 = 1) {
        let bytes = Array((line + "\n").utf8)
        _ = write(descriptor, bytes, bytes.count)
    }
}
