import Kafka
import Postgres
import Worker

/// One lane as `backhaul lanes list` shows it: what the database, the log and the broker's memory say of it.
struct LaneReport: Codable, Equatable {
    var service: String
    var topic: String
    var partition: Int32
    /// The offset that is read next; nil when the lane was never read.
    var nextOffset: Int64?
    /// The offsets that the log spans; nil for the lane of timers and for a topic that is missing.
    var logStart: Int64?
    var logEnd: Int64?
    /// The offset that the worker's group has reported to Kafka.
    var reported: Int64?
    /// The last number given to an event, and the last one known to be published.
    var numbered: Int64
    var published: Int64
    var remark: String

    var lane: LaneID { LaneID(topic, partition) }

    init(
        service: String, standing: LaneMaintenance.Standing, log: Watermarks?, reported: Int64?, position: Int64?
    ) {
        self.service = service
        topic = standing.lane.topic
        partition = standing.lane.partition
        nextOffset = standing.row.nextOffset
        logStart = log?.low
        logEnd = log?.high
        self.reported = reported
        numbered = standing.row.sequence
        published = max(standing.published, position ?? 0)
        remark = ""
        remark = remarks(isTimers: standing.lane == TimerLane.id).joined(separator: "; ")
    }

    private func remarks(isTimers: Bool) -> [String] {
        var remarks: [String] = []
        if published > numbered {
            remarks.append("published beyond the database's numbers: it was restored to an older state")
        }
        if let next = nextOffset {
            if let start = logStart, next < start { remarks.append("\(start - next) records fell off the log") }
            if let end = logEnd, next > end { remarks.append("the log ends before: the topic was made anew") }
            if let reported, reported > next, let end = logEnd, next < end {
                remarks.append("Kafka's group is at \(reported): the database is older, or the group was reset")
            }
        }
        if !isTimers, logEnd == nil { remarks.append("the topic is missing") }
        return remarks
    }
}
