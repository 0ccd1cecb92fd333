import Kernel
import Testing

@testable import TestSupport

/// The host in a broker's answers is replaced wherever the network splits them, and nothing else is touched.
struct HostRewriterTests {
    private func frame(_ content: [UInt8]) -> [UInt8] {
        withUnsafeBytes(of: UInt32(content.count).bigEndian, Array.init) + content
    }

    private func host(_ name: String) -> [UInt8] { [0, 9] + name.utf8 }

    /// Two answers: one with hosts of both encodings, one that ends as a host would begin.
    private func answers(_ name: String) -> [UInt8] {
        frame([1, 2, 3] + host(name) + [0, 0, 0x23, 0x84, 10] + name.utf8 + [0])
            + frame(Array("key 127.0.0.1 in a record".utf8) + [0, 9] + "127.0.".utf8) + frame(host(name))
    }

    @Test func everySplitOfTheStreamGivesTheSameBytes() throws {
        let whole = answers("127.0.0.1")

        for first in 0...whole.count {
            for second in first...whole.count {
                var rewriter = try #require(HostRewriter("127.0.0.1", by: "127.0.0.2"))
                let passed =
                    rewriter.pass(Array(whole[..<first])) + rewriter.pass(Array(whole[first..<second]))
                    + rewriter.pass(Array(whole[second...]))
                #expect(passed == answers("127.0.0.2"), "split at \(first) and \(second)")
            }
        }
    }

    @Test func nothingIsHeldBackAtTheEndOfAnAnswer() throws {
        var rewriter = try #require(HostRewriter("127.0.0.1", by: "127.0.0.2"))
        let answer = frame([0, 9] + "127.0.0.".utf8)

        #expect(rewriter.pass(answer) == answer)
    }

    @Test func aHostOfAnotherLengthCannotBeReplaced() {
        #expect(HostRewriter("broker.example", by: "127.0.0.2") == nil)
    }
}
