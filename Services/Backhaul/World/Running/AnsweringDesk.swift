import Contracts
import Kernel
import Worker

/// Takes what the world reads and hands out what it answers; tasks wait here until their unit's arrival was seen.
struct AnsweringDesk {
    /// What the world reads.
    static let topics: [Topic] = [.custody, .inspectionTasks, .workOrders]

    private(set) var answerer: Answerer
    private var tasks: [String: InspectionRequired] = [:]
    private var orders: [String: [WorkOrdered]] = [:]

    init(_ answerer: Answerer) { self.answerer = answerer }

    /// Tasks and orders that wait.
    var waiting: Int { tasks.count + orders.count }

    /// What the world answers to these records.
    ///
    /// - Parameter price: of an article of a merchant.
    /// - Throws: `ContractViolation` when a worker's event does not keep the contract, or an answer has no JSON form.
    mutating func answer(
        _ records: [InboundRecord], price: (_ merchant: String, _ sku: String) -> ArticlePrice?
    ) throws(ContractViolation) -> [WorldEvent] {
        var events: [WorldEvent] = []
        for record in records {
            let cloud = try CloudEvent.read(
                headers: record.headers.map { (name: $0.name, value: $0.value) }, value: record.value)
            switch cloud.type {
            case UnitReceived.type:
                events += try arrived(EventCodec.decode(UnitReceived.self, from: cloud.data).arrival, price)
            case UnitMismatched.type:
                events += try arrived(EventCodec.decode(UnitMismatched.self, from: cloud.data).arrival, price)
            case InspectionRequired.type:
                events += try asked(EventCodec.decode(InspectionRequired.self, from: cloud.data))
            case WorkOrdered.type: events += try ordered(EventCodec.decode(WorkOrdered.self, from: cloud.data), price)
            default: continue
            }
        }
        return events
    }

    private mutating func arrived(
        _ arrival: UnitArrival, _ price: (String, String) -> ArticlePrice?
    ) throws(ContractViolation) -> [WorldEvent] {
        answerer.sees(arrival)
        var events: [WorldEvent] = []
        if let task = tasks.removeValue(forKey: arrival.unitId) { events += try asked(task) }
        for order in orders.removeValue(forKey: arrival.unitId) ?? [] { events += try ordered(order, price) }
        return events
    }

    private mutating func asked(_ task: InspectionRequired) throws(ContractViolation) -> [WorldEvent] {
        if let events = try answerer.answer(task) { return events }
        tasks[task.unitId] = task
        return []
    }

    private mutating func ordered(
        _ order: WorkOrdered, _ price: (String, String) -> ArticlePrice?
    ) throws(ContractViolation) -> [WorldEvent] {
        let article = order.sku.flatMap { price(order.merchant, $0) }
        if let events = try answerer.answer(order, price: article) { return events }
        orders[order.unitId, default: []].append(order)
        return []
    }
}
