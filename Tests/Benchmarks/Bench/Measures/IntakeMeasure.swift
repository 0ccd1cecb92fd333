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
    /// The database that each round begins with a copy of.
    var template = Preparation.template

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

    private func round(_ name: String, start: (Deployment) throws -> Void) throws -> Expense {
        let database = "bench_\(name)"
        try servers.copy(template, as: database)
        let deployment = try Deployment(servers, database: database, partitions: partitions)
        defer { deployment.end() }
        try BacklogPublisher.publish(0..<requests, to: deployment.kafka, BenchEvents.request)
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
        try verify(deployment)
        return expense
    }

    /// Both programs have to have done the work. Longer ids are those of returns stored before.
    private func verify(_ deployment: Deployment) throws {
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
                .text(BenchEvents.returnID(0)), .text(BenchEvents.returnID(requests - 1)),
                .text(BenchEvents.orderID(0)), .text(BenchEvents.orderID(requests - 1)),
            ])
        let found = (Int(counts.int(0, 0)), Int(counts.int(0, 1)), Int(counts.int(0, 2)))
        guard found == (requests, 2 * requests, requests) else {
            throw RunError("\(deployment.database): expected \(requests) decided returns, found \(found)")
        }
    }
}
