import Contracts
import Worker

/// Recall: notices become scopes; everything sold and everything in hand is matched against them, now and later.
package enum RecallService {
    /// What it reads, what it writes, and who decides.
    package static let definition = ServiceDefinition<RecallWorking>(
        name: "recall", outputs: [.recallScopes, .holds, .recallProgress],
        migrations: [
            Migration(name: "M0001_recalls", sql: PackageResources.M0001_recalls_sql),
            Migration(name: "M0002_plain_json", sql: PackageResources.M0002_plain_json_sql),
        ]
    )
    .handling(NoticeHandler<PublishedKind>())
    .handling(NoticeHandler<AmendedKind>())
    .handling(RecallEndedHandler())
    .handling(OrderShippedHandler())
    .ignoring([OrderDelivered.type], of: .orders)
    .handling(UnitArrivedHandler<ReceivedKind>())
    .handling(UnitArrivedHandler<MismatchedKind>())
    .ignoring([UnitLost.type], of: .custody)
    .handling(UnitClosedHandler())
    .ignoring([DispositionDecided.type], of: .dispositions)
    .onTimer(SweepTimer())
    .onTimer(ProgressTimer())
}
