import Foundation
import TestSupport
import Testing

@testable import chaos

@Suite(.timeLimit(.minutes(1))) struct WorkerCopyTests {
    @Test(arguments: [("exec sleep 60", true), ("echo begun; exec sleep 60", false)])
    func theSignalEndsOnlyWhatHasNotBegun(script: String, mayEndSo: Bool) throws {
        let log = FileManager.default.temporaryDirectory.appendingPathComponent("copy-\(UUID().uuidString).log")
        defer { try? FileManager.default.removeItem(at: log) }
        try Data("of an earlier life\n".utf8).write(to: log)
        let child = try Child(
            name: "copy", executable: URL(fileURLWithPath: "/bin/sh"), arguments: ["-c", script], log: log)
        defer { child.kill() }
        let copy = WorkerCopy(service: "intake", number: 1, network: 0, child: child)
        let limit = Date() + 20
        while !mayEndSo, child.isSilent, Date() < limit { usleep(10_000) }

        #expect(copy.left(with: .signal(SIGTERM)) == mayEndSo)
        #expect(copy.left(with: .status(0)))
        #expect(!copy.left(with: .signal(SIGABRT)))
    }
}
