import Contracts
import Kernel
import Testing

/// A fingerprint tells a repeat from a conflict, so it follows the content and nothing else.
@Suite struct FingerprintTests {
    private static let text =
        #"{"merchant":"m","recallId":"r","publishedAt":"2026-03-01T08:15:00Z","title":"Fire","hazard":"é","remedy":"destroy","#
        + #""scope":{"skus":["a","b"],"lots":["7"]}}"#

    @Test(arguments: [
        (
            "order of members",
            #"{"scope":{"lots":["7"],"skus":["a","b"]},"remedy":"destroy","hazard":"é","title":"Fire","publishedAt":"2026-03-01T08:15:00Z","recallId":"r","merchant":"m"}"#
        ),
        ("white space", text.replacing(",", with: " ,\n\t").replacing(":", with: ":").replacing("{", with: "{ ")),
        ("escapes", text.replacing("é", with: #"\u00e9"#).replacing("Fire", with: #"\u0046ire"#)),
        ("null for absent", text.replacing(#""remedy""#, with: #""mock":null,"remedy""#)),
        ("unknown members", text.replacing(#""remedy""#, with: #""colour":[1,{"x":2.5}],"remedy""#)),
        (
            "the same moment in another offset",
            text.replacing("2026-03-01T08:15:00Z", with: "2026-03-01T09:15:00.000+01:00")
        ),
    ]) func layoutDoesNotChangeIt(what: String, other: String) throws {
        #expect(try fingerprint(other) == fingerprint(Self.text))
        #expect(other != Self.text)
    }

    @Test(arguments: [
        ("another value", text.replacing("Fire", with: "fire")),
        ("order of elements", text.replacing(#"["a","b"]"#, with: #"["b","a"]"#)),
        ("another moment", text.replacing("08:15:00Z", with: "08:15:00.000001Z")),
        ("false for absent", text.replacing(#""remedy""#, with: #""mock":false,"remedy""#)),
        ("an empty list for none", text.replacing(#""lots""#, with: #""countries":[],"lots""#)),
    ]) func contentChangesIt(what: String, other: String) throws {
        #expect(try fingerprint(other) != fingerprint(Self.text))
    }

    /// A release that computes it otherwise would take every repeat of an older fact for a conflict.
    @Test func itIsTheSameInEveryRelease() throws {
        #expect(try fingerprint(Self.text) == 8_055_916_157_342_284_351)
    }

    private func fingerprint(_ text: String) throws -> Int64 {
        try EventCodec.fingerprint(EventCodec.decode(RecallPublished.self, from: Array(text.utf8)))
    }
}
