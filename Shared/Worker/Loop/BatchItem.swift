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
    /// Set for events of our own workers: whose numbers they carry.
    let source: String?
    let sequence: Int64
}

/// Turns records into batch items: envelope, route, data.
struct BatchDecoder<Working: WorkingSet>: Sendable {
    let definition: ServiceDefinition<Working>

    func decode(_ record: InboundRecord) -> BatchItem<Working> {
        do {
            let event = try CloudEvent.read(headers: record.headers.map { ($0.name, $0.value) }, value: record.value)
            return item(record, event)
        } catch {
            return BatchItem(record: record, content: .refused(error), source: nil, sequence: 0)
        }
    }

    private func item(_ record: InboundRecord, _ event: CloudEvent) -> BatchItem<Working> {
        let ours = EventSourceName.isOurs(event.source)
        let source = ours ? event.lane.map { "\(event.source) \($0)" } : nil
        let content: BatchItem<Working>.Content
        do { content = try route(record, event) } catch { content = .refused(error) }
        return BatchItem(
            record: record, content: content, source: event.sequence == nil ? nil : source,
            sequence: event.sequence ?? 0)
    }

    private func route(
        _ record: InboundRecord, _ event: CloudEvent
    ) throws(ContractViolation) -> BatchItem<Working>.Content {
        guard let route = definition.routes[event.type], route.topic.name == record.lane.topic else {
            throw ContractViolation(.unknownType, "ce_type: expected a type that \(record.lane.topic) carries")
        }
        guard let prepare = route.prepare else { return .passedBy }
        return .work(try prepare(event), event)
    }
}
