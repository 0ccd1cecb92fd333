/// An event and its place in a story, in ticks after the story's beginning.
///
/// Ticks only order the stream; how much real time passes between two of them is for the pipeline to say.
struct Scene: Sendable {
    let tick: Int
    let event: WorldEvent
}

/// Where in a story its parts stand, in ticks, when nothing is out of order.
enum StoryTicks {
    /// From one return's beginning to the next one's.
    static let between = 12
    static let shipped = 150
    static let delivered = 170
    static let requested = 260
    static let firstScan = 330
    static let lastScan = 400
    static let received = 450
}
