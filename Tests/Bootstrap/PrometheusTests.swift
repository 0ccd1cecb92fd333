import CoreMetrics
import Telemetry
import Testing

@Suite struct PrometheusTests {
    @Test func countersAddUpUnderTheirLabels() {
        let registry = PrometheusRegistry()
        registry.makeCounter(label: "b_total", dimensions: [("topic", "x")]).increment(by: 2)
        registry.makeCounter(label: "b_total", dimensions: [("topic", "x")]).increment(by: 3)
        registry.makeCounter(label: "b_total", dimensions: [("topic", "y")]).increment(by: 1)
        registry.makeCounter(label: "a_total", dimensions: []).increment(by: 7)

        #expect(
            registry.exposition() == """
                # TYPE a_total counter
                a_total 7
                # TYPE b_total counter
                b_total{topic="x"} 5
                b_total{topic="y"} 1

                """)
    }

    @Test func labelValuesAreEscaped() {
        let registry = PrometheusRegistry()
        registry.makeCounter(label: "a_total", dimensions: [("why", "a \"b\" \\ c\nd")]).increment(by: 1)

        #expect(registry.exposition().contains(#"a_total{why="a \"b\" \\ c\nd"} 1"#))
    }

    @Test func aGaugeKeepsItsLastValue() {
        let registry = PrometheusRegistry()
        let gauge = registry.makeRecorder(label: "lanes", dimensions: [], aggregate: false)
        gauge.record(8.0)
        gauge.record(3.0)

        #expect(registry.exposition() == "# TYPE lanes gauge\nlanes 3.0\n")
    }

    @Test func aHistogramsBucketsCountEverythingUpToTheirBound() throws {
        let registry = PrometheusRegistry()
        let timer = registry.makeTimer(label: "took_seconds", dimensions: [("a", "b")])
        let milliseconds: [Int64] = [0, 1, 3, 40, 900, 20_000]
        for time in milliseconds { timer.recordNanoseconds(time * 1_000_000) }

        let lines = registry.exposition().split(separator: "\n").map(String.init)
        let counts = try lines.filter { $0.hasPrefix("took_seconds_bucket") }.map { line in
            try #require(line.split(separator: " ").last.flatMap { Int($0) })
        }

        #expect(lines.first == "# TYPE took_seconds histogram")
        #expect(lines.contains(#"took_seconds_bucket{a="b",le="0.001"} 2"#))
        #expect(lines.contains(#"took_seconds_bucket{a="b",le="1.0"} 5"#))
        #expect(lines.contains(#"took_seconds_bucket{a="b",le="+Inf"} 6"#))
        #expect(lines.contains(#"took_seconds_count{a="b"} 6"#))
        #expect(lines.contains { $0.hasPrefix(#"took_seconds_sum{a="b"} 20.94"#) })
        #expect(counts == counts.sorted() && counts.count == 15)
    }

    @Test func manyThreadsCountTogether() async {
        let registry = PrometheusRegistry()
        await withTaskGroup(of: Void.self) { tasks in
            for _ in 0..<8 {
                tasks.addTask {
                    for _ in 0..<10_000 {
                        registry.makeCounter(label: "a_total", dimensions: [("b", "c")]).increment(by: 1)
                    }
                }
            }
        }

        #expect(registry.exposition().contains("a_total{b=\"c\"} 80000\n"))
    }
}
