import Postgres
import TestSupport
import Testing
import Worker

/// The two ways in which a COMMIT can get lost. The client cannot tell them apart; the lane row can.
@Suite(.freshSchema) struct PostgresCommitTests {
    private static let lane = LaneID("returns.requests", 0)

    /// Moves the lane through a line that is cut at its COMMIT, then reads what the database has.
    private func lane(afterLosing loss: FaultyProxy.Direction) throws -> (fault: Fault?, row: LaneRow?) {
        let schema = try TestSchema.current()
        try PostgresStorage(schema.settings()).registerLanes([Self.lane])
        let port = try #require(
            schema.url.split(separator: ":").last?.split(separator: "/").first.flatMap { UInt16($0) })
        let proxy = try FaultyProxy(to: .init(port: port))
        defer { proxy.close() }
        proxy.cutOnce(at: "COMMIT", losing: loss)
        var settings = schema.settings()
        settings.url = settings.url.replacing(":\(port)/", with: ":\(proxy.endpoint.port)/")
        let storage = PostgresStorage(settings)
        defer { storage.close() }

        let fault = #expect(throws: Fault.self) {
            try storage.transaction { (unit) throws(Fault) in
                _ = try unit.lockLanes([Self.lane])
                try unit.moveLanes([LaneMove(lane: Self.lane, nextOffset: 10, sequence: 3)])
            }
        }

        return try storage.transaction { (unit) throws(Fault) in (fault, try unit.lockLanes([Self.lane])[Self.lane]) }
    }

    @Test(.enabled(if: TestDatabase.isOwn, "needs a server on the loopback address without TLS"))
    func aCommitWhoseAnswerIsLostIsTransientAndWasApplied() throws {
        let seen = try lane(afterLosing: .fromServer)

        #expect(seen.fault?.kind == .transient)
        #expect(seen.fault?.operation == "commit")
        #expect(seen.row == LaneRow(number: 0, nextOffset: 10, sequence: 3))
    }

    @Test(.enabled(if: TestDatabase.isOwn, "needs a server on the loopback address without TLS"))
    func aCommitThatNeverArrivesIsTransientAndWasNotApplied() throws {
        let seen = try lane(afterLosing: .fromClient)

        #expect(seen.fault?.kind == .transient)
        #expect(seen.fault?.operation == "commit")
        #expect(seen.row == LaneRow(number: 0, nextOffset: nil, sequence: 0))
    }
}
