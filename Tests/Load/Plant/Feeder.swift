import Foundation
import Kafka
import Kernel
import TestSupport
import Worker

/// Sends events, and never lets more lie unread in a partition than the embedded broker keeps: it drops the oldest
/// beyond 5 MiB without a word.
final class Feeder {
    /// Bytes of keys, values and headers that may lie unread in a partition.
    static let windowBytes = 3 << 20

    private struct Sent {
        var records = 0
        var bytes = 0
    }

    /// Partitions that get nothing, for scenarios in which they stand still.
    var avoids: Set<LaneID> = []
    private let plant: LoadPlant
    private let readers: [String]
    private let producer: PlainProducer
    private var lanes: [LaneID: Sent] = [:]
    private var positions: [LaneID: Int] = [:]
    private var askedAt = Date.distantPast
    private static let askSeconds = 0.02

    /// - Parameter readers: the workers that must have read a record before it may be dropped.
    /// - Throws: `Fault` for a wrong property.
    init(_ plant: LoadPlant, readers: [String]) throws {
        self.plant = plant
        self.readers = readers
        var settings = plant.kafka.settings
        // So that the bytes that are counted are those that the broker keeps.
        settings.properties["compression.type"] = "none"
        producer = try PlainProducer(settings: settings, logger: plant.kafka.logger)
    }

    deinit { producer.close() }

    /// How many records were sent.
    var count: Int { lanes.values.reduce(0) { $0 + $1.records } }

    /// Bytes in the lane that got most.
    private(set) var fullestBytes = 0

    /// The lanes that were sent to, with the offset after the last record of each.
    var ends: [LaneID: Int] { lanes.mapValues(\.records) }

    /// Sends the record if there is room for it.
    ///
    /// - Throws: `Fault` of the broker or the database.
    func offer(_ record: OutboundRecord) throws -> Bool {
        let lane = lane(of: record)
        guard try hasRoom(lane) else { return false }
        try put(record, lane)
        return true
    }

    /// Sends the record, after waiting for room.
    ///
    /// - Throws: `RunError` when the lane is not read on.
    func send(_ record: OutboundRecord) throws {
        let lane = lane(of: record)
        if try !hasRoom(lane) {
            // Any lane: what is fetched ahead of others can keep this one waiting for minutes on a slow machine.
            let moved = { [self] in positions.values.reduce(0, +) }
            try plant.wait("room in \(lane)", moving: moved, until: { try hasRoom(lane) })
        }
        try put(record, lane)
    }

    /// Sends without looking at what is unread.
    func force(_ record: OutboundRecord, into lane: LaneID) throws { try put(record, lane) }

    /// Waits until the broker has everything.
    func flush() throws { try producer.flush() }

    /// Where records of a key go.
    func lane(of record: OutboundRecord) -> LaneID {
        var hash = StableHash()
        hash.add(bytes: record.key ?? [])
        let first = Int(hash.value % UInt64(LoadPlant.partitions))
        for step in 0..<LoadPlant.partitions {
            let lane = LaneID(record.topic, Int32((first + step) % LoadPlant.partitions))
            if !avoids.contains(lane) { return lane }
        }
        return LaneID(record.topic, Int32(first))
    }

    private func put(_ record: OutboundRecord, _ lane: LaneID) throws {
        try producer.send(record, partition: lane.partition)
        producer.serve()
        var sent = lanes[lane] ?? Sent()
        sent.records += 1
        sent.bytes += record.headers.reduce((record.key?.count ?? 0) + (record.value?.count ?? 0)) {
            $0 + $1.name.utf8.count + ($1.value?.count ?? 0)
        }
        lanes[lane] = sent
        fullestBytes = max(fullestBytes, sent.bytes)
    }

    private func hasRoom(_ lane: LaneID) throws -> Bool {
        guard unread(lane) >= Self.windowBytes else { return true }
        guard Date().timeIntervalSince(askedAt) > Self.askSeconds else { return false }
        askedAt = Date()
        let all = try readers.map(plant.ledger.positions)
        positions = lanes.keys.reduce(into: [:]) { least, lane in least[lane] = Self.least(all, lane) }
        return unread(lane) < Self.windowBytes
    }

    /// How far those are that read the lane; one that was given no lanes yet may be one of them.
    static func least(_ readers: [[LaneID: Int]], _ lane: LaneID) -> Int {
        readers.compactMap { $0.isEmpty ? 0 : $0[lane] }.min() ?? 0
    }

    /// Bytes, by the mean size of the lane's records.
    private func unread(_ lane: LaneID) -> Int {
        guard let sent = lanes[lane], sent.records > 0 else { return 0 }
        return sent.bytes / sent.records * (sent.records - (positions[lane] ?? 0))
    }
}
