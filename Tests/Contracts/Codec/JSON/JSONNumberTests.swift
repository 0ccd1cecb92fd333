import Contracts
import Kernel
import Testing

/// Numbers are read as the library reads them: whole ones exactly, and refused where their type cannot hold them.
@Suite struct JSONNumberTests {
    @Test(arguments: numbers) func aNumberIsReadAsTheLibraryReadsIt(number: String) {
        let text = Array("{\"a\":\(number)}".utf8)
        expectSame(Int64.self, text)
        expectSame(Int.self, text)
        expectSame(Int8.self, text)
        expectSame(Int16.self, text)
        expectSame(Int32.self, text)
        expectSame(UInt.self, text)
        expectSame(UInt8.self, text)
        expectSame(UInt16.self, text)
        expectSame(UInt32.self, text)
        expectSame(UInt64.self, text)
        expectSame(Double.self, text)
        expectSame(Float.self, text)
        expectSame(String.self, text)
        expectSame(Bool.self, text)
    }

    private static let numbers =
        [
            "0", "-0", "1", "-1", "127", "128", "-128", "-129", "255", "256", "32767", "32768", "-32768", "-32769",
            "65535", "65536", "2147483647", "2147483648", "-2147483648", "-2147483649", "4294967295", "4294967296",
            "9223372036854775806", "9223372036854775807", "9223372036854775808", "-9223372036854775807",
            "-9223372036854775808", "-9223372036854775809", "18446744073709551614", "18446744073709551615",
            "18446744073709551616", "99999999999999999999", "123456789012345678901234567890",
            String(repeating: "9", count: 400),
        ] + [
            "1.0", "-1.0", "1.5", "1e3", "1E+2", "1e-1", "10e-1", "-0.0", "-0e0", "0e400", "1e400", "-1e400", "1e-400",
            "1.0000000000000001", "0.99999999999999999999", "9007199254740992.0", "9007199254740993.0", "1e15", "1e16",
            "1e18", "1e19", "9.2e18", "9.3e18", "9223372036854775807.0", "9.223372036854775807e18",
            "18446744073709551615.0",
            "1.8446744073709551615e19", "123456789012345678e-2", "100000000000000000000e-2", "0.1", "1e-7", "5e-324",
            "1.7976931348623157e308", "1.8e308", "3.4028235e38", "3.5e38", "1e-45", "1e-50", "123456.789e3",
        ]

    @Test(arguments: ["null", "true", "[]", "{}", #""1""#, #""""#])
    func whatIsNoNumberIsRefusedAsByTheLibrary(value: String) {
        let text = Array("{\"a\":\(value)}".utf8)
        expectSame(Int64.self, text)
        expectSame(Double.self, text)
        let list = Array("[\(value)]".utf8)
        #expect(Reading.ours([Int64].self, list) == .library([Int64].self, list))
        #expect(Reading.ours([Double].self, list) == .library([Double].self, list))
        #expect(Reading.ours(Int64.self, Array(value.utf8)) == .library(Int64.self, Array(value.utf8)))
    }

    @Test(arguments: 0..<8 as Range<UInt64>) func anyNumberIsReadAsTheLibraryReadsIt(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            let text = Array("{\"a\":\(Self.number(using: &generator))}".utf8)
            expectSame(Int64.self, text)
            expectSame(UInt8.self, text)
            expectSame(Double.self, text)
        }
    }

    private static func number(using generator: inout SeededGenerator) -> String {
        func digits(_ most: Int) -> String {
            (0..<Int.random(in: 1...most, using: &generator))
                .map { _ in String(Int.random(in: 0...9, using: &generator)) }.joined()
        }
        var text = Bool.random(using: &generator) ? "-" : ""
        text += Bool.random(using: &generator) ? "0" : String(Int.random(in: 1...9, using: &generator)) + digits(20)
        if Bool.random(using: &generator) { text += "." + digits(20) }
        if Bool.random(using: &generator) { text += pick(["e", "e-", "E+"], &generator) + digits(2) }
        return text
    }

    private func expectSame<Value: Decodable & Equatable>(_ type: Value.Type, _ text: [UInt8]) {
        let (ours, library) = (Reading.ours(Holder<Value>.self, text), Reading.library(Holder<Value>.self, text))
        #expect(ours == library, "\(type) \(String(decoding: text, as: UTF8.self).prefix(80))")
    }
}
