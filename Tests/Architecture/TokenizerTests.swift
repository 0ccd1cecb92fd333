import Testing

@Suite struct TokenizerTests {
    @Test(arguments: [
        ("let a = 1 // try! b", "let a = 1"),
        ("try! f(try !b)", "try! f ( try ! b )"),
        ("/* try! /* nested */ still */ x", "x"),
        ("\"try! \\\" as!\" y", "\" y"),
        ("\"a \\(b(\"c)\") + d) e\" f", "\" b ( \" ) + d f"),
        ("#\"raw \\(no) \" quote\"# g", "\" g"),
        ("#\"raw \\#(yes)\"# h", "\" yes h"),
        ("\"\"\"\nlines \"of\" text\n\"\"\" i", "\" i"),
    ])
    func commentsAndStringsArePassedOver(text: String, expected: String) {
        #expect(Tokenizer.tokens(of: text).map(\.text).joined(separator: " ") == expected)
    }

    @Test func linesAreCountedThroughCommentsAndStrings() {
        let tokens = Tokenizer.tokens(of: "a\n/* \n */ b\n\"\"\"\n\n\"\"\"\nc")

        #expect(tokens.filter { $0.text != "\"" }.map(\.line) == [1, 3, 7])
    }
}
