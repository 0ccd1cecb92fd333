import Dispatch
import Foundation

/// A server that tests need is not there; says what to install or set.
package struct ServerUnavailable: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}

/// The programs of an installed PostgreSQL. The server refuses to run as root, so root runs them as user `postgres`.
struct PostgresPrograms {
    private let folder: String

    /// - Throws: `ServerUnavailable` when no installation is found.
    init() throws {
        let searched = ProcessInfo.processInfo.environment["PATH", default: ""].split(separator: ":").map(String.init)
        let debian = "/usr/lib/postgresql"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: debian)) ?? []
        let newestFirst = versions.sorted { (Int($0) ?? 0) > (Int($1) ?? 0) }.map { "\(debian)/\($0)/bin" }
        let found = (searched + newestFirst).first {
            FileManager.default.isExecutableFile(atPath: $0 + "/initdb")
                && FileManager.default.isExecutableFile(atPath: $0 + "/pg_ctl")
        }
        guard let found else {
            throw ServerUnavailable(
                "no PostgreSQL server found: install the package postgresql or set TEST_DATABASE to a URL")
        }
        folder = found
    }

    /// Where the programs' complaints go.
    static let logPath = "/tmp/backhaul-postgres-\(ProcessInfo.processInfo.processIdentifier).log"

    /// Runs a program to its end.
    ///
    /// - Throws: `ServerUnavailable` when it fails or takes longer than the limit.
    func run(_ program: String, _ arguments: [String], limitSeconds: Int) throws {
        let process = try prepared(program, arguments)
        let ended = DispatchSemaphore(value: 0)
        process.terminationHandler = { _ in ended.signal() }
        try process.run()
        guard ended.wait(timeout: .now() + .seconds(limitSeconds)) == .success else {
            process.terminate()
            throw ServerUnavailable("\(program) did not end within \(limitSeconds) seconds")
        }
        guard process.terminationStatus == 0 else {
            throw ServerUnavailable("\(program) failed; its log is \(Self.logPath)")
        }
    }

    /// Starts a program that goes on by itself. Not by way of `pg_ctl start`: Foundation takes a process for alive as
    /// long as any of its descendants is.
    ///
    /// - Parameter ended: called when it has ended, on a thread of Foundation's.
    func start(_ program: String, _ arguments: [String], ended: @escaping @Sendable () -> Void) throws -> Process {
        let process = try prepared(program, arguments)
        process.terminationHandler = { _ in ended() }
        try process.run()
        return process
    }

    private func prepared(_ program: String, _ arguments: [String]) throws -> Process {
        let asPostgres = geteuid() == 0 ? ["/usr/sbin/runuser", "-u", "postgres", "--"] : []
        let command = asPostgres + [folder + "/" + program] + arguments
        if !FileManager.default.fileExists(atPath: Self.logPath) {
            _ = FileManager.default.createFile(atPath: Self.logPath, contents: nil)
        }
        guard let log = FileHandle(forUpdatingAtPath: Self.logPath) else {
            throw ServerUnavailable("\(Self.logPath) cannot be written")
        }
        try log.seekToEnd()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: command[0])
        process.arguments = Array(command.dropFirst())
        process.currentDirectoryURL = URL(fileURLWithPath: "/tmp")
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = log
        return process
    }
}
