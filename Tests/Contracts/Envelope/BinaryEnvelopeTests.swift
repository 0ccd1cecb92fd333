import Contracts
import Kernel
import Testing

/// Binary mode: attributes in headers, data as the value.
@Suite struct BinaryEnvelopeTests {
    private static let whole = CloudEvent(
        id: "intake-returns.requests.3-17", source: "/backhaul/intake", type: "backhaul.unit.received.v1",
        time: Instant("2026-03-01T08:15:00.25Z"), subject: "acme/u-1", lane: "returns.requests.3", sequence: 17,
        causationID: "platform-9", correlationID: "r-1",
        traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", data: Array("{}".utf8))

    @Test func everyAttributeThatIsWrittenIsReadBack() throws {
        let bare = CloudEvent(id: "1", source: "s", type: "t", data: [UInt8(ascii: "{")])

        for event in [Self.whole, bare] {
            #expect(try CloudEvent.read(headers: Self.optional(event.binaryHeaders()), value: event.data) == event)
        }
    }

    @Test func headersAreWrittenAsTheBindingNamesThem() {
        let text = Self.whole.binaryHeaders().map { "\($0.name)=\(String(decoding: $0.value, as: UTF8.self))" }

        #expect(
            text == [
                "ce_specversion=1.0", "ce_id=intake-returns.requests.3-17", "ce_source=/backhaul/intake",
                "ce_type=backhaul.unit.received.v1", "ce_time=2026-03-01T08:15:00.25Z", "ce_subject=acme/u-1",
                "ce_backhaullane=returns.requests.3", "ce_backhaulseq=17", "ce_causationid=platform-9",
                "ce_correlationid=r-1", "ce_traceparent=00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "content-type=application/json",
            ])
    }

