import Foundation
import TestSupport
import Testing

/// What the embedded broker must not do to producers.
@Suite(.timeLimit(.minutes(1))) struct EmbeddedBrokerProducerTests {
    /// It takes the records of a producer whose id another one had for repeats, and keeps none of them. So ids come in
    /// order; ids drawn at random are not in order for long.
    @Test func noTwoProducersGetTheSameID() throws {
        let broker = try BrokerProcess()
        defer { broker.stop() }
        let port = try #require(broker.address.split(separator: ":").last.flatMap { Int($0) })
        let connection = try HTTPConnection(port: port)

        let ids = try (0..<40).map { number in try Self.producerID(connection, correlation: Int32(number)) }

        #expect(Set(ids).count == ids.count)
        #expect(zip(ids, ids.dropFirst()).count { $0 > $1 } <= 1, "in order, but for one return to the beginning")
    }

    /// InitProducerId, version 0, without a transactional id.
    ///
    /// - Source: Apache Kafka documentation, "Kafka protocol guide", InitProducerId (key 22).
    private static func producerID(_ connection: HTTPConnection, correlation: Int32) throws -> Int64 {
        func big(_ value: some FixedWidthInteger) -> [UInt8] { withUnsafeBytes(of: value.bigEndian, Array.init) }
        let header = big(Int16(22)) + big(Int16(0)) + big(correlation) + big(Int16(-1))
        let request = header + big(Int16(-1)) + big(Int32(60_000))
        connection.send(bytes: big(Int32(request.count)) + request)
        // Size, correlation, throttle time, error, id, epoch.
        let answer = try connection.receive(exactly: 4 + 4 + 4 + 2 + 8 + 2)
        try #require(answer[12..<14] == [0, 0], "an error: \(answer)")
        return answer[14..<22].reduce(0) { $0 << 8 | Int64($1) }
    }
}
