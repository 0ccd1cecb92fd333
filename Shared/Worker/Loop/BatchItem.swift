import Contracts
import Kernel

/// One record of a batch, decoded once, however often the batch is tried.
struct BatchItem<Working: WorkingSet>: Sendable {
    enum Content: Sendable {
        /// To be decided.
        case work(PreparedWork<Working>, CloudEvent)
        /// A type of the topic that this service has no use for.
        case passedBy
        /// Goes to the dead-letter topic.
        case refused(ContractViolation)
    }

    let record: InboundRecord
    var content: Content
    /// Set for events of our own workers and for replays: whose numbers they carry.
    let source: String?
    let sequence: Int64

    var isWork: Bool { if case .work = content { true } else { false } }
    var isRefused: Bool { if case .refused = content { true } else { false } }
}

/// Turns records into batch items: envelope, route, data.
struct BatchDecoder<Working: WorkingSet>: Sendable {
    let definition: ServiceDefinition<Working>

    func decode(_ record: InboundRecord) -> BatchItem<Working> {
        do {
            var reader = EnvelopeReader()
            for header in record.headers { reader.add(header.name, header.value) }
            return item(record, try reader.event(value: record.value))
        } catch {
            let replay = DeadLetter.replay(record, for: definition.name)
            return BatchItem(
                record: record, content: .refused(error), source: replay?.source, sequence: replay?.sequence ?? 0)
        }
    }

    private func item(_ record: InboundRecord, _ event: CloudEvent) -> BatchItem<Working> {
        let numbered = DeadLetter.replay(record, for: definition.name) ?? number(of: event)
        let content: BatchItem<Working>.Content
        do {
            let work = try definition.prepare(event, from: record.lane.topic)
            content = work.map { .work($0, event) } ?? .passedBy
        } catch { content = .refused(error) }
        return BatchItem(
            record: record, content: content, source: numbered?.source, sequence: numbered?.sequence ?? 0)
    }

    private func number(of event: CloudEvent) -> (source: String, sequence: Int64)? {
        guard EventSourceName.isOurs(event.source), let lane = event.lane, let number = event.sequence else {
            return nil
        }
        return ("\(event.source) \(lane)", number)
    }
}
