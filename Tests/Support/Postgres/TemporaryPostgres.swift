import Foundation
import Postgres
import Worker

/// A PostgreSQL server of the test process's own: private data folder, free port on the loopback address, gone when
/// the process is.
package struct TemporaryPostgres: Sendable {
    /// The URL of its superuser, who needs no password.
    package let url: String
    /// A role name that the server asks a password of (SCRAM); tests create it.
    package static let roleWithPassword = "backhaul_scram"

    /// The one server of this process; started by the first who asks.
    package static let shared = Result { try start() }

    private static func start() throws -> TemporaryPostgres {
        let programs = try PostgresPrograms()
        let folder = "/tmp/backhaul-postgres-\(ProcessInfo.processInfo.processIdentifier)"
        try programs.run(
            "initdb", ["-D", folder, "-N", "--locale=C", "-E", "UTF8", "-A", "trust", "-U", "postgres"],
            limitSeconds: 60)
        try askForPassword(folder)
        for _ in 0..<5 {
            // Below the ports that the system hands out by itself.
            let port = Int.random(in: 20_000..<32_000)
            let server = try programs.start("postgres", arguments(folder, port))
            try watch(server, folder)
            let url = "postgresql://postgres@127.0.0.1:\(port)/postgres"
            if accepts(url, server) { return TemporaryPostgres(url: url) }
        }
        throw ServerUnavailable("PostgreSQL did not start; its log is \(PostgresPrograms.logPath)")
    }

    private static func arguments(_ folder: String, _ port: Int) -> [String] {
        let settings = [
            "listen_addresses=127.0.0.1", "port=\(port)", "unix_socket_directories=", "fsync=off",
            "full_page_writes=off", "max_connections=200", "deadlock_timeout=100ms",
            "password_encryption=scram-sha-256",
        ]
        return ["-D", folder] + settings.flatMap { ["-c", $0] }
    }

    private static func askForPassword(_ folder: String) throws {
        let path = folder + "/pg_hba.conf"
        let rules = try String(contentsOfFile: path, encoding: .utf8)
        // In place: a new file would belong to the user of the tests, and the server's user could not read it.
        try "host all \(roleWithPassword) 127.0.0.1/32 scram-sha-256\n\(rules)"
            .write(toFile: path, atomically: false, encoding: .utf8)
    }

    /// Waits until the server lets us in; false when it has ended (the port was taken) or half a minute has passed.
    private static func accepts(_ url: String, _ server: Process) -> Bool {
        let settings = ConnectionSettings(url: url, schema: "public")
        let deadline = Date(timeIntervalSinceNow: 30)
        while server.isRunning, Date() < deadline {
            if let connection = try? Connection.open(settings) {
                connection.close()
                return true
            }
            Thread.sleep(forTimeInterval: 0.02)
        }
        return false
    }

    /// Starts a small process that stops the server and removes its folder once this process is gone, however it went.
    ///
    /// The server may be a child of `server`, which only changes the user; its own id is in its folder.
    private static func watch(_ server: Process, _ folder: String) throws {
        let script = """
            while kill -0 "$1" 2>/dev/null && kill -0 "$2" 2>/dev/null; do sleep 1; done
            kill -0 "$1" 2>/dev/null && exit 0
            kill -QUIT "$(head -n 1 "$3/postmaster.pid")"
            for second in 1 2 3 4 5 6 7 8 9 10; do kill -0 "$2" 2>/dev/null || break; sleep 1; done
            rm -rf "$3" "$3.log"
            """
        let own = String(ProcessInfo.processInfo.processIdentifier)
        let watcher = Process()
        watcher.executableURL = URL(fileURLWithPath: "/bin/sh")
        watcher.arguments = ["-c", script, "sh", own, String(server.processIdentifier), folder]
        watcher.standardInput = FileHandle.nullDevice
        watcher.standardOutput = FileHandle.nullDevice
        watcher.standardError = FileHandle.nullDevice
        try watcher.run()
    }
}
