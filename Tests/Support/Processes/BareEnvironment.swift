/// What a process of a test finds in its environment, besides what it is given: settings of the machine do not leak in.
enum BareEnvironment {
    /// A crash ends the process at once. The runtime's own report of it comes from a second process, which can outlive
    /// the first for ever and holds what Foundation waits for, so that a dead worker seems to live.
    private static let variables = ["PATH": "/usr/bin:/bin", "SWIFT_BACKTRACE": "enable=no"]

    static func with(_ given: [String: String]) -> [String: String] { variables.merging(given) { $1 } }
}
