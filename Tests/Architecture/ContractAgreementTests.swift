import Contracts
import DispositionService
import GradingService
import IntakeService
import RecallService
import Testing

@testable import Worker

/// What a worker's definition says of itself.
struct WorkerFacts: Sendable {
    var name: String
    var outputs: Set<Topic>
    /// The event types that it acts on.
    var handled: Set<String>
    /// The event types that it knows: those it acts on and those it reads past.
    var known: Set<String>

    init<Working: WorkingSet>(_ definition: ServiceDefinition<Working>) {
        name = definition.name
        outputs = Set(definition.outputs)
        handled = Set(definition.routes.filter { $0.value.prepare != nil }.keys)
        known = Set(definition.routes.keys)
    }

    static let all = [
        WorkerFacts(IntakeService.definition), WorkerFacts(GradingService.definition),
        WorkerFacts(DispositionService.definition), WorkerFacts(RecallService.definition),
    ]

    /// Where this worker and the catalogue say different things.
    func disagreements(with kinds: [EventKind]) -> [String] {
        let mine = kinds.filter { $0.readers.contains(name) }
        let topics = Set(mine.map(\.topic))
        let unhandled = mine.filter { !handled.contains($0.type) }.map { "\(name) does not act on \($0.type)" }
        let unlisted = handled.subtracting(mine.map(\.type)).map { "\(name) acts on \($0) and is not its reader" }
        let unknown = kinds.filter { topics.contains($0.topic) && !known.contains($0.type) }
            .map { "\(name) does not know \($0.type) on a topic that it reads" }
        let written = Set(Topic.allCases.filter { $0.writer == name })
        let outputs = written.symmetricDifference(outputs).map {
            "\(name) and the catalogue differ on who writes \($0.name)"
        }
        return unhandled + unlisted + unknown + outputs
    }
}

/// Definitions, catalogue, AsyncAPI and READMEs say the same.
@Suite struct ContractAgreementTests {
    @Test(arguments: WorkerFacts.all) func aWorkerDoesWhatTheCatalogueSays(worker: WorkerFacts) {
        #expect(worker.disagreements(with: Catalogue.all) == [])
    }

    @Test func everyReaderAndWriterIsAWorker() {
        let names = Set(WorkerFacts.all.map(\.name))

        #expect(Set(Catalogue.all.flatMap(\.readers)).isSubset(of: names))
        // The judge is no worker of the runtime that it judges.
        #expect(Set(Topic.allCases.compactMap(\.writer)) == names.union(["audit"]))
    }

    @Test func aDisagreementIsCaught() throws {
        var worker = try #require(WorkerFacts.all.first)
        let handled = try #require(worker.handled.sorted().first)
        worker.handled.remove(handled)
        worker.handled.insert("backhaul.planted.v1")
        worker.known.remove(handled)
        worker.outputs.removeFirst()

        let found = worker.disagreements(with: Catalogue.all)

        #expect(found.contains { $0.contains("does not act on \(handled)") })
        #expect(found.contains { $0.contains("acts on backhaul.planted.v1") })
        #expect(found.contains { $0.contains("does not know \(handled)") })
        #expect(found.contains { $0.contains("differ on who writes") })
    }

    @Test(arguments: WorkerFacts.all) func theAsyncAPIDocumentNamesTheWorkersTopics(worker: WorkerFacts) {
        let lines = Set(SourceTree.repository["deploy/asyncapi.yaml"]?.lines ?? [])
        let inputs = Set(Catalogue.all.filter { worker.handled.contains($0.type) }.map(\.topic))

        for topic in Topic.allCases {
            #expect(
                lines.contains("  \(worker.name).receive.\(topic.name):") == inputs.contains(topic), "\(topic.name)")
            #expect(
                lines.contains("  \(worker.name).send.\(topic.name):") == worker.outputs.contains(topic),
                "\(topic.name)")
        }
    }

    @Test(arguments: WorkerFacts.all) func theWorkersPageNamesItsTopics(worker: WorkerFacts) {
        let page = SourceTree.repository.files(under: "Services/", ending: "/README.md")
            .first { $0.path.lowercased() == "services/\(worker.name)/readme.md" }
        let inputs = Set(Catalogue.all.filter { worker.handled.contains($0.type) }.map(\.topic))

        for topic in inputs.union(worker.outputs) {
            #expect(page?.text.contains("`\(topic.name)`") ?? false, "\(worker.name)'s README.md lacks \(topic.name)")
        }
    }
}
