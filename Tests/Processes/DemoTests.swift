import Foundation
import TestSupport
import Testing

/// The whole system as people start it: real processes, a real database, the embedded broker or the one of TEST_KAFKA.
@Suite(.serialized)
struct DemoTests {
    @Test func aStreamEndsBalanced() throws {
        let report = try run(["--returns", "300", "--seed", "11"])

        #expect(report.requested == 300)
        #expect(report.closed > 0)
    }

    @Test func everyWorkerKilledThreeTimesLosesNothing() throws {
        let report = try run(["--returns", "600", "--seed", "12", "--kill"])

        #expect(report.kills == 12)
    }

    @Test func twoCopiesOfEveryWorkerShareTheWork() throws {
        let report = try run(["--returns", "400", "--seed", "13", "--copies", "2"])

        #expect(report.requested == 400)
    }

    private struct Report: Decodable {
        var requested: Int
        var closed: Int
        var kills: Int
        var violations: Int
        var lost: Int
        var deadLetters: Int
        var expectedDeadLetters: Int
        var balanced: Bool
    }

    private func run(_ arguments: [String]) throws -> Report {
        let database = try FreshDatabase()
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        let kafka = ProcessInfo.processInfo.environment["TEST_KAFKA"].map {
            ["--kafka", $0, "--topic-prefix", "t\(UUID().uuidString.prefix(8))."]
        }
        let fixed = ["demo", "--exit", "--json", "--database", database.url, "--work-folder", folder.path]
        let program = try Program("backhaul", fixed + (kafka ?? []) + arguments)
        let outcome = try program.wait(limitSeconds: 240)
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        #expect(outcome.status == 0, "\(outcome.lastLine)\n\(outcome.errors)")
        let report = try decoder.decode(Report.self, from: Data(outcome.lastLine.utf8))
        #expect(report.balanced)
        #expect(report.violations == 0)
        #expect(report.lost == 0)
        #expect(report.deadLetters == report.expectedDeadLetters)
        return report
    }
}
