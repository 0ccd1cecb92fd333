import Contracts
import Kernel
import Worker

/// Makes records that break the contract: every kind of flaw on every input topic, in turn.
struct Spoiler: Sendable {
    /// The topics that platforms, carriers, sites and regulators write.
    static let topics = Topic.allCases.filter { $0.writer == nil }

    /// Every flaw that a topic can have.
    static let flaws: [(topic: Topic, flaw: Flaw)] = topics.flatMap { topic in
        Flaw.allCases.filter { applies($0, to: topic) }.map { (topic, $0) }
    }

    private let order: [Int]

    init(seed: UInt64) {
        var chance = Chance(seed: seed, "flaws")
        order = chance.shuffled(Array(Self.flaws.indices))
    }

    /// The record of that number; each has a key of its own.
    ///
    /// - Throws: `ContractViolation` when the specimen has no JSON form.
    func record(_ number: Int) throws(ContractViolation) -> WorldEvent {
        let (topic, flaw) = Self.flaws[order[number % order.count]]
        return try Self.record(topic, flaw, id: "bad-\(number)")
    }

    static func record(_ topic: Topic, _ flaw: Flaw, id: String) throws(ContractViolation) -> WorldEvent {
        let specimen = try Specimen(topic, id: id)
        let cloud = CloudEvent(
            id: id, source: "/world/nobody", type: specimen.type, time: Specimen.time, subject: specimen.key,
            data: Array(specimen.json.utf8))
        var record = Sender.platform.binary(cloud, topic)
        spoil(&record, specimen, flaw)
        return WorldEvent(topic, type: specimen.type, record, nature: .malformed(flaw))
    }

    /// On a compacted topic a null deletes its key; inspections have no field that is a code.
    private static func applies(_ flaw: Flaw, to topic: Topic) -> Bool {
        switch flaw {
        case .nullValue: !topic.isCompacted
        case .unknownCode: topic != .inspectionResults
        default: true
        }
    }

    private static func spoil(_ record: inout OutboundRecord, _ specimen: Specimen, _ flaw: Flaw) {
        switch flaw {
        case .noID: record.headers.removeAll { $0.name == "ce_id" }
        case .noType: record.headers.removeAll { $0.name == "ce_type" }
        case .wrongVersion: set("ce_specversion", "0.3", &record)
        case .unknownType: set("ce_type", "backhaul.thought.occurred.v1", &record)
        case .typeOfAnotherTopic: set("ce_type", specimen.foreignType, &record)
        case .nullValue: record.value = nil
        case .brokenStructured:
            record.headers = [RecordHeader("content-type", text: "application/cloudevents+json")]
            record.value = Array(#"{"specversion":"1.0","id":"1","#.utf8)
        default: record.value = spoiledValue(specimen, flaw)
        }
    }

    private static func spoiledValue(_ specimen: Specimen, _ flaw: Flaw) -> [UInt8] {
        let merchant = "\"merchant\":\"\(Specimen.merchant)\""
        switch flaw {
        case .notJSON: return Array("the parcel is at the door".utf8)
        case .cutOff: return Array(specimen.json.utf8.dropLast(specimen.json.utf8.count / 3))
        case .missingField: return replaced(specimen, "\"merchant\":", "\"merchandise\":")
        case .wrongType: return replaced(specimen, merchant, "\"merchant\":17")
        case .badMerchant: return replaced(specimen, merchant, "\"merchant\":\"har/bour\"")
        case .wrongTime: return replaced(specimen, Specimen.time.description, "yesterday")
        case .unknownCode: return specimen.code.map { replaced(specimen, $0.known, $0.unknown) } ?? []
        case .notAnObject: return Array("[\(specimen.json)]".utf8)
        case .notUTF8: return Array(specimen.json.utf8).map { $0 == UInt8(ascii: "h") ? 0xff : $0 }
        default: return []
        }
    }

    private static func replaced(_ specimen: Specimen, _ part: String, _ other: String) -> [UInt8] {
        Array(specimen.json.split(separator: part, omittingEmptySubsequences: false).joined(separator: other).utf8)
    }

    private static func set(_ header: String, _ text: String, _ record: inout OutboundRecord) {
        for index in record.headers.indices where record.headers[index].name == header {
            record.headers[index].value = Array(text.utf8)
        }
    }
}
