/// A story for a person: what happened, then what is.
struct StoryText {
    let story: Story

    func lines() -> [String] {
        ["Story of " + story.ids.joined(separator: ", "), ""] + story.events.flatMap(lines(of:)) + state()
    }

    private func lines(of event: StoryEvent) -> [String] {
        let refused = event.refusedBecause.map { "  REFUSED: \($0)" } ?? ""
        let name = event.type.isEmpty ? "(no type)" : event.type
        return [
            "\(event.time)  \(name)\(refused)", "    \(event.topic) \(event.partition)/\(event.offset)  \(event.id)",
        ]
            + details(event.data, indent: "    ") + [""]
    }

    /// Single values on one line, then each entry of a list on its own.
    private func details(_ value: JSONValue, indent: String) -> [String] {
        guard case .object(let fields) = value else { return [indent + value.brief] }
        let single = fields.sorted { $0.key < $1.key }.filter { !$0.value.isList }
        var lines = [indent + single.map { "\($0.key)=\($0.value.brief)" }.joined(separator: "  ")]
        for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
            guard case .list(let entries) = value, !entries.isEmpty else { continue }
            lines.append("\(indent)\(name):")
            for entry in entries.prefix(20) { lines += details(entry, indent: indent + "  - ").prefix(1) }
            if entries.count > 20 { lines.append("\(indent)  ... and \(entries.count - 20) more") }
        }
        return lines
    }

    private func state() -> [String] {
        story.state.sorted { $0.key < $1.key }.flatMap { table, rows in
            ["State in \(table)"] + rows.flatMap { details($0, indent: "    ") } + [""]
        }
    }
}

extension JSONValue {
    fileprivate var isList: Bool { if case .list = self { true } else { false } }
}
