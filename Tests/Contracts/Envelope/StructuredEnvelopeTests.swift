import Contracts
import Kernel
import Testing

/// Structured mode: one JSON object holds everything.
@Suite struct StructuredEnvelopeTests {
    @Test(arguments: [
        "application/cloudevents+json", "application/cloudevents+json; charset=utf-8",
        "APPLICATION/CloudEvents+JSON;charset=UTF-8", "application/cloudevents+json ;x=y",
    ]) func theContentTypeDecidesInAnyCase(contentType: String) throws {
        let event = try StructuredSample.read(StructuredSample.valid[0], contentType: contentType)

        #expect(event == CloudEvent(id: "1", source: "/shop", type: "t", data: Array("{}".utf8)))
    }

    @Test(arguments: [
        "application/cloudevents", "application/cloudevents-batch+json", "application/cloudevents+avro",
        "application/cloudevents+jsonx",
    ]) func otherFormatsOfCloudEventsAreRefused(contentType: String) throws {
        #expect(
            Self.refusal(StructuredSample.valid[0], contentType: contentType)
                == "envelope: content-type: expected application/cloudevents+json")
    }

    @Test func everyAttributeIsRead() throws {
        let text =
            #"{"backhaullane":"returns.requests.3","backhaulseq":17,"causationid":"c","correlationid":"r","data":{"a": 1},"#
            + #""id":"i","source":"s","specversion":"1.0","subject":"acme/u","time":"2026-03-01T08:15:00Z","#
            + #""traceparent":"00","type":"t"}"#

        let event = try StructuredSample.read(text)

        #expect(
            event
                == CloudEvent(
                    id: "i", source: "s", type: "t", time: Instant("2026-03-01T08:15:00Z"), subject: "acme/u",
                    lane: "returns.requests.3", sequence: 17, causationID: "c", correlationID: "r", traceparent: "00",
                    data: Array(#"{"a": 1}"#.utf8)))
    }

    @Test(arguments: [
        #"{}"#, #"{ "a" : [ 1.50 , "}" ] }"#, #"{"n":1e+2,"big":123456789012345678901234567890}"#, #"{"t":"\"}\\"}"#,
        #"{"data":{"data":1}}"#, "[]", #""text""#, "1.5", "null", "true", #"{"é":"😀"}"#,
    ]) func dataIsHandedOnByteForByte(data: String) throws {
        for layout in [
            #"{"data":\#(data),"specversion":"1.0","id":"1","source":"s","type":"t"}"#,
            "\n{ \"specversion\" : \"1.0\" , \"id\":\"1\",\"source\":\"s\",\"type\":\"t\", \"x\":{\"data\":0},\"data\" :\t\(data)\n}\n",
        ] {
            #expect(try StructuredSample.read(layout).data == Array(data.utf8))
        }
    }

    @Test func base64DataIsDecoded() throws {
        let event = try StructuredSample.read(Self.event(#""data_base64":"eyAieHl6IjogMTIzIH0=""#))

        #expect(event.data == Array(#"{ "xyz": 123 }"#.utf8))
    }

    @Test func aSequenceMayBeTextAsInOtherBindings() throws {
        let event = try StructuredSample.read(Self.event(#""backhaullane":"l","backhaulseq":"17","data":{}"#))

        #expect(event.sequence == 17)
    }

    @Test func nullAttributesCountAsNotSet() throws {
        let event = try StructuredSample.read(
            Self.event(#""time":null,"subject":null,"traceparent":null,"datacontenttype":null,"data":{}"#))

        #expect(event == CloudEvent(id: "1", source: "s", type: "t", data: Array("{}".utf8)))
    }

    @Test(arguments: [
        (#"{"specversion":"1.0","source":"s","type":"t","data":{}}"#, "envelope: id: required, but missing"),
        (#"{"specversion":"1.0","id":null,"source":"s","type":"t","data":{}}"#, "envelope: id: required, but missing"),
        (#"{"specversion":"1.0","id":7,"source":"s","type":"t","data":{}}"#, "envelope: id: expected a text"),
        (
            #"{"specversion":"1.0","id":"","source":"s","type":"t","data":{}}"#,
            "envelope: id: expected a text, not an empty one"
        ),
        (#"{"id":"1","source":"s","type":"t","data":{}}"#, "envelope: specversion: required, but missing"),
        (#"{"specversion":"0.3","id":"1","source":"s","type":"t","data":{}}"#, "envelope: specversion: expected 1.0"),
        (event(#""time":"now","data":{}"#), "envelope: time: expected an RFC 3339 time"),
        (
            event(#""datacontenttype":"text/xml","data":"<x/>""#),
            "envelope: datacontenttype: expected application/json or another +json type"
        ),
        (event(#""x":1"#), "envelope: data: required, but missing"),
        (event(#""data":{},"data":{}"#), "envelope: data: expected only once"),
        (event(#""data":{},"data_base64":"e30=""#), "envelope: data: expected either data or data_base64"),
        (event(#""data_base64":"%%%""#), "envelope: data_base64: expected Base64"),
        (event(#""backhaulseq":1,"data":{}"#), "envelope: backhaullane: required beside backhaulseq"),
        (event(#""backhaullane":"l","backhaulseq":1.5,"data":{}"#), "envelope: backhaulseq: expected a text"),
        (event(#""d\u0061ta":{}"#), "envelope: data: required, but missing"),
        (event(#""subject":"a\u0000b","data":{}"#), "rule: expected no character U+0000 in texts"),
        (event(#""subject":"a\u0001b","data":{}"#), "envelope: subject: expected no control characters"),
        ("[]", "malformed: the value is not one JSON object"),
        ("{", "malformed: the value is not one JSON object"),
        ("", "malformed: value: expected the JSON of the event, but there is none"),
    ]) func aDamagedEventIsRefusedWithThePlace(text: String, expected: String) throws {
        #expect(Self.refusal(text) == expected)
    }

    @Test func attributesInHeadersAreLeftAside() throws {
        let headers: [(name: String, value: [UInt8]?)] = [
            ("ce_id", Array("other".utf8)), ("ce_id", [0xff]),
            ("content-type", Array("application/cloudevents+json".utf8)),
        ]

        let event = try CloudEvent.read(headers: headers, value: Array(StructuredSample.valid[0].utf8))

        #expect(event.id == "1")
    }

    private static func event(_ members: String) -> String {
        #"{"specversion":"1.0","id":"1","source":"s","type":"t",\#(members)}"#
    }

    private static func refusal(_ text: String, contentType: String = "application/cloudevents+json") -> String? {
        do {
            _ = try StructuredSample.read(text, contentType: contentType)
            return nil
        } catch { return error.description }
    }
}
