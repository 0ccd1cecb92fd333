import Testing

@testable import BackhaulWorld

@Suite struct CSVReaderTests {
    @Test(arguments: [
        ("a,b\nc,d\n", [["a", "b"], ["c", "d"]]),
        ("a,b\r\nc,d", [["a", "b"], ["c", "d"]]),
        (#"1,"RECORD FRAME 7"" SINGLE",2"#, [["1", #"RECORD FRAME 7" SINGLE"#, "2"]]),
        ("\"two\nlines\",x\n", [["two\nlines", "x"]]),
        (#""a,b",c"#, [["a,b", "c"]]),
        ("a,\n,b\n", [["a", ""], ["", "b"]]),
        (#"say "hi",x"#, [[#"say "hi""#, "x"]]),
        ("\n", [[""]]),
        ("", []),
    ])
    func recordsAreRead(text: String, expected: [[String]]) throws {
        for size in [1, 3, 1_000] {
            var reader = CSVReader(pieces(text, of: size))
            var records: [[String]] = []
            while let record = try reader.next() { records.append(record) }

            #expect(records == expected)
        }
    }
}

/// The text in pieces of a size.
func pieces(_ text: String, of size: Int = 4_096) -> () throws -> [UInt8]? {
    var rest = Array(text.utf8)[...]
    return {
        guard !rest.isEmpty else { return nil }
        defer { rest = rest.dropFirst(size) }
        return Array(rest.prefix(size))
    }
}
