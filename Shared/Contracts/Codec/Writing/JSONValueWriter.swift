/// Encodes one value into a sink.
///
/// No path is kept: no type of ours asks for it, and what cannot be written is told without the place.
struct JSONValueWriter: Encoder, SingleValueEncodingContainer {
    let sink: JSONSink
    let place: JSONPlace

    @inline(__always)
    init(_ sink: JSONSink, _ place: JSONPlace) {
        self.sink = sink
        self.place = place
    }

    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        _ = sink.begin(.object, at: place)
        return KeyedEncodingContainer(JSONKeyedWriter<Key>(sink, place))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        _ = sink.begin(.list, at: place)
        return JSONListWriter(sink, place)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { self }

    func encodeNil() { if sink.begin(.scalar, at: place) { sink.bytes.append("null") } }
    func encode(_ value: Bool) { if sink.begin(.scalar, at: place) { sink.bytes.append(flag: value) } }
    func encode(_ value: String) { if sink.begin(.scalar, at: place) { sink.bytes.append(text: value) } }
    func encode(_ value: Double) throws { try floating(value) }
    func encode(_ value: Float) throws { try floating(value) }
    func encode(_ value: Int) { integer(value) }
    func encode(_ value: Int8) { integer(value) }
    func encode(_ value: Int16) { integer(value) }
    func encode(_ value: Int32) { integer(value) }
    func encode(_ value: Int64) { integer(value) }
    func encode(_ value: UInt) { integer(value) }
    func encode(_ value: UInt8) { integer(value) }
    func encode(_ value: UInt16) { integer(value) }
    func encode(_ value: UInt32) { integer(value) }
    func encode(_ value: UInt64) { integer(value) }
    func encode<Value: Encodable>(_ value: Value) throws { try value.encode(to: self) }

    private func integer(_ value: some FixedWidthInteger) {
        if sink.begin(.scalar, at: place) { sink.bytes.append(integer: value) }
    }

    private func floating(_ value: some BinaryFloatingPoint & CustomStringConvertible) throws {
        try value.requireFinite()
        if sink.begin(.scalar, at: place) { sink.bytes.append(finite: value) }
    }
}

extension BinaryFloatingPoint {
    /// - Throws: `EncodingError.invalidValue` for what JSON has no number for.
    func requireFinite() throws {
        guard isFinite else {
            throw EncodingError.invalidValue(self, .init(codingPath: [], debugDescription: "not a finite number"))
        }
    }
}
