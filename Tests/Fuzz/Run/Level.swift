import ArgumentParser

/// What is fuzzed.
enum Level: String, CaseIterable, ExpressibleByArgument {
    /// Decoders and other readers alone.
    case readers
    /// Records through the worker loop, on ports in memory.
    case lanes
    /// Events through the real services, on a real PostgreSQL.
    case decisions

    /// Of a thousand inputs of a run, how many are of this level.
    var share: UInt64 {
        switch self {
        case .readers: 700
        case .lanes: 260
        case .decisions: 40
        }
    }

    /// Inputs that stand on each other: a portion begins with nothing.
    var portion: UInt64 {
        switch self {
        case .readers: 20_000
        case .lanes: 2_000
        case .decisions: 250
        }
    }
}
