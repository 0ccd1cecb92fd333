import Kernel
import Worker

/// What a batch of grading needs.
package struct GradingKeys: LoadKeys {
    /// Articles of units that arrive: read, and locked only while they are not described.
    var products: Set<MerchantKey> = []
    /// Articles that are described: locked, with the units that watch for them.
    var describedProducts: Set<MerchantKey> = []
    /// Policies of units that arrive: read, and locked only while they are not published.
    var policies: Set<MerchantKey> = []
    /// Policies that are published: locked, with the units that watch for them.
    var publishedPolicies: Set<MerchantKey> = []
    /// Units, known or not: locked.
    var units: Set<MerchantKey> = []

    package init() {}
}
