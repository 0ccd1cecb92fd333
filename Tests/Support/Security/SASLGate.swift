import Foundation
import Synchronization

/// Stands before a broker that knows no SASL, asks every client for SCRAM-SHA-512, and passes on those who know the
/// password.
///
/// - Source: Kafka protocol guide, "SASL authentication sequence", ApiVersions (18), SaslHandshake (17) and
///   SaslAuthenticate (36); KIP-511 for clients with a newer ApiVersions.
final class SASLGate: Sendable {
    /// Where it listens on 127.0.0.1.
    let port: UInt16
    private let listener: Int32
    private let server: FaultyProxy.Endpoint
    private let verifier: ScramVerifier
    private let counts = Mutex((accepted: 0, refused: 0))

    /// Clients that were let in, and those that were sent away.
    var accepted: Int { counts.withLock { $0.accepted } }
    var refused: Int { counts.withLock { $0.refused } }

    init(to server: FaultyProxy.Endpoint, user: String, password: String) throws {
        self.server = server
        verifier = try ScramVerifier(user: user, password: password)
        (listener, port) = try LoopbackSocket.listening(on: "127.0.0.1", port: 0)
        let blocking = ByteStream.unblocked(listener)
        Thread.detachNewThread { [weak self] in
            while let client = ByteStream.accepted(from: blocking) {
                guard let self else { return }
                Thread.detachNewThread { self.serve(client) }
            }
        }
    }

    /// Takes no more clients.
    func close() { ByteStream.stop(listener) }

    private func serve(_ client: ByteStream) {
        guard let descriptor = LoopbackSocket.connected(to: server.host, port: server.port) else { return client.end() }
        let broker = ByteStream(descriptor)
        defer {
            client.end()
            broker.end()
        }
        guard admits(client, broker) else { return }
        Thread.detachNewThread {
            while let bytes = broker.read(), client.write(bytes) {}
            client.end()
        }
        while let bytes = client.read(), broker.write(bytes) {}
    }

    /// Talks to a client until it has proved who it is; false when it has not.
    private func admits(_ client: ByteStream, _ broker: ByteStream) -> Bool {
        var conversation = ScramVerifier.Conversation()
        var answers = 0
        while let frame = client.readFrame(), frame.count >= 8 {
            let request = KafkaRequest(frame)
            switch request.api {
            case 18:
                guard let answer = versions(request, broker) else { return false }
                client.writeFrame(answer)
            case 17:
                let known = "SCRAM-SHA-512"
                let isKnown = request.text(at: request.body) == known
                client.writeFrame(
                    request.correlation + [0, isKnown ? 0 : 33] + [0, 0, 0, 1] + KafkaRequest.string(known))
                guard isKnown else { return refuse() }
            case 36:
                answers += 1
                let text = request.bytes(at: request.body)
                let answer =
                    answers == 1 ? verifier.challenge(text, &conversation) : try? verifier.verdict(text, conversation)
                guard let answer else {
                    client.writeFrame(request.correlation + [0, 58] + KafkaRequest.string("refused") + [0, 0, 0, 0])
                    return refuse()
                }
                client.writeFrame(request.correlation + [0, 0, 255, 255] + KafkaRequest.bytes(answer))
                guard answers < 2 else {
                    counts.withLock { $0.accepted += 1 }
                    return true
                }
            default: return refuse()
            }
        }
        return false
    }

    private func refuse() -> Bool {
        counts.withLock { $0.refused += 1 }
        return false
    }

    /// The broker's versions, with those of SASL added.
    private func versions(_ request: KafkaRequest, _ broker: ByteStream) -> [UInt8]? {
        guard request.version < 3 else {
            return request.correlation + [0, 35] + [0, 0, 0, 1] + [0, 18, 0, 0, 0, 2]
        }
        guard broker.writeFrame(request.frame), let answer = broker.readFrame(), answer.count > 10 else { return nil }
        let count = answer[6..<10].reduce(0) { $0 << 8 | Int($1) } + 2
        return Array(answer[..<6]) + [0, 0, UInt8(count >> 8), UInt8(count & 255)]
            + [0, 17, 0, 0, 0, 1, 0, 36, 0, 0, 0, 0] + answer[10...]
    }
}

/// The parts of a request that the gate looks at.
private struct KafkaRequest {
    let frame: [UInt8]

    init(_ frame: [UInt8]) { self.frame = frame }

    var api: Int { Int(frame[0]) << 8 | Int(frame[1]) }
    var version: Int { Int(frame[2]) << 8 | Int(frame[3]) }
    var correlation: [UInt8] { Array(frame[4..<8]) }
    /// Where the body begins: behind the client's name.
    var body: Int {
        guard frame.count >= 10 else { return frame.count }
        let length = Int(frame[8]) << 8 | Int(frame[9])
        return 10 + (length == 0xffff ? 0 : length)
    }

    func text(at place: Int) -> String {
        guard place + 2 <= frame.count else { return "" }
        return String(decoding: frame[(place + 2)...], as: UTF8.self)
    }

    func bytes(at place: Int) -> String {
        guard place + 4 <= frame.count else { return "" }
        return String(decoding: frame[(place + 4)...], as: UTF8.self)
    }

    static func string(_ text: String) -> [UInt8] { [0, UInt8(text.utf8.count)] + Array(text.utf8) }
    static func bytes(_ text: String) -> [UInt8] { [0, 0, 0, UInt8(text.utf8.count)] + Array(text.utf8) }
}
