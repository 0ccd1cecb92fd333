import Foundation
import TestSupport
import Testing

/// The embedded broker as a process: it answers requests and never outlives whoever started it.
@Suite(.timeLimit(.minutes(1))) struct KafkaBrokerProcessTests {
    private func start(_ arguments: [String], input: Any) throws -> Process {
        let process = Process()
        process.executableURL = BrokerProcess.productsFolder.appendingPathComponent("devbroker")
        process.arguments = arguments
        process.standardInput = input
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }

    private func withFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("devbroker-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }

    private func waitForText(in file: URL) -> String? {
        let end = Date() + 10
        while Date() < end {
            if let text = try? String(contentsOf: file, encoding: .utf8) { return text }
            usleep(20_000)
        }
        return nil
    }

    @Test func itWritesItsAddressAndItsTopicsAndEndsWithItsInput() throws {
        try withFolder { folder in
            let (ports, topics) = (folder.appendingPathComponent("port"), folder.appendingPathComponent("topics"))
            try "# name partitions\nthings 3\nothers 1\n".write(to: topics, atomically: true, encoding: .utf8)
            let input = Pipe()
            let process = try start(["--port-file", ports.path, "--topics-file", topics.path], input: input)

            let address = try #require(waitForText(in: ports))
            try input.fileHandleForWriting.close()
            process.waitUntilExit()

            #expect(address.hasPrefix("127.0.0.1:") && address.hasSuffix("\n"))
            #expect(process.terminationStatus == 0)
        }
    }

    @Test func itEndsWhenTold() throws {
        try withFolder { folder in
            let ports = folder.appendingPathComponent("port")
            let process = try start(["--port-file", ports.path], input: Pipe())
            _ = try #require(waitForText(in: ports))

            process.terminate()
            process.waitUntilExit()

            #expect(process.terminationReason == .exit)
            #expect(process.terminationStatus == 0)
        }
    }

    @Test func itEndsWithTheProcessThatItServes() throws {
        try withFolder { folder in
            let ports = folder.appendingPathComponent("port")
            let served = Process()
            served.executableURL = URL(fileURLWithPath: "/bin/cat")
            served.standardInput = Pipe()
            try served.run()
            let process = try start(
                ["--port-file", ports.path, "--parent-pid", "\(served.processIdentifier)"],
                input: FileHandle.nullDevice)
            _ = try #require(waitForText(in: ports))

            // SIGTERM may be blocked in it, inherited from the thread that started it.
            kill(served.processIdentifier, SIGKILL)
            served.waitUntilExit()
            process.waitUntilExit()

            #expect(process.terminationStatus == 0)
        }
    }

    @Test func whatItDoesNotUnderstandIsRefused() throws {
        let broker = try BrokerProcess()
        defer { broker.stop() }

        try broker.request("create things 2")
        #expect(throws: BrokerProcess.Failure.self) { try broker.request("create things") }
        #expect(throws: BrokerProcess.Failure.self) { try broker.request("destroy things 2") }
        #expect(throws: BrokerProcess.Failure.self) { try broker.request("create things 2") }
    }
}
