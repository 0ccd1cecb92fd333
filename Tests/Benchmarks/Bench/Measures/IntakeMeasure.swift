import Contracts
import Foundation
import Kafka
import Postgres
import TestSupport
import Worker

/// A backlog of requests, decided by one intake worker or carried by the ceiling: the same bytes in and out, the same
/// rows.
struct IntakeMeasure {
    let servers: BenchServers
    let templates: URL
    let requests: Int
    let partitions: Int
    /// One round of the worker.
    func worker(_ settings: [String: String] = [:]) throws -> Expense {
        try round("intake") { deployment in try deployment.start("intake", settings) }
    }

    /// One round of the C program that does none of the domain's work.
    func ceiling() throws -> Expense {
        try round("ceiling") { deployment in
            try deployment.start(
                "ceiling", executable: "ceiling",
                [
                    "--bootstrap", deployment.kafka.settings.bootstrapServers,
                    "--database", servers.url(of: deployment.database),
                    "--prefix", deployment.kafka.settings.topicPrefix,
                    "--group", deployment.kafka.settings.brokerName("intake"),
                    "--decisions", deployment.kafka.settings.brokerName(Topic.decisions.name),
                    "--positions", deployment.kafka.settings.brokerName(RelayNames.positionsTopic(service: "intake")),
                    "--records", "\(requests)", "--templates", templates.path, "--sample", "\(Preparation.sample)",
                    "--stay",
                ])
        }
    }

    /// One round of the worker on a database that is there and stays, with its requests from `first` on.
    func worker(on database: String, from first: Int, _ settings: [String: String]) throws -> Expense {
        try servers.execute(Preparation.detaching, in: database)
        // As a copy would begin: what is changed first is written to the log as a whole page.
        try servers.execute("CHECKPOINT", in: database)
        let deployment = try Deployment(servers, database: database, partitions: partitions)
        defer { deployment.kill() }
        return try round(deployment, first..<first + requests) { try $0.start("intake", settings) }
    }

    private func round(_ name: String, start: (Deployment) throws -> Void) throws -> Expense {
        let database = "bench_\(name)"
        try servers.copy(Preparation.template, as: database)
        let deployment = try Deployment(servers, database: database, partitions: partitions)
        defer { deployment.end() }
        return try round(deployment, 0..<requests, start: start)
    }

    private func round(
        _ deployment: Deployment, _ numbers: Range<Int>, start: (Deployment) throws -> Void
    ) throws -> Expense {
        try BacklogPublisher.publish(numbers, to: deployment.kafka, BenchEvents.request)
        let gauge = try deployment.gauge("intake")
        try start(deployment)
        // From the first batch on: starting and joining the group are another measure.
        var first = Progress()
        try gauge.wait(onLook: { _ in try deployment.workers.forEach { try $0.check() } }) { progress in
            first = progress
            return progress.applied > 0
        }
        let watch = try Stopwatch(deployment)
        try gauge.wait(onLook: { _ in deployment.lookAtWorkers() }) {
            $0.applied == requests && $0.published == requests
        }
        let expense = try watch.stop(events: requests - first.applied)
        try verify(deployment, numbers)
        return expense
    }

    /// Both programs have to have done the work. Longer ids are those of returns stored before.
    private func verify(_ deployment: Deployment, _ numbers: Range<Int>) throws {
        let connection = try servers.connect(deployment.database)
        defer { connection.close() }
        let counts = try connection.run(
            Statement(
                "bench.verify",
                """
                SELECT (SELECT count(*) FROM intake.return_request WHERE status = 'authorized'
                        AND return_id BETWEEN $1 AND $2 AND length(return_id) = length($1)),
                    (SELECT count(*) FROM intake.return_line
                     WHERE return_id BETWEEN $1 AND $2 AND length(return_id) = length($1)),
                    (SELECT count(*) FROM intake.order_fact WHERE taken IS NOT NULL
                        AND order_id BETWEEN $3 AND $4 AND length(order_id) = length($3))
                """),
            [
                .text(BenchEvents.returnID(numbers.lowerBound)), .text(BenchEvents.returnID(numbers.upperBound - 1)),
                .text(BenchEvents.orderID(numbers.lowerBound)), .text(BenchEvents.orderID(numbers.upperBound - 1)),
            ])
        let found = (Int(counts.int(0, 0)), Int(counts.int(0, 1)), Int(counts.int(0, 2)))
        guard found == (requests, 2 * requests, requests) else {
            throw RunError("\(deployment.database): expected \(requests) decided returns, found \(found)")
        }
    }
}
