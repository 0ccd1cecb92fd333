import Kernel

/// How long intake waits for what it has not seen yet.
///
/// Topics reach a worker in any order among each other; these limits tell being late from never coming.
public enum IntakeLimits {
    /// A request waits this long for its orders, their delivery and their policy; then it is decided as things are.
    public static let facts = TimeSpan.days(7)
    /// Once orders and policy are known, a request waits this long for the catalogue; then the category is `other`.
    public static let product = TimeSpan.seconds(30)
    /// A receipt that names a return nobody has requested waits this long; then its items are unannounced.
    public static let receipt = TimeSpan.seconds(30)
}
