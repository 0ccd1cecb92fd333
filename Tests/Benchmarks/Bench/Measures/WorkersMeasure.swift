import Contracts
import TestSupport
import Worker

/// Each worker alone, on a backlog of all that it read while the whole chain ran.
struct WorkersMeasure {
    /// A worker's figures, beside those of intake on its own backlog of the same stream.
    struct Figure: Encodable {
        var events = 0
        var eventsPerSecond = 0.0
        /// Of worker and PostgreSQL.
        var cpuSecondsPerMillion = 0.0
        /// Time per event, and processor time per event, over intake's.
        var timeToIntake = 0.0
        var cpuToIntake = 0.0
        /// Records that the worker refused.
        var deadLetters = 0
        var expense = Expense()
    }

    /// A deployment through which the chain has run, with the workers stopped.
    let chain: Deployment
    let partitions: Int

    /// - Returns: figures by the worker's name.
    func measure(_ settings: [String: String], onFigure: (String, Figure) -> Void) throws -> [String: Figure] {
        var figures: [String: Figure] = [:]
        for service in Deployment.services {
            var figure = try alone(service, settings)
            let intake = figures["intake"] ?? figure
            figure.timeToIntake = intake.eventsPerSecond / figure.eventsPerSecond
            figure.cpuToIntake = figure.cpuSecondsPerMillion / intake.cpuSecondsPerMillion
            onFigure(service, figure)
            figures[service] = figure
        }
        return figures
    }

    /// A new database and copies of the topics: offsets that the group has reported on the originals would make the
    /// worker refuse a database that knows nothing of them.
    private func alone(_ service: String, _ settings: [String: String]) throws -> Figure {
        let deployment = try Deployment.empty(
            chain.servers, database: "bench_alone_\(service)", partitions: partitions)
        defer { deployment.end() }
        let late = Self.answers[service] ?? []
        let topics = Self.inputs(of: service)
        let gauge = try deployment.gauge(service)
        var expense = Expense()
        var applied = 0
        for stage in [topics.filter { !late.contains($0) }, late] where !stage.isEmpty {
            let count = try TopicCopy(source: chain.kafka, target: deployment.kafka).copy(stage.map(\.name))
            try deployment.start(service, settings)
            expense += try stretch(deployment, gauge, from: applied, to: applied + count)
            try deployment.stopWorkers()
            applied += count
        }
        let letters = try deployment.kafka.readAll(topics.map(\.deadLetterName)).count
        return Figure(
            events: expense.events, eventsPerSecond: expense.eventsPerSecond,
            cpuSecondsPerMillion: expense.cpuPerMillion, deadLetters: letters, expense: expense)
    }

    /// From the first batch on, until all is applied and what came of it is published.
    private func stretch(
        _ deployment: Deployment, _ gauge: ProgressGauge, from before: Int, to applied: Int
    ) throws -> Expense {
        var first = Progress()
        try gauge.wait(everyMilliseconds: 5, onLook: { _ in try deployment.workers.forEach { try $0.check() } }) {
            first = $0
            return $0.applied > before
        }
        let watch = try Stopwatch(deployment)
        try gauge.wait(onLook: { _ in deployment.lookAtWorkers() }) {
            $0.applied == applied && $0.published == $0.numbered
        }
        return try watch.stop(events: applied - first.applied)
    }

    /// Topics that answer what the worker itself has said: an answer that comes before the question is refused, so
    /// these records are a backlog of their own, after the others.
    private static let answers: [String: [Topic]] = ["intake": [.grades], "disposition": [.workResults]]

    /// The topics that a worker reads.
    private static func inputs(of service: String) -> [Topic] {
        Topic.allCases.filter { topic in
            Catalogue.kinds(on: topic).contains { $0.readers.contains(service) }
        }
    }
}
