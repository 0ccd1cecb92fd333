import CLibpq

/// The libpq that this process runs on.
package enum PostgresLibrary {
    /// Such as `15.8`.
    package static var version: String {
        let number = PQlibVersion()
        return "\(number / 10_000).\(number % 10_000)"
    }
}
