import Foundation
import Synchronization

/// The server's half of SCRAM-SHA-512 for one user, with openssl's arithmetic.
///
/// - Source: RFC 5802, sections 3 and 5; RFC 7677 for the shape with another hash.
struct ScramVerifier: Sendable {
    let user: String
    private let salt: [UInt8] = Array("a salt for a test".utf8)
    private let iterations = 4_096
    private let storedKey: [UInt8]
    private let serverKey: [UInt8]

    /// What a client is told, or nil when it is sent away.
    struct Conversation: Sendable {
        fileprivate var clientFirst = ""
        fileprivate var serverFirst = ""
    }

    init(user: String, password: String) throws {
        self.user = user
        let salted = try TestAuthority.openssl([
            "kdf", "-keylen", "64", "-kdfopt", "digest:SHA512", "-kdfopt", "pass:\(password)", "-kdfopt",
            "hexsalt:\(Self.hex(salt))", "-kdfopt", "iter:\(iterations)", "-binary", "PBKDF2",
        ])
        storedKey = try Self.hash(Self.code(key: Array(salted), "Client Key"))
        serverKey = try Self.code(key: Array(salted), "Server Key")
    }

    /// The answer to the client's first message, `n,,n=user,r=nonce`; nil for another user.
    func challenge(_ message: String, _ conversation: inout Conversation) -> String? {
        guard message.hasPrefix("n,,") else { return nil }
        let bare = String(message.dropFirst(3))
        let fields = Self.fields(bare)
        guard fields["n"] == user, let nonce = fields["r"] else { return nil }
        conversation.clientFirst = bare
        conversation.serverFirst =
            "r=\(nonce)\(UUID().uuidString),s=\(Data(salt).base64EncodedString()),i=\(iterations)"
        return conversation.serverFirst
    }

    /// The answer to the client's proof, `c=...,r=...,p=...`; nil when the password was another one.
    func verdict(_ message: String, _ conversation: Conversation) throws -> String? {
        let fields = Self.fields(message)
        // librdkafka before 2.6.1 puts its own half of the nonce before the whole one once more.
        guard let nonce = Self.fields(conversation.serverFirst)["r"], fields["r"]?.hasSuffix(nonce) == true,
            let proof = fields["p"].flatMap({ Data(base64Encoded: $0) }), let end = message.range(of: ",p=")
        else { return nil }
        let all = [conversation.clientFirst, conversation.serverFirst, String(message[..<end.lowerBound])]
        let signature = try Self.code(key: storedKey, all.joined(separator: ","))
        let clientKey = zip(signature, proof).map { $0 ^ $1 }
        guard try Self.hash(clientKey) == storedKey else { return nil }
        return "v=" + Data(try Self.code(key: serverKey, all.joined(separator: ","))).base64EncodedString()
    }

    private static func fields(_ text: String) -> [String: String] {
        let pairs = text.split(separator: ",").map { (String($0.prefix(1)), String($0.dropFirst(2))) }
        return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }

    private static func hash(_ bytes: [UInt8]) throws -> [UInt8] {
        Array(try TestAuthority.openssl(["dgst", "-sha512", "-binary"], input: bytes))
    }

    private static func code(key: [UInt8], _ text: String) throws -> [UInt8] {
        let arguments = ["dgst", "-sha512", "-mac", "HMAC", "-macopt", "hexkey:\(hex(key))", "-binary"]
        return Array(try TestAuthority.openssl(arguments, input: Array(text.utf8)))
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
