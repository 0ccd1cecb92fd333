import Contracts
import Kernel
import Worker

/// Grading: asks benches what they see of every unit that came in, and makes a grade of their answers.
package enum GradingService {
    /// The service's table of contents.
    package static let definition = ServiceDefinition<GradingWorking>(
        name: "grading", outputs: [.inspectionTasks, .grades], migrations: migrations
    )
    .handling(UnitArrivedHandler<ReceivedKind>())
    .handling(UnitArrivedHandler<MismatchedKind>())
    .ignoring([UnitLost.type], of: .custody)
    .handling(ProductDescribedHandler())
    .handling(PolicyPublishedHandler())
    .handling(InspectionRecordedHandler())
    .onTimer(ProductWaitHandler())
    .onTimer(PolicyWaitHandler())

    private static let migrations = [
        Migration(name: "M0001_units", sql: PackageResources.M0001_units_sql),
        Migration(name: "M0002_apparel_tree", sql: PackageResources.M0002_apparel_tree_sql),
        Migration(name: "M0003_shoes_tree", sql: PackageResources.M0003_shoes_tree_sql),
        Migration(name: "M0004_electronics_tree", sql: PackageResources.M0004_electronics_tree_sql),
        Migration(name: "M0005_home_tree", sql: PackageResources.M0005_home_tree_sql),
        Migration(name: "M0006_food_and_drink_tree", sql: PackageResources.M0006_food_and_drink_tree_sql),
        Migration(name: "M0007_toys_tree", sql: PackageResources.M0007_toys_tree_sql),
        Migration(name: "M0008_general_tree", sql: PackageResources.M0008_general_tree_sql),
        Migration(name: "M0009_plain_json", sql: PackageResources.M0009_plain_json_sql),
    ]
}
