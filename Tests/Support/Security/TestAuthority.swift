import Foundation

/// A certificate authority of a test's own, made with openssl. Its folder goes when it goes.
package final class TestAuthority: Sendable {
    /// Paths of a certificate and of its private key, both PEM.
    package struct Issued: Sendable {
        package let certificate: String
        package let key: String
    }

    /// Where everything lies.
    package let folder: URL
    /// Path of its own certificate.
    package var certificate: String { path("ca.pem") }

    /// - Throws: `ServerUnavailable` when there is no openssl, or it refuses.
    package init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("backhaul-ca-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Self.openssl(
            ["req", "-x509", "-days", "2", "-subj", "/CN=Backhaul test authority", "-out", path("ca.pem")]
                + newKey("ca"))
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// A certificate for these hosts; for a client when there are none.
    ///
    /// - Parameters:
    ///   - name: names its files, and the subject.
    ///   - hosts: as openssl writes them: `DNS:database.example`, `IP:127.0.0.1`.
    package func issue(_ name: String, for hosts: [String] = []) throws -> Issued {
        let extensions =
            hosts.isEmpty ? "extendedKeyUsage=clientAuth\n" : "subjectAltName=\(hosts.joined(separator: ","))\n"
        try extensions.write(toFile: path("\(name).ext"), atomically: false, encoding: .utf8)
        try Self.openssl(["req", "-new", "-subj", "/CN=\(name)", "-out", path("\(name).csr")] + newKey(name))
        try Self.openssl([
            "x509", "-req", "-days", "2", "-in", path("\(name).csr"), "-CA", path("ca.pem"), "-CAkey", path("ca.key"),
            "-set_serial", "\(UInt32.random(in: 1 ... .max))", "-extfile", path("\(name).ext"), "-out",
            path("\(name).pem"),
        ])
        return Issued(certificate: path("\(name).pem"), key: path("\(name).key"))
    }

    private func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

    private func newKey(_ name: String) -> [String] {
        ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", path("\(name).key")]
    }

    /// Runs openssl to its end.
    ///
    /// - Parameter input: a few bytes for its standard input.
    /// - Returns: what it printed.
    /// - Throws: `ServerUnavailable` when it is missing or fails.
    @discardableResult
    static func openssl(_ arguments: [String], input: [UInt8] = []) throws -> Data {
        let (process, given, output, errors) = (Process(), Pipe(), Pipe(), Pipe())
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["openssl"] + arguments
        process.standardInput = given
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        try given.fileHandleForWriting.write(contentsOf: Data(input))
        try given.fileHandleForWriting.close()
        let printed = output.fileHandleForReading.readDataToEndOfFile()
        let complaints = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw ServerUnavailable(
                "openssl \(arguments[0]) failed (the package openssl is needed): "
                    + String(decoding: complaints, as: UTF8.self))
        }
        return printed
    }
}
