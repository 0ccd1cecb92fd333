import Contracts
import Worker

/// Intake: what was sold and promised, what customers want to send back, what arrives, and the money that follows.
package enum IntakeService {
    /// The service's table of contents.
    package static let definition = ServiceDefinition<IntakeWorking>(
        name: "intake", outputs: [.decisions, .custody, .refunds],
        migrations: [
            Migration(name: "M0001_returns", sql: PackageResources.M0001_returns_sql),
            Migration(name: "M0002_plain_json", sql: PackageResources.M0002_plain_json_sql),
        ]
    )
    .handling(OrderShippedHandler())
    .handling(OrderDeliveredHandler())
    .handling(ProductDescribedHandler())
    .handling(PolicyPublishedHandler())
    .handling(ReturnRequestedHandler())
    .handling(ReturnCancelledHandler())
    .handling(ParcelScannedHandler())
    .handling(ParcelReceivedHandler())
    .handling(UnitGradedHandler())
    .onTimer(DecideTimer())
    .onTimer(TransitTimer())
    .onTimer(ReceiptTimer())
}
