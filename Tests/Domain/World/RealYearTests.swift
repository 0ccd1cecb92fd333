import FoundationEssentials
import Kernel
import TestSupport
import Testing

@testable import BackhaulWorld

/// The real year 2009/10, where it is present; absent, the test is reported as skipped.
@Suite struct RealYearTests {
    static let file = RepositoryFiles.sharedData?.appending(path: "retail/online_retail_2009-12_2010-12.csv.gz").path

    @Test(.enabled(if: file != nil, "the real year is not on this machine"))
    func everyLineEndsInExactlyOneBucket() throws {
        let file = try RetailFile(path: try #require(Self.file))
        var walk = try RetailWalk(lineLimit: .max, pieces: file.nextPiece)
        var pieces: Int64 = 0
        while let paper = try walk.next() {
            if case .credit(let credit) = paper { pieces += credit.lines.reduce(0) { $0 + $1.quantity } }
        }

        #expect(walk.book.lineCount == 525_461)
        #expect(pieces == 170_827)
        #expect(
            walk.book.buckets == [
                .orderLine: 502_458, .returnMatched: 6_947, .moreThanBought: 174, .blindReturn: 1_574,
                .cancelledBeforeShipping: 864, .moneyOnly: 1_161, .notAProduct: 1_799, .stockWriteOff: 2_119,
                .stockFound: 1_500, .duplicate: 6_865, .malformed: 0,
            ])
    }
}
