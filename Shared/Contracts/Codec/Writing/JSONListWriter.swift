/// Writes the elements of one list.
struct JSONListWriter: UnkeyedEncodingContainer {
    private let sink: JSONSink
    private let place: JSONPlace

    init(_ sink: JSONSink, _ place: JSONPlace) {
        self.sink = sink
        self.place = place
    }

    var codingPath: [any CodingKey] { [] }
    var count: Int { sink.count(at: place) }

    @inline(__always)
    private func write(_ value: (inout JSONBytes) -> Void) {
        guard sink.beginElement(of: place) else { return }
        value(&sink.bytes)
        sink.endEntry()
    }

    func encodeNil() { write { $0.append("null") } }
    func encode(_ value: Bool) { write { $0.append(flag: value) } }
    func encode(_ value: String) { write { $0.append(text: value) } }
    func encode(_ value: Double) throws { try floating(value) }
    func encode(_ value: Float) throws { try floating(value) }
    func encode(_ value: Int) { write { $0.append(integer: value) } }
    func encode(_ value: Int8) { write { $0.append(integer: value) } }
    func encode(_ value: Int16) { write { $0.append(integer: value) } }
    func encode(_ value: Int32) { write { $0.append(integer: value) } }
    func encode(_ value: Int64) { write { $0.append(integer: value) } }
    func encode(_ value: UInt) { write { $0.append(integer: value) } }
    func encode(_ value: UInt8) { write { $0.append(integer: value) } }
    func encode(_ value: UInt16) { write { $0.append(integer: value) } }
    func encode(_ value: UInt32) { write { $0.append(integer: value) } }
    func encode(_ value: UInt64) { write { $0.append(integer: value) } }

    func encode<Value: Encodable>(_ value: Value) throws {
        guard sink.beginElement(of: place) else { return }
        do { try sink.encode(value) } catch {
            sink.undoElement()
            throw error
        }
        sink.endEntry()
    }

    private func floating(_ value: some BinaryFloatingPoint & CustomStringConvertible) throws {
        try value.requireFinite()
        write { $0.append(finite: value) }
    }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        nested().container(keyedBy: type)
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { nested().unkeyedContainer() }
    func superEncoder() -> any Encoder { nested() }

    /// A value that ends when this list is written to again.
    private func nested() -> JSONValueWriter {
        guard sink.beginElement(of: place) else { return JSONValueWriter(sink, .none) }
        return sink.openValue(isImplied: true)
    }
}
