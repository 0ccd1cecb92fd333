import CRdkafkaHeaders

/// Changes what a consumer reads, one change after the other.
enum ConsumerAssignment {
    /// Gives librdkafka the whole assignment, and comes back when what it took away has stopped.
    ///
    /// A change that finds a partition still being stopped stops it a second time, and the second answer ends the
    /// process: "Assertion `rktp->rktp_started' failed". All versions up to 2.15.0 have it.
    ///
    /// - Parameter list: nil takes everything away.
    /// - Source: https://github.com/confluentinc/librdkafka/issues/5573
    static func change(
        _ client: OpaquePointer, to list: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>?
    ) -> rd_kafka_resp_err_t {
        let code = rd_kafka_assign(client, list)
        // The stops that the change sends wait behind it in the queue of librdkafka's main thread, and their answers
        // behind them. A question that goes the same way is answered after the stops, the next one after the answers.
        for _ in 0..<2 { rd_kafka_memberid(client).map { rd_kafka_mem_free(client, $0) } }
        return code
    }
}
