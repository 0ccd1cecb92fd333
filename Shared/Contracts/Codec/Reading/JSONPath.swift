/// A step of a coding path: a member or an element.
struct JSONKey: CodingKey {
    let stringValue: String
    let intValue: Int?

    init(stringValue: String) {
        self.stringValue = stringValue
        intValue = nil
    }

    init(intValue: Int) {
        stringValue = "Index \(intValue)"
        self.intValue = intValue
    }

    init(_ name: String) { self.init(stringValue: name) }

    /// The key under which classes put what they inherit.
    static let inherited = JSONKey("super")
}

extension JSONDocument {
    /// The way from the outermost value to the one at `place`.
    ///
    /// Found only when somebody asks, which is when something is wrong: no decoder keeps a path.
    func path(to place: Int) -> [any CodingKey] {
        var path: [any CodingKey] = []
        var container = 0
        while container < place, let step = step(from: container, to: place) {
            path.append(step.key)
            container = step.value
        }
        return path
    }

    /// The member or element of `container` that is, or holds, the value at `place`.
    private func step(from container: Int, to place: Int) -> (key: JSONKey, value: Int)? {
        let isObject = nodes[container].kind == .object
        var value = container + 1
        for index in 0..<Int(nodes[container].length) {
            if isObject { value += 1 }
            let end = Int(nodes[value].next)
            if place < end { return (isObject ? JSONKey(string(value - 1)) : JSONKey(intValue: index), value) }
            value = end
        }
        return nil
    }
}
