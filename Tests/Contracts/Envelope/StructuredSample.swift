import Contracts

/// Events in structured mode.
enum StructuredSample {
    /// Valid by the JSON event format.
    static let valid = [
        #"{"specversion":"1.0","id":"1","source":"/shop","type":"t","data":{}}"#,
        #"{"specversion":"1.0","id":"1","source":"/shop","type":"t","datacontenttype":"application/json","data":{"a":[1]}}"#,
        #"{"specversion":"1.0","id":"1","source":"urn:shop","type":"t","time":null,"subject":null,"data":{"data":1}}"#,
        #"{"specversion":"1.0","id":"1","source":"/shop","type":"t","time":"2018-04-05T17:31:00Z","data":{}}"#,
        #"{"specversion":"1.0","id":"1","source":"/shop","type":"t","comexampleothervalue":5,"data":{}}"#,
        #"{"specversion":"1.0","id":"1","source":"/shop","type":"t","data_base64":"eyAieHl6IjogMTIzIH0="}"#,
    ]

    static func read(
        _ text: String, contentType: String = "application/cloudevents+json"
    ) throws(ContractViolation) -> CloudEvent {
        try read(Array(text.utf8), contentType: contentType)
    }

    static func read(
        _ bytes: [UInt8], contentType: String = "application/cloudevents+json"
    ) throws(ContractViolation) -> CloudEvent {
        try CloudEvent.read(headers: [("content-type", Array(contentType.utf8))], value: bytes)
    }
}
