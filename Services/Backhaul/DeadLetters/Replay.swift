import Contracts
import Kernel
import Worker

/// Makes the record that puts a dead letter back on its topic, under its original identity.
package enum Replay {
    /// What is sent instead of what was refused.
    package struct Correction: Sendable {
        /// nil leaves the value as it was.
        package var value: [UInt8]?
        /// Headers that are set or replaced, by name.
        package var headers: [String: String]

        package init(value: [UInt8]? = nil, headers: [String: String] = [:]) {
            self.value = value
            self.headers = headers
        }

        /// True when the record is sent as it was.
        package var isEmpty: Bool { value == nil && headers.isEmpty }
    }

    /// The record for the original topic: key, value and all headers as they are on the dead-letter topic, with the
    /// `__connect.errors.*` by which the worker knows it; then the correction.
    ///
    /// - Parameter outOfWindow: the worker would take its number for one that was applied before: it is left out.
    package static func record(
        of letter: InboundRecord, to topic: String, _ correction: Correction = Correction(), outOfWindow: Bool = false
    ) -> OutboundRecord {
        var headers = letter.headers.filter { correction.headers[$0.name] == nil }
        if outOfWindow { headers.removeAll { $0.name == DeadLetter.lane || $0.name == DeadLetter.sequence } }
        let corrected = correction.headers.sorted { $0.key < $1.key }.map { RecordHeader($0.key, text: $0.value) }
        return OutboundRecord(
            topic: topic, key: letter.key, value: correction.value ?? letter.value, headers: corrected + headers)
    }

    /// What the original and the corrected record must have in common.
    ///
    /// - Throws: `ContractViolation` (`rule`) naming what differs, and what the contract says of the record.
    package static func checkIdentity(of record: OutboundRecord, original: InboundRecord) throws(ContractViolation) {
        let event = try CloudEvent.read(headers: record.headers.map { ($0.name, $0.value) }, value: record.value)
        if let kind = Catalogue.kind(named: event.type), let key = record.key {
            let named = try kind.check(event.data)
            guard key.elementsEqual(named.description.utf8) else {
                throw ContractViolation(.rule, "the value: expected ids that make the record's key")
            }
        }
        // An original that cannot be read has no identity yet; the correction gives it one.
        let headers = original.headers.map { (name: $0.name, value: $0.value) }
        guard let before = try? CloudEvent.read(headers: headers, value: original.value) else { return }
        guard (before.id, before.source) == (event.id, event.source) else {
            throw ContractViolation(.rule, "id and source: expected those of the original event")
        }
    }
}
