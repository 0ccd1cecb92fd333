import CRdkafkaHeaders

/// The C callbacks of a client. Each finds its `ClientContext` in the opaque slot and hands over, nothing more.
enum ClientCallbacks {
    static func install(on configuration: OpaquePointer, role: KafkaRole) {
        rd_kafka_conf_set_log_cb(configuration) { client, level, facility, text in
            guard let client, let facility, let text else { return }
            ClientContext.from(rd_kafka_opaque(client))?
                .log(level: level, facility: String(cString: facility), text: String(cString: text))
        }
        rd_kafka_conf_set_error_cb(configuration) { _, code, reason, opaque in
            ClientContext.from(opaque)?.note(rd_kafka_resp_err_t(code), reason.map { String(cString: $0) } ?? "")
        }
        if role.isProducer { installDelivery(on: configuration) }
        if role == .consumer { installRebalance(on: configuration) }
    }

    // Without a delivery callback nothing wakes the flush inside a commit for 8 to 10 ms after the last response.
    private static func installDelivery(on configuration: OpaquePointer) {
        rd_kafka_conf_set_dr_msg_cb(configuration) { _, message, opaque in
            guard let message else { return }
            ClientContext.from(opaque)?.noteDelivery(message.pointee.err)
        }
    }

    private static func installRebalance(on configuration: OpaquePointer) {
        rd_kafka_conf_set_rebalance_cb(configuration) { client, code, partitions, opaque in
            guard let rebalance = ClientContext.from(opaque)?.onRebalance else {
                // Nobody listens any more (the consumer is closing): give the partitions back.
                if let client { _ = ConsumerAssignment.change(client, to: nil) }
                return
            }
            rebalance(code, partitions)
        }
    }
}
