import AuditDomain
import Contracts
import Kafka
import Kernel
import Logging
import Worker

/// Writes `audit.violations`, each breach once: what stands there already is read first.
final class ViolationTopic {
    private let settings: KafkaSettings
    private let logger: Logger
    private let producer: PlainProducer
    private var told: Set<String>?

    /// - Throws: `fatal` for a wrong property.
    init(settings: KafkaSettings, logger: Logger) throws(Fault) {
        self.settings = settings
        self.logger = logger
        producer = try PlainProducer(settings: settings, logger: logger)
    }

    /// Publishes what was not told yet.
    ///
    /// After a failure whose outcome is not known, the next call reads the topic again before it writes.
    /// - Returns: how many were published.
    /// - Throws: `transient` or `outcomeUnknown` while the broker is away, `fatal` without access.
    func tell(_ findings: Set<Finding>, at now: Instant) throws(Fault) -> Int {
        guard !findings.isEmpty else { return 0 }
        let known = if let told { told } else { try read() }
        let new = findings.filter { !known.contains($0.id) }.sorted()
        told = nil
        var records: [OutboundRecord] = []
        for finding in new { records.append(try record(finding, now)) }
        if !records.isEmpty { try producer.sendAll(records) }
        told = known.union(new.map(\.id))
        return new.count
    }

    func close() { producer.close(deadlineMilliseconds: 500) }

    /// The ids on the topic.
    private func read() throws(Fault) -> Set<String> {
        let reader = try TopicReader(settings: settings, topics: [Topic.violations.name], logger: logger)
        defer { reader.close(deadlineMilliseconds: 500) }
        var ids: Set<String> = []
        while !reader.isAtEnd {
            for record in try reader.poll(maxRecords: 1_000, waitMilliseconds: 100) {
                for header in record.headers where header.name == "ce_id" {
                    if let value = header.value { ids.insert(String(decoding: value, as: UTF8.self)) }
                }
            }
        }
        return ids
    }

    private func record(_ finding: Finding, _ now: Instant) throws(Fault) -> OutboundRecord {
        let event = LawBroken(finding, now)
        do throws(ContractViolation) {
            let envelope = CloudEvent(
                id: finding.id, source: EventSourceName.of(AuditName.service), type: LawBroken.type, time: now,
                subject: event.key.description, data: try EventCodec.encode(event))
            return OutboundRecord(
                topic: Topic.violations.name, key: Array(event.key.description.utf8), value: envelope.data,
                headers: envelope.binaryHeaders().map { RecordHeader($0.name, $0.value) })
        } catch { throw Fault(.fatal, "audit.tell", error.description) }
    }
}

extension LawBroken {
    /// Subjects of goods and money begin with the merchant; lanes and places on topics are nobody's.
    init(_ finding: Finding, _ now: Instant) {
        let slash = finding.subject.firstIndex(of: "/")
        let first = slash.map { String(finding.subject[..<$0]) } ?? ""
        let isOfMerchant = !first.isEmpty && !finding.isAboutTopics
        self.init(
            merchant: isOfMerchant ? first : "backhaul",
            subject: isOfMerchant ? String(finding.subject.drop { $0 != "/" }.dropFirst()) : finding.subject,
            violationId: finding.id, law: BrokenLaw(finding.law), found: finding.found, expected: finding.expected,
            foundAt: now)
    }
}

extension Finding {
    /// True for laws of lanes and records, whose subjects are no merchant's.
    fileprivate var isAboutTopics: Bool {
        switch law {
        case .lost, .doubled, .altered, .order, .numbering, .outbox, .contract: true
        case .conservation, .custody, .money, .disposition, .recall, .effect: false
        }
    }
}

extension BrokenLaw {
    /// The same law in the words of the contract.
    init(_ law: Law) {
        switch law {
        case .lost: self = .lost
        case .doubled: self = .doubled
        case .altered: self = .altered
        case .order: self = .order
        case .numbering: self = .numbering
        case .outbox: self = .outbox
        case .contract: self = .contract
        case .conservation: self = .conservation
        case .custody: self = .custody
        case .money: self = .money
        case .disposition: self = .disposition
        case .recall: self = .recall
        case .effect: self = .effect
        }
    }
}
