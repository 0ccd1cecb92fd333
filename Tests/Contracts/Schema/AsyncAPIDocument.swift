import Contracts

/// The AsyncAPI document of the whole system, made from the catalogue.
///
/// - Source: AsyncAPI 3.0.0; Kafka bindings 0.5.0.
struct AsyncAPIDocument {
    /// Title and description of each event type, from its JSON Schema.
    let schemas: [String: JSONTree]

    private let workers = ["intake", "grading", "disposition", "recall"]
    private let bindingVersion: JSONTree = "0.5.0"

    var tree: JSONTree {
        [
            "asyncapi": "3.0.0",
            "info": [
                "title": "Backhaul",
                "version": "1.0.0",
                "description": .text(
                    "Reverse logistics as Kafka workers. CloudEvents 1.0 in binary mode with JSON data; structured mode "
                        + "is read too. Readers ignore members that they do not know; a new version of an event is a new "
                        + "type. Names of topics stand here without the deployment's prefix. Ids have at most 1,000 bytes "
                        + "of UTF-8 (those of lines and receipts 500, a merchant and the id of a key 1,000 together) and no "
                        + "control characters; amounts and quantities have the ranges that refusals name."),
            ],
            "defaultContentType": "application/json",
            "servers": ["kafka": server],
            "channels": .object(Topic.allCases.map { member($0.name, channel($0)) } + [deadLetterChannel]),
            "operations": .object(workers.flatMap(operations)),
            "components": [
                "schemas": .object(AsyncAPIHeaders.all),
                "messages": .object(Catalogue.all.map { member($0.type, message($0)) } + [deadLetterMessage]),
            ],
        ]
    }

    private var server: JSONTree {
        [
            "host": "{bootstrap}",
            "protocol": "kafka",
            "description": "Any broker that speaks Kafka's protocol; with transactions where it has them.",
            "variables": [
                "bootstrap": [
                    "default": "localhost:9092", "description": "The setting KAFKA_BOOTSTRAP_SERVERS.",
                ]
            ],
        ]
    }

    private func channel(_ topic: Topic) -> JSONTree {
        let kinds = Catalogue.kinds(on: topic)
        let writer = topic.writer.map { "the worker \($0)" } ?? "platforms, carriers, sites, makers or regulators"
        return [
            "address": .text(topic.name),
            "description": .text("Written by \(writer)."),
            "messages": .object(kinds.map { member($0.type, reference("#/components/messages/\($0.type)")) }),
            "bindings": [
                "kafka": [
                    "topic": .text(topic.name),
                    "partitions": .integer(Int64(Topic.defaultPartitions)),
                    "topicConfiguration": ["cleanup.policy": [topic.isCompacted ? "compact" : "delete"]],
                    "bindingVersion": bindingVersion,
                ]
            ],
        ]
    }

    private var deadLetterChannel: JSONTree.Member {
        member(
            "deadLetters",
            [
                "address": "{topic}.dlq",
                "description": .text(
                    "Records of a topic that could not be used, untouched, with the reason in headers. A record with "
                        + "the header backhaul.dlq.resolution is none: it has no value and tells what was done about "
                        + "one."),
                "parameters": [
                    "topic": [
                        "description": "The topic that the record came from.",
                        "enum": JSONTree(texts: Topic.allCases.map(\.name)),
                    ]
                ],
                "messages": ["deadLetter": reference("#/components/messages/deadLetter")],
                "bindings": [
                    "kafka": [
                        "partitions": .integer(Int64(Topic.defaultPartitions)),
                        "topicConfiguration": ["cleanup.policy": ["delete"]],
                        "bindingVersion": bindingVersion,
                    ]
                ],
            ])
    }

    private func message(_ kind: EventKind) -> JSONTree {
        let schema = schemas[kind.type]
        // The judge reads no lane and so numbers nothing: its ids are made from what it found.
        let isNumbered = kind.writer != nil && kind.topic != .violations
        let headers = isNumbered ? "workerEventHeaders" : "eventHeaders"
        return [
            "name": .text(kind.type),
            "title": schema?["title"] ?? "",
            "summary": schema?["description"] ?? "",
            "contentType": "application/json",
            "headers": reference("#/components/schemas/\(headers)"),
            "payload": reference("schemas/\(kind.schemaFile)"),
            "correlationId": ["location": "$message.header#/ce_correlationid"],
            "bindings": [
                "kafka": ["key": AsyncAPIHeaders.recordKey, "bindingVersion": bindingVersion]
            ],
        ]
    }

    private var deadLetterMessage: JSONTree.Member {
        member(
            "deadLetter",
            [
                "name": "deadLetter",
                "title": "Dead letter",
                "summary": "A record as it came, with key, value and headers, and why it could not be used.",
                "headers": reference("#/components/schemas/deadLetterHeaders"),
            ])
    }

    private func operations(of worker: String) -> [JSONTree.Member] {
        let received = Topic.allCases.flatMap { topic in
            operation(worker, "receive", topic, Catalogue.kinds(on: topic).filter { $0.readers.contains(worker) })
        }
        let sent = Topic.allCases.filter { $0.writer == worker }.flatMap { topic in
            operation(worker, "send", topic, Catalogue.kinds(on: topic))
        }
        let refused = member(
            "\(worker).send.deadLetters",
            [
                "action": "send", "channel": reference("#/channels/deadLetters"),
                "summary": "Records of its input topics that it cannot use.",
            ])
        return received + sent + [refused]
    }

    private func operation(
        _ worker: String, _ action: String, _ topic: Topic, _ kinds: [EventKind]
    ) -> [JSONTree.Member] {
        guard !kinds.isEmpty else { return [] }
        let messages = kinds.map { reference("#/channels/\(topic.name)/messages/\($0.type)") }
        var operation: JSONTree = [
            "action": .text(action), "channel": reference("#/channels/\(topic.name)"), "messages": .list(messages),
        ]
        if action == "receive" {
            let group: JSONTree = ["type": "string", "enum": [.text(worker)]]
            operation = operation.with("bindings", ["kafka": ["groupId": group, "bindingVersion": bindingVersion]])
        }
        return [member("\(worker).\(action).\(topic.name)", operation)]
    }

    private func member(_ name: String, _ value: JSONTree) -> JSONTree.Member { .init(name: name, value: value) }

    private func reference(_ target: String) -> JSONTree { ["$ref": .text(target)] }
}
