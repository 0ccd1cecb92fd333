import Contracts
import Kafka
import Kernel
import Worker

/// What a service publishes keeps the contract that its readers hold it to.
enum OutgoingLaw {
    static func check(_ record: OutboundRecord) throws {
        let size = (record.value?.count ?? 0) + record.headers.reduce(0) { $0 + $1.name.utf8.count + 1_024 }
        guard size < KafkaLimits.messageBytes else { throw Objection("a record of \(size) bytes: no broker takes it") }
        let event: CloudEvent
        do {
            event = try CloudEvent.read(headers: record.headers.map { ($0.name, $0.value) }, value: record.value)
        } catch { throw Objection("our own event cannot be read: \(error)") }
        guard let kind = Catalogue.kind(named: event.type), kind.topic.name == record.topic else {
            throw Objection("an event of type \(event.type) on \(record.topic)")
        }
        do {
            let key = try kind.check(event.data)
            guard record.key == Array(key.description.utf8) else { throw Objection("\(event.type): another key") }
        } catch let violation as ContractViolation {
            throw Objection("our own \(event.type) breaks the contract: \(violation)")
        }
    }
}
