import Kernel

/// A record that a lane's past does not allow.
package enum Contradiction: Equatable, Sendable {
    /// At the offset of the record applied last stands another one.
    case otherRecord(Int64)
    /// Kafka was told of more than the database has applied; nil when the database has applied nothing.
    case toldFurther(Int64, next: Int64?)
}

extension InboundRecord {
    /// By what the record is known again.
    package var witness: LaneWitness {
        var hash = StableHash()
        hash.add(timestamp?.microseconds ?? 0)
        hash.add(Int64(key?.count ?? -1))
        hash.add(bytes: key ?? [])
        hash.add(bytes: value ?? [])
        return LaneWitness(offset: offset, digest: Int64(bitPattern: hash.value))
    }
}

/// A database and a broker that do not belong together (any more): what is said of each case. Nothing is applied or
/// published then, because what a person does next depends on which of the two is right.
package enum Divergence {
    /// The topic is not the one that was read before: only this lane stops.
    package static func otherRecord(_ lane: LaneID, _ offset: Int64) -> String {
        "\(lane): offset \(offset) holds another record than the one that was applied; the topic was made anew. "
            + "See `backhaul lanes restart`"
    }

    /// A row that is behind what this process has committed or read itself.
    package static func wentBack(_ lane: LaneID, from expected: Int64?, to row: LaneRow) -> Fault? {
        if row.number < 0 { return restored("the row of lane \(lane) is gone") }
        guard let expected, row.nextOffset ?? 0 < expected else { return nil }
        return restored(
            "lane \(lane) was applied up to offset \(expected), "
                + "but the database is at \(row.nextOffset.map { "\($0)" } ?? "the beginning") now")
    }

    /// Kafka's group is ahead of the database.
    package static func toldFurther(_ lane: LaneID, _ told: Int64, next: Int64?) -> Fault {
        restored(
            "lane \(lane) is at offset \(next.map { "\($0)" } ?? "0") in the database, "
                + "but Kafka's group has \(told) and there are records between: "
                + "either the group's offsets were reset by hand (they are for lag tools only), or")
    }

    /// Numbers are published that the database has not given.
    package static func published(_ lane: LaneID, _ position: Int64, numbered: Int64) -> Fault {
        restored("lane \(lane) is published up to number \(position), but the database has only numbered \(numbered)")
    }

    /// The schema was used with another cluster or prefix.
    package static func otherDeployment(_ service: String, stored: Deployment, ours: Deployment) -> Fault {
        Fault(
            .fatal, "deployment",
            "the schema \(service) belongs to \(stored), this worker is set to \(ours): "
                + "correct TOPIC_PREFIX, KAFKA_BOOTSTRAP_SERVERS or DATABASE_URL; "
                + "after a move on purpose see `backhaul lanes adopt`")
    }

    private static func restored(_ what: String) -> Fault {
        Fault(
            .fatal, "lanes.diverged",
            "\(what): the database was restored to an older state. Nothing was applied or published since; "
                + "see `backhaul lanes list`, then `backhaul lanes adopt`")
    }
}

/// Which cluster and which prefix a schema is used with.
package struct Deployment: Sendable, Equatable, CustomStringConvertible {
    /// `TOPIC_PREFIX`.
    package var topicPrefix: String
    /// The id that the brokers of a cluster share; empty where the broker has none.
    package var clusterID: String

    package init(topicPrefix: String, clusterID: String) {
        self.topicPrefix = topicPrefix
        self.clusterID = clusterID
    }

    package var description: String {
        let prefix = topicPrefix.isEmpty ? "no topic prefix" : "the topic prefix '\(topicPrefix)'"
        return clusterID.isEmpty ? prefix : "\(prefix) on the Kafka cluster '\(clusterID)'"
    }

    /// The same, as far as both sides know.
    package func agrees(with other: Deployment) -> Bool {
        topicPrefix == other.topicPrefix
            && (clusterID.isEmpty || other.clusterID.isEmpty || clusterID == other.clusterID)
    }
}
