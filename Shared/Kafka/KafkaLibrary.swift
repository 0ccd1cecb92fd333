import CRdkafkaHeaders

/// The librdkafka that this process runs on.
package enum KafkaLibrary {
    /// Such as `2.0.2`: the one found at run time, which may be newer than the headers.
    package static var version: String { String(cString: rd_kafka_version_str()) }
}
