import BackhaulDeadLetters
import Kafka
import Worker

/// Reads dead-letter topics: first what there is, then the records that are asked for.
struct DeadLetterReading {
    let settings: KafkaSettings
    let topics: [String]

    /// The dead letters of the topics with what became of them.
    private(set) var book = LetterBook()
    /// Those that the filter accepts, by identity.
    private var accepted: Set<LetterIdentity> = []

    /// - Throws: as `TopicScan.read`.
    init(
        _ settings: KafkaSettings, topics: [String], where accepts: (Letter, InboundRecord) -> Bool
    ) throws(Fault) {
        self.settings = settings
        self.topics = topics
        var book = LetterBook()
        var accepted: Set<LetterIdentity> = []
        try TopicScan.read(topics, settings) { record in
            book.take(record)
            guard !DeadLetter.isResolution(record) else { return }
            let letter = Letter(record)
            if accepts(letter, record) { accepted.insert(letter.identity) }
        }
        self.book = book
        self.accepted = accepted
    }

    /// The accepted dead letters in the order of replays.
    var letters: [Letter] { book.all.filter { accepted.contains($0.identity) } }

    /// The whole records of some dead letters.
    ///
    /// - Throws: as `TopicScan.read`.
    func records(of letters: [Letter]) throws(Fault) -> [RecordPlace: InboundRecord] {
        let wanted = Set(letters.map(\.place))
        let topics = Set(wanted.map(\.lane.topic)).sorted()
        var found: [RecordPlace: InboundRecord] = [:]
        guard !topics.isEmpty else { return found }
        try TopicScan.read(topics, settings) { record in
            let place = RecordPlace(record.lane, record.offset)
            if wanted.contains(place) { found[place] = record }
        }
        return found
    }
}