    /// The example of the conformance feature "Kafka protocol binding", and headers of others among the attributes.
    @Test func theExampleOfTheConformanceSuiteIsRead() throws {
        let event = try Self.read([
            ("ce_specversion", "1.0"), ("other", "x"), ("ce_id", "1234-1234-1234"),
            ("ce_type", "com.example.someevent"),
            ("ce_source", "/mycontext/subcontext"), ("ce_time", "2018-04-05T03:56:24Z"),
            ("content-type", "application/json"), ("ce_unknownextension", "y"),
        ])

        #expect(
            event
                == CloudEvent(
                    id: "1234-1234-1234", source: "/mycontext/subcontext", type: "com.example.someevent",
                    time: Instant("2018-04-05T03:56:24Z"), data: Array("{}".utf8)))
    }

    @Test(arguments: [
        "application/json", "application/json; charset=utf-8", "APPLICATION/JSON", "text/json",
        "application/vnd.shop+json",
    ])
    func dataThatIsDeclaredToBeJSONIsAccepted(contentType: String) throws {
        #expect(try Self.read(Self.required + [("content-type", contentType)]).id == "1")
    }

    @Test(arguments: ["application/avro", "text/plain", "json", "/json", "application/json5", "application/xjson", ""])
    func otherDataIsRefused(contentType: String) throws {
        #expect(
            Self.refusal(Self.required + [("content-type", contentType)])
                == "envelope: content-type: expected application/json or another +json type")
    }

    @Test(arguments: ["ce_specversion", "ce_id", "ce_source", "ce_type"])
    func aRequiredAttributeThatIsMissingOrNullIsNamed(name: String) throws {
        let others = Self.required.filter { $0.0 != name }

        #expect(Self.refusal(others) == "envelope: \(name): required, but missing")
        #expect(Self.refusal(others + [(name, nil)]) == "envelope: \(name): required, but missing")
    }

    @Test(arguments: [
        ("ce_id", "", "ce_id: expected a text, not an empty one"),
        ("ce_source", "", "ce_source: expected a text, not an empty one"),
        ("ce_type", "", "ce_type: expected a text, not an empty one"),
        ("ce_specversion", "0.3", "ce_specversion: expected 1.0"),
        ("ce_specversion", "1.0 ", "ce_specversion: expected 1.0"),
        ("ce_specversion", "", "ce_specversion: expected 1.0"),
        ("ce_id", "a\u{0}b", "ce_id: expected no control characters"),
        ("ce_id", "a\u{85}b", "ce_id: expected no control characters"),
        ("ce_type", "a\nb", "ce_type: expected no control characters"),
        ("ce_id", String(repeating: "x", count: 1_025), "ce_id: expected at most 1024 bytes"),
    ]) func aWrongRequiredAttributeIsNamed(name: String, value: String, expected: String) throws {
        let headers = Self.required.filter { $0.0 != name } + [(name, value)]

        #expect(Self.refusal(headers) == "envelope: " + expected)
    }

    @Test(arguments: [
        ("ce_time", "2026-03-01", "ce_time: expected an RFC 3339 time"),
        ("ce_time", "2026-13-01T00:00:00Z", "ce_time: expected an RFC 3339 time"),
        ("ce_backhaulseq", "1", "ce_backhaullane: required beside ce_backhaulseq"),
        ("ce_backhaullane", "x.1", "ce_backhaulseq: required beside ce_backhaullane"),
        ("ce_id", "again", "ce_id: expected only once"),
    ]) func aWrongOptionalAttributeIsNamed(name: String, value: String, expected: String) throws {
        #expect(Self.refusal(Self.required + [(name, value)]) == "envelope: " + expected)
    }

    @Test(arguments: ["0", "-1", "1.0", "x", "9223372036854775808", " 1"])
    func aSequenceThatIsNoWholeNumberFromOneIsRefused(text: String) throws {
        let headers = Self.required + [("ce_backhaullane", "x.1"), ("ce_backhaulseq", text)]

        #expect(Self.refusal(headers) == "envelope: ce_backhaulseq: expected a whole number from 1")
    }

    @Test func textThatIsNoUTF8IsRefused() throws {
        let headers = Self.required.map { (name: $0.0, value: $0.1.map { Array($0.utf8) }) }

        for bytes in [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80]] as [[UInt8]] {
            let error = try #require(throws: ContractViolation.self) {
                try CloudEvent.read(headers: headers + [(name: "ce_subject", value: bytes)], value: Array("{}".utf8))
            }
            #expect(error.description == "envelope: ce_subject: expected UTF-8")
        }
    }

    @Test func valuesAreNotPercentDecoded() throws {
        let event = try Self.read(Self.required.filter { $0.0 != "ce_id" } + [("ce_id", "a%20b é 😀")])

        #expect(event.id == "a%20b é 😀")
    }

    @Test func anEmptyOptionalAttributeCountsAsNotSet() throws {
        let event = try Self.read(Self.required + [("ce_subject", ""), ("ce_time", "")])

        #expect(event.subject == nil && event.time == nil)
    }

    @Test func aPlainTraceHeaderIsTakenWhereTheAttributeIsAbsent() throws {
        #expect(try Self.read(Self.required + [("traceparent", "a")]).traceparent == "a")
        #expect(try Self.read(Self.required + [("traceparent", "a"), ("ce_traceparent", "b")]).traceparent == "b")
        #expect(try Self.read(Self.required + [("ce_traceparent", "b"), ("traceparent", "a")]).traceparent == "b")
    }

    @Test(arguments: [nil, []] as [[UInt8]?]) func aRecordWithoutValueIsMalformed(value: [UInt8]?) throws {
        let headers = Self.required.map { (name: $0.0, value: $0.1.map { Array($0.utf8) }) }

        let error = try #require(throws: ContractViolation.self) { try CloudEvent.read(headers: headers, value: value) }

        #expect(error.description == "malformed: value: expected the JSON of the event, but there is none")
    }

    private static let required: [(String, String?)] = [
        ("ce_specversion", "1.0"), ("ce_id", "1"), ("ce_source", "/shop"), ("ce_type", "t"),
    ]

    private static func read(_ headers: [(String, String?)]) throws(ContractViolation) -> CloudEvent {
        try CloudEvent.read(
            headers: headers.map { (name: $0.0, value: $0.1.map { Array($0.utf8) }) }, value: Array("{}".utf8))
    }

    private static func refusal(_ headers: [(String, String?)]) -> String? {
        do {
            _ = try read(headers)
            return nil
        } catch { return error.description }
    }

    private static func optional(_ headers: [(name: String, value: [UInt8])]) -> [(name: String, value: [UInt8]?)] {
        headers.map { (name: $0.name, value: $0.value) }
    }
}
