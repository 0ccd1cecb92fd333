import Contracts

/// The schemas of record keys and headers in the AsyncAPI document.
enum AsyncAPIHeaders {
    static let all: [JSONTree.Member] = [
        JSONTree.Member(name: "eventHeaders", value: eventHeaders),
        JSONTree.Member(name: "workerEventHeaders", value: workerEventHeaders),
        JSONTree.Member(name: "deadLetterHeaders", value: deadLetterHeaders),
    ]

    /// Stands in each message: the schema of the binding allows no reference there.
    static let recordKey: JSONTree = [
        "type": "string", "pattern": "^[^/]+/.+$",
        "description": "The merchant, a slash, and the id that the topic is ordered by.",
    ]

    private static let eventHeaders: JSONTree = [
        "type": "object",
        "description":
            "CloudEvents 1.0 attributes in binary mode. A repeated ce_source and ce_id has no second effect.",
        "properties": [
            "ce_specversion": ["const": "1.0", "description": "The version of CloudEvents."],
            "ce_id": text("Unique within ce_source."),
            "ce_source": text("URI-reference of the producer."),
            "ce_type": text("The event type, such as backhaul.order.shipped.v1."),
            "ce_time": ["type": "string", "format": "date-time", "description": "When it happened."],
            "ce_subject": text("What it is about: the record key."),
            "ce_causationid": text("The id of the event that led to it."),
            "ce_correlationid": text("The return that it belongs to."),
            "ce_traceparent": text("W3C trace context, passed through; a header traceparent is read too."),
            "content-type": [
                "type": "string", "description": "application/json; assumed when absent.",
            ],
        ],
        "required": ["ce_specversion", "ce_id", "ce_source", "ce_type"],
    ]

    private static let workerEventHeaders: JSONTree = [
        "description": "What our workers add, so that every duplicate can be recognised.",
        "allOf": [
            ["$ref": "#/components/schemas/eventHeaders"],
            [
                "type": "object",
                "properties": [
                    "ce_backhaullane": text("The lane that numbered the event: an input topic and partition."),
                    "ce_backhaulseq": [
                        "type": "string", "pattern": "^[1-9][0-9]*$",
                        "description": "Its number in the lane of this source, from 1 without gaps.",
                    ],
                ],
                "required": ["ce_backhaullane", "ce_backhaulseq"],
            ],
        ],
    ]

    private static let deadLetterHeaders: JSONTree = [
        "type": "object",
        "description": "Beside the headers that the record came with; names are those of Kafka Connect.",
        "properties": [
            "__connect.errors.topic": text("The topic that the record came from."),
            "__connect.errors.partition": text("Its partition there."),
            "__connect.errors.offset": text("Its offset there."),
            "__connect.errors.connector.name": text("The worker that could not use it."),
            "__connect.errors.stage": text(
                "VALUE_CONVERTER when it could not be read, TASK_PUT when a rule forbade it."),
            "__connect.errors.exception.class.name": [
                "type": "string", "enum": JSONTree(texts: ContractViolation.Reason.allCases.map(\.rawValue)),
                "description": "The class of the reason.",
            ],
            "__connect.errors.exception.message": text("The field and what was expected; never a value."),
        ],
        "required": [
            "__connect.errors.topic", "__connect.errors.partition", "__connect.errors.offset",
            "__connect.errors.exception.class.name",
        ],
    ]

    private static func text(_ description: String) -> JSONTree {
        ["type": "string", "description": .text(description)]
    }
}
