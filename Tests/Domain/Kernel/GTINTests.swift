import Kernel
import Testing

@Suite struct GTINTests {
    /// Examples of the GS1 General Specifications and of real articles.
    @Test(arguments: [
        ("96385074", "00000096385074"), ("036000291452", "00036000291452"), ("4006381333931", "04006381333931"),
        ("00614141123452", "00614141123452"), ("10614141543219", "10614141543219"),
        ("00000000000000", "00000000000000"),
    ]) func aNumberOfAnyLengthIsKeptWithFourteenDigits(text: String, digits: String) {
        #expect(GTIN(text)?.digits == digits)
    }

    @Test func theSameArticleInTwoLengthsIsEqual() { #expect(GTIN("4006381333931") == GTIN("04006381333931")) }

    @Test(arguments: [
        "", "9638507", "963850745", "4006381333932", "400638133393", "40063813339X1", "４００６３８１３３３９３１", " 4006381333931",
        "4006381333931 ", "-4006381333931", "004006381333931",
    ]) func whatIsNoGTINIsRefused(text: String) {
        #expect(GTIN(text) == nil)
    }

    /// GS1 check digits find every single wrong digit.
    @Test(arguments: 0..<20 as Range<UInt64>) func anySingleWrongDigitIsFound(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let right = Array(GTIN(withoutCheckDigit: generator.next()).digits.utf8)
        #expect(GTIN(String(decoding: right, as: UTF8.self)) != nil)
        for place in right.indices {
            for digit in UInt8(48)...57 where digit != right[place] {
                var wrong = right
                wrong[place] = digit
                #expect(GTIN(String(decoding: wrong, as: UTF8.self)) == nil)
            }
        }
    }

    @Test(
        arguments: [
            (0, "00000000000000"), (400_638_133_393, "04006381333931"), (9_999_999_999_999, "99999999999997"),
            (10_000_000_000_000, "00000000000000"),
        ] as [(UInt64, String)]) func theCheckDigitIsAdded(number: UInt64, digits: String)
    {
        #expect(GTIN(withoutCheckDigit: number).digits == digits)
    }
}
