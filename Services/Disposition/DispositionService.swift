import Contracts
import DispositionDomain
import Kernel
import Worker

/// Disposition: what each unit becomes, carried out step by step, stopped and ordered back by recalls.
package enum DispositionService {
    /// The service's table of contents.
    package static let definition = ServiceDefinition<DispositionWorking>(
        name: "disposition",
        outputs: [.dispositions, .workOrders],
        migrations: [
            Migration(name: "M0001_units_and_facts", sql: PackageResources.M0001_units_and_facts_sql),
            Migration(name: "M0002_parameters", sql: PackageResources.M0002_parameters_sql),
            Migration(name: "M0003_plain_json", sql: PackageResources.M0003_plain_json_sql),
        ]
    )
    .handling(UnitArrivedHandler<ReceivedKind>())
    .handling(UnitArrivedHandler<MismatchedKind>())
    .ignoring([UnitLost.type], of: UnitLost.topic)
    .handling(UnitGradedHandler())
    .handling(ProductDescribedHandler())
    .handling(UnitHeldHandler())
    .handling(UnitReleasedHandler())
    .handling(RecallScopedHandler())
    .handling(WorkCompletedHandler())
    .handling(WorkFailedHandler())
    .onTimer(ProductWaitHandler())
    .onTimer(RecallSweepHandler())
}
