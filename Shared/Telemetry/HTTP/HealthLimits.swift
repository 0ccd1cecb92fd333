import HummingbirdCore
import NIOCore

/// What clients of the health port may hold, so that none of them costs the worker memory or descriptors without end.
package struct HealthLimits: Sendable {
    /// Connections open at once; more wait in the system's queue until one is closed.
    package var connectionsMax = 64
    /// A connection that asks nothing for so long is closed; so is one whose request is not whole by then.
    package var idleSeconds = 15
    /// Bytes of the path, of one header and of all headers of a request. A request with more is refused with 400.
    package var headerBytesMax = 8_192
    /// Headers of a request.
    package var headersMax = 64

    package init() {}

    var channel: HTTP1Channel.Configuration {
        HTTP1Channel.Configuration(
            idleTimeout: .seconds(Int64(idleSeconds)),
            httpDecoderConfiguration: HTTP1Channel.Configuration.DecoderConfiguration(
                maxHeaderFieldSize: headerBytesMax, maxHeaderListSize: headerBytesMax,
                maxHeaderFieldCount: headersMax))
    }
}
