import Kernel

/// One input partition of one consumer group: the unit of order, of position and of numbering.
package struct LaneID: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The topic without the deployment's prefix.
    package let topic: String
    package let partition: Int32

    package init(_ topic: String, _ partition: Int32) {
        self.topic = topic
        self.partition = partition
    }

    /// `returns.requests.3`: stands in `backhaullane` and in event ids.
    package var description: String { "\(topic).\(partition)" }

    package static func < (left: LaneID, right: LaneID) -> Bool {
        (left.topic, left.partition) < (right.topic, right.partition)
    }
}

/// A record header. A nil value is Kafka's null.
package struct RecordHeader: Hashable, Sendable {
    package var name: String
    package var value: [UInt8]?

    package init(_ name: String, _ value: [UInt8]?) {
        self.name = name
        self.value = value
    }

    package init(_ name: String, text: String) { self.init(name, Array(text.utf8)) }
}

/// One record as it came off a topic; topic names are without the deployment's prefix.
package struct InboundRecord: Sendable, Hashable {
    package var lane: LaneID
    package var offset: Int64
    package var timestamp: Instant?
    package var key: [UInt8]?
    package var value: [UInt8]?
    package var headers: [RecordHeader]

    package init(
        lane: LaneID, offset: Int64, timestamp: Instant? = nil, key: [UInt8]?, value: [UInt8]?,
        headers: [RecordHeader]
    ) {
        self.lane = lane
        self.offset = offset
        self.timestamp = timestamp
        self.key = key
        self.value = value
        self.headers = headers
    }
}

/// One record on its way to a topic; the topic name is without the deployment's prefix.
package struct OutboundRecord: Sendable, Hashable {
    package var topic: String
    package var key: [UInt8]?
    package var value: [UInt8]?
    package var headers: [RecordHeader]

    package init(topic: String, key: [UInt8]?, value: [UInt8]?, headers: [RecordHeader]) {
        self.topic = topic
        self.key = key
        self.value = value
        self.headers = headers
    }
}
