import Contracts
import Foundation
import Kafka
import Postgres
import TestSupport
import Worker

/// The database that the measures of intake begin with: the policy, the articles and all orders are known.
///
/// A real worker stores one sample order and decides one sample return; its rows are multiplied by SQL, so that what
/// is stored is what the product stores today. The rows and the event of the sample return become the templates of the
/// ceiling.
struct Preparation {
    /// The return that all others are copies of.
    static let sample = 17
    /// The database to be copied for each measure.
    static let template = "bench_template"
    /// Where that database keeps the rows of the sample return, to be multiplied.
    static let sampleSchema = "bench"

    let servers: BenchServers
    /// Where the ceiling finds the sample's bytes.
    let templates: URL

    /// - Parameter orders: numbers 0 to this are known, and not asked back.
    func run(orders: Int) throws {
        let deployment = try Deployment.empty(servers, database: Self.template, partitions: 4)
        try deployment.start("intake")
        let number = Self.sample
        try deployment.kafka.publish(BenchEvents.facts() + BenchEvents.order(number))
        let gauge = try deployment.gauge("intake")
        let before = try BenchEvents.facts().count + 2
        try gauge.wait { $0.applied == before }
        try deployment.kafka.publish([BenchEvents.request(number)])
        try gauge.wait { $0.applied == before + 1 && $0.published == 1 }
        try deployment.stopWorkers()
        let database = try servers.connect(Self.template)
        defer { database.close() }
        try Templates(folder: templates).write(database, decision: sampleDecision(deployment))
        try database.execute(Self.keeping, "bench.keep")
        try database.execute(Self.multiplication(orders: orders), "bench.orders")
        try database.execute(Self.forgetting, "bench.forget")
        for table in ["order_fact", "policy_fact", "product_fact"] {
            try database.execute("VACUUM (ANALYZE, FREEZE) intake.\(table)", "bench.vacuum")
        }
    }

    private func sampleDecision(_ deployment: Deployment) throws -> InboundRecord {
        let decisions = try deployment.kafka.readAll([Topic.decisions.name])
        guard decisions.count == 1, let decision = decisions.first else {
            throw RunError("the sample return has \(decisions.count) decisions instead of one")
        }
        return decision
    }

    private static func multiplication(orders: Int) -> String {
        """
        INSERT INTO intake.order_fact
        SELECT merchant, 'o' || lpad(n::text, 8, '0'), customer_id, currency, channel, country, ordered_at, policy_id,
            lines, delivered_at, NULL, fingerprint
        FROM intake.order_fact, generate_series(0, \(orders - 1)) AS n
        WHERE order_id = '\(BenchEvents.orderID(sample))' AND n <> \(sample)
        """
    }

    /// Keeps what the sample return has left.
    private static let keeping = """
        CREATE SCHEMA \(sampleSchema);
        CREATE TABLE \(sampleSchema).order_fact AS SELECT * FROM intake.order_fact WHERE taken IS NOT NULL;
        CREATE TABLE \(sampleSchema).return_request AS TABLE intake.return_request;
        CREATE TABLE \(sampleSchema).return_line AS TABLE intake.return_line;
        CREATE TABLE \(sampleSchema).timer AS TABLE intake.timer
        """

    /// Takes the sample return back, and all that ties the database to its topics.
    private static let forgetting = """
        UPDATE intake.order_fact SET taken = NULL WHERE taken IS NOT NULL;
        TRUNCATE intake.return_request, intake.return_line, intake.timer;
        \(detaching)
        """

    /// Unties the database from its topics: it can be used with others.
    static let detaching = """
        TRUNCATE intake.outbox, intake.consumer_offset, intake.relay_hint, intake.source_mark, intake.deployment
        """
}
