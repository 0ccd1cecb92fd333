import Kernel
import Worker

/// Keys as two arrays for `unnest`, sorted.
extension Collection where Element == MerchantKey {
    var columns: [SQLValue] {
        let keys = sorted()
        return [.texts(keys.map(\.merchant)), .texts(keys.map(\.id))]
    }
}

extension Rows {
    /// The key in the first two columns.
    func merchantKey(_ row: Int) -> MerchantKey { MerchantKey(text(row, 0), text(row, 1)) }
}
