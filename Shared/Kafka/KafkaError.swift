import CRdkafkaHeaders
import Worker

extension rd_kafka_resp_err_t {
    var isError: Bool { self != RD_KAFKA_RESP_ERR_NO_ERROR }

    /// librdkafka's name of the code, such as `_TIMED_OUT`: for people and for `Fault.code`.
    var name: String { rd_kafka_err2name(self).map { String(cString: $0) } ?? "\(rawValue)" }

    /// librdkafka's sentence for the code.
    var sentence: String { rd_kafka_err2str(self).map { String(cString: $0) } ?? "error \(rawValue)" }

    /// A person must change access rights, certificates or the broker: waiting does not help.
    var needsPerson: Bool {
        switch self {
        case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED,
            RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED, RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED,
            RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED, RD_KAFKA_RESP_ERR__AUTHENTICATION,
            RD_KAFKA_RESP_ERR__SSL, RD_KAFKA_RESP_ERR_UNSUPPORTED_SASL_MECHANISM,
            RD_KAFKA_RESP_ERR_ILLEGAL_SASL_STATE, RD_KAFKA_RESP_ERR_POLICY_VIOLATION,
            RD_KAFKA_RESP_ERR_INVALID_TRANSACTION_TIMEOUT:
            true
        default: false
        }
    }

    /// Refused at the door, before any request.
    var isConnecting: Bool {
        self == RD_KAFKA_RESP_ERR__SSL || self == RD_KAFKA_RESP_ERR__AUTHENTICATION
            || self == RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED
    }

    /// The broker does not know the request: it has no transactions, or no topic administration.
    var isUnsupported: Bool {
        self == RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE || self == RD_KAFKA_RESP_ERR_UNSUPPORTED_VERSION
    }

    /// A newer producer with the same transactional id has taken over.
    var isFencing: Bool {
        switch self {
        case RD_KAFKA_RESP_ERR__FENCED, RD_KAFKA_RESP_ERR_PRODUCER_FENCED,
            RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH:
            true
        default: false
        }
    }

    /// A record that this broker never takes, whatever we do.
    var refusesRecord: Bool {
        self == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE || self == RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE
            || self == RD_KAFKA_RESP_ERR_INVALID_RECORD
    }
}

extension Fault {
    /// A fault of a call whose failure changed nothing: wait and try again, unless a person is needed.
    static func kafka(_ operation: String, _ code: rd_kafka_resp_err_t, _ detail: String? = nil) -> Fault {
        Fault(code.needsPerson ? .fatal : .transient, operation, detail ?? code.sentence, code: code.name)
    }
}
