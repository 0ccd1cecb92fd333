import Dispatch
import Foundation
import Postgres
import Worker

#if canImport(Glibc)
    import Glibc
#endif

/// A PostgreSQL server of this process's own: private data folder, free port on the loopback address, gone when the
/// process is. It can be crashed and started again on the same port.
///
/// Used from one thread.
package final class PrivatePostgres: @unchecked Sendable {
    /// Where the data is.
    package let folder: String
    /// The port on 127.0.0.1.
    package private(set) var port: UInt16 = 0
    private let programs: PostgresPrograms
    private let settings: [String]
    private var server: Process?
    private let ended = DispatchSemaphore(value: 0)

    /// A server that forgets what it was told when the machine fails, as tests can bear, is twice as fast.
    package static let forgetful = ["fsync=off", "full_page_writes=off", "deadlock_timeout=100ms"]

    /// Makes the data folder.
    ///
    /// - Parameter settings: of the server, as `name=value`, beside its address.
    /// - Throws: `ServerUnavailable` when PostgreSQL is not installed or refuses.
    package init(
        folder: String = "/tmp/backhaul-postgres-\(ProcessInfo.processInfo.processIdentifier)",
        settings: [String] = PrivatePostgres.forgetful
    ) throws {
        self.folder = folder
        self.settings = settings
        programs = try PostgresPrograms()
        try programs.run(
            "initdb", ["-D", folder, "-N", "--locale=C", "-E", "UTF8", "-A", "trust", "-U", "postgres"],
            limitSeconds: 60)
        try watch()
    }

    /// The URL of its superuser, who needs no password.
    package var url: String { "postgresql://postgres@127.0.0.1:\(port)/postgres" }

    /// Starts the server on a free port and waits until it lets us in.
    ///
    /// - Throws: `ServerUnavailable` when it does not come up.
    package func start() throws {
        for _ in 0..<5 {
            // Below the ports that the system hands out by itself.
            port = UInt16.random(in: 20_000..<32_000)
            try launch()
            if accepts(limitSeconds: 30) { return }
            guard ended.wait(timeout: .now() + .seconds(1)) == .success else { break }
        }
        throw ServerUnavailable("PostgreSQL did not start; its log is \(PostgresPrograms.logPath)")
    }

    /// Starts it again on its port, without waiting until it has recovered.
    ///
    /// - Throws: when the program cannot be started.
    package func launch() throws {
        let server = try programs.start("postgres", arguments) { [ended] in ended.signal() }
        self.server = server
    }

    /// Ends it at once, without a checkpoint: the next start recovers from the log. Waits until it is gone.
    ///
    /// - Throws: `ServerUnavailable` when it does not run or does not end.
    package func crash() throws {
        guard let id = pid, kill(id, SIGQUIT) == 0 else {
            throw ServerUnavailable("PostgreSQL does not run, so it cannot be stopped")
        }
        guard ended.wait(timeout: .now() + .seconds(15)) == .success else {
            throw ServerUnavailable("PostgreSQL did not stop within 15 seconds")
        }
        server = nil
    }

    /// True while the program runs, recovering or not.
    package var isRunning: Bool { server?.isRunning ?? false }

    /// Waits until the server lets us in; false when it has ended (the port was taken) or the time is up.
    package func accepts(limitSeconds: Int) -> Bool {
        let settings = ConnectionSettings(url: url, schema: "public")
        let deadline = Date(timeIntervalSinceNow: TimeInterval(limitSeconds))
        while isRunning, Date() < deadline {
            if let connection = try? Connection.open(settings) {
                connection.close()
                return true
            }
            Thread.sleep(forTimeInterval: 0.02)
        }
        return false
    }

    /// The process id of its first process; nil when it does not run.
    package var pid: Int32? {
        let text = try? String(contentsOfFile: folder + "/postmaster.pid", encoding: .utf8)
        return text?.split(separator: "\n").first.flatMap { Int32($0) }
    }

    private var arguments: [String] {
        let all =
            [
                "listen_addresses=127.0.0.1", "port=\(port)", "unix_socket_directories=", "max_connections=200",
                "password_encryption=scram-sha-256",
            ] + settings
        return ["-D", folder] + all.flatMap { ["-c", $0] }
    }

    /// Starts a small process that stops the server, if it runs, and removes its folder once this process is gone,
    /// however it went.
    private func watch() throws {
        let script = """
            while kill -0 "$1" 2>/dev/null; do sleep 1; done
            server=$(head -n 1 "$2/postmaster.pid" 2>/dev/null) && kill -QUIT "$server"
            for second in 1 2 3 4 5 6 7 8 9 10; do kill -0 "$server" 2>/dev/null || break; sleep 1; done
            rm -rf "$2" "$2.log"
            """
        let own = String(ProcessInfo.processInfo.processIdentifier)
        let watcher = Process()
        watcher.executableURL = URL(fileURLWithPath: "/bin/sh")
        watcher.arguments = ["-c", script, "sh", own, folder]
        watcher.standardInput = FileHandle.nullDevice
        watcher.standardOutput = FileHandle.nullDevice
        watcher.standardError = FileHandle.nullDevice
        try watcher.run()
    }
}
