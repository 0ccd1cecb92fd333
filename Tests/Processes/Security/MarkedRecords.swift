import Contracts
import Foundation
import Kernel
import TestSupport
import Worker

/// Records that hold markers wherever a record can hold anything.
enum MarkedRecords {
    /// For a topic: records that nobody can read, and every event of it with a marker in the place of each of its
    /// values, one after another.
    static func all(on topic: Topic) -> [OutboundRecord] {
        let kinds = Catalogue.kinds(on: topic)
        return unreadable(topic, type: kinds.first?.type ?? "") + kinds.flatMap { changed($0) }
    }

    private static let value = Array("{\"note\":\"\(Marker.value)\"}".utf8)
    private static let broken = Array("{\"note\":\"\(Marker.value)\",".utf8)

    private static func unreadable(_ topic: Topic, type: String) -> [OutboundRecord] {
        let header = Marker.header
        let good = [("ce_specversion", "1.0"), ("ce_id", header), ("ce_source", "/\(header)"), ("ce_type", type)]
        let structured = ("content-type", "application/cloudevents+json")
        func with(_ name: String, _ value: String) -> [(String, String)] {
            good.filter { $0.0 != name } + [(name, value)]
        }
        let records: [([(String, String)], [UInt8]?)] = [
            ([], value), ([(header, header)], value), (good, broken), (good, nil), (good, Array(Marker.value.utf8)),
            (good, Array("\"\(Marker.value)\"".utf8)), (good, [0xff] + value), (with("ce_type", header), value),
            (with("ce_specversion", header), value), (with("ce_id", header + "\n"), value), (good + good, value),
            (with("ce_time", header), value), (with("content-type", header), value),
            (good + [("ce_backhaulseq", header), ("ce_backhaullane", header)], value), ([structured], value),
            (good + [("ce_traceparent", header), ("ce_correlationid", header)], value),
            ([structured], Array("{\"specversion\":\"\(Marker.value)\",\"id\":5}".utf8)), ([structured], broken),
        ]
        return records.map { headers, value in
            OutboundRecord(
                topic: topic.name, key: Array(Marker.key.utf8), value: value,
                headers: headers.map { RecordHeader($0.0, text: $0.1) })
        }
    }

    private static func changed(_ kind: EventKind) -> [OutboundRecord] {
        guard let bytes = RepositoryFiles.read("Tests/Golden/\(kind.type).full.json"),
            let tree = try? JSONSerialization.jsonObject(with: Data(bytes))
        else { return [] }
        return variants(of: tree).enumerated().compactMap { index, variant in
            guard let data = try? JSONSerialization.data(withJSONObject: variant) else { return nil }
            let event = CloudEvent(
                id: "\(Marker.header)-\(index)", source: "/\(Marker.header)", type: kind.type, data: Array(data))
            let key = try? kind.check(event.data).description
            return OutboundRecord(
                topic: kind.topic.name, key: Array((key ?? Marker.key).utf8), value: event.data,
                headers: event.binaryHeaders().map { RecordHeader($0.name, $0.value) })
        }
    }

    /// The tree with one value changed, for each value in it and several markers.
    private static func variants(of tree: Any) -> [Any] {
        switch tree {
        case let object as [String: Any]:
            let marked = [object.merging([Marker.value: Marker.value]) { $1 }]
            return marked
                + object.sorted { $0.key < $1.key }.flatMap { name, value in
                    variants(of: value).map { object.merging([name: $0]) { $1 } as Any }
                }
        case let list as [Any]:
            return list.indices.prefix(1).flatMap { index in
                variants(of: list[index]).map { variant in
                    var copy = list
                    copy[index] = variant
                    return copy
                }
            } + [Marker.value]
        default: return [Marker.value, Marker.value + "\u{0}"]
        }
    }
}
