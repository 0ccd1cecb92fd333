/// Writes the members of one object.
struct JSONKeyedWriter<Key: CodingKey>: KeyedEncodingContainerProtocol {
    private let sink: JSONSink
    private let place: JSONPlace

    init(_ sink: JSONSink, _ place: JSONPlace) {
        self.sink = sink
        self.place = place
    }

    var codingPath: [any CodingKey] { [] }

    @inline(__always)
    private func write(_ key: Key, _ value: (inout JSONBytes) -> Void) {
        guard sink.beginMember(key.stringValue, of: place) else { return }
        value(&sink.bytes)
        sink.endEntry()
    }

    func encodeNil(forKey key: Key) { write(key) { $0.append("null") } }
    func encode(_ value: Bool, forKey key: Key) { write(key) { $0.append(flag: value) } }
    func encode(_ value: String, forKey key: Key) { write(key) { $0.append(text: value) } }
    func encode(_ value: Double, forKey key: Key) throws { try floating(value, key) }
    func encode(_ value: Float, forKey key: Key) throws { try floating(value, key) }
    func encode(_ value: Int, forKey key: Key) { write(key) { $0.append(integer: value) } }
    func encode(_ value: Int8, forKey key: Key) { write(key) { $0.append(integer: value) } }
    func encode(_ value: Int16, forKey key: Key) { write(key) { $0.append(integer: value) } }
    func encode(_ value: Int32, forKey key: Key) { write(key) { $0.append(integer: value) } }
    func encode(_ value: Int64, forKey key: Key) { write(key) { $0.append(integer: value) } }
    func encode(_ value: UInt, forKey key: Key) { write(key) { $0.append(integer: value) } }
    func encode(_ value: UInt8, forKey key: Key) { write(key) { $0.append(integer: value) } }
    func encode(_ value: UInt16, forKey key: Key) { write(key) { $0.append(integer: value) } }
    func encode(_ value: UInt32, forKey key: Key) { write(key) { $0.append(integer: value) } }
    func encode(_ value: UInt64, forKey key: Key) { write(key) { $0.append(integer: value) } }

    func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
        guard sink.beginMember(key.stringValue, of: place) else { return }
        do { try sink.encode(value) } catch {
            sink.undoMember()
            throw error
        }
        sink.endEntry()
    }

    private func floating(_ value: some BinaryFloatingPoint & CustomStringConvertible, _ key: Key) throws {
        try value.requireFinite()
        write(key) { $0.append(finite: value) }
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> { nested(key.stringValue).container(keyedBy: type) }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        nested(key.stringValue).unkeyedContainer()
    }

    func superEncoder() -> any Encoder { nested(JSONKey.inherited.stringValue) }
    func superEncoder(forKey key: Key) -> any Encoder { nested(key.stringValue) }

    /// A value that ends when this object is written to again.
    private func nested(_ name: String) -> JSONValueWriter {
        // Out of turn the sink knows it, and what is written to this place is left aside.
        guard sink.beginMember(name, of: place) else { return JSONValueWriter(sink, .none) }
        return sink.openValue(isImplied: true)
    }
}
