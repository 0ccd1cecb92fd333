import Foundation

/// Ends TLS before a server that knows none, and asks clients for a certificate of the authority: stunnel as a process
/// of its own, which ends with its owner and with this process.
final class TLSFront {
    private let process = Process()
    private let folder: URL

    /// - Parameter issued: the certificate that it shows.
    /// - Throws: `ServerUnavailable` when there is no stunnel or it does not come up.
    init(
        on own: FaultyProxy.Endpoint, to server: FaultyProxy.Endpoint, issued: TestAuthority.Issued,
        authority: TestAuthority
    ) throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("backhaul-tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let configuration = folder.appendingPathComponent("stunnel.conf")
        try """
        foreground = yes
        pid =
        output = \(folder.path)/log
        [kafka]
        accept = \(own)
        connect = \(server)
        cert = \(issued.certificate)
        key = \(issued.key)
        CAfile = \(authority.certificate)
        verifyChain = yes
        requireCert = yes

        """.write(to: configuration, atomically: true, encoding: .utf8)
        // A shell beside it ends it when its configuration or this process is gone, however it went. Not by SIGTERM,
        // nor by waiting for a child: the threads of tests may have those signals blocked, and children inherit that.
        let script = """
            command -v stunnel >/dev/null || exit 127
            stunnel "$2" & server=$!
            while kill -0 "$1" 2>/dev/null && [ -e "$2" ]; do sleep 1; done
            kill -KILL "$server"
            """
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        let parent = String(ProcessInfo.processInfo.processIdentifier)
        process.arguments = ["-c", script, "sh", parent, configuration.path]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        try waitUntilItListens(own)
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    private func waitUntilItListens(_ own: FaultyProxy.Endpoint) throws {
        let deadline = Date(timeIntervalSinceNow: 20)
        while Date() < deadline, process.isRunning {
            if let descriptor = LoopbackSocket.connected(to: own.host, port: own.port) {
                LoopbackSocket.close(descriptor, resets: false)
                return
            }
            usleep(20_000)
        }
        let log = (try? String(contentsOf: folder.appendingPathComponent("log"), encoding: .utf8)) ?? ""
        throw ServerUnavailable("stunnel did not start (the package stunnel4 is needed): \(log)")
    }
}
