/// Texts by their bytes, as Kafka and PostgreSQL (collation "C") see them: Swift's own `==` and `<` take for equal
/// what Unicode calls equivalent.
extension String {
    func hasSameBytes(as other: String) -> Bool {
        withBytes(and: other) { left, right in
            left.count == right.count && Self.firstDifference(left, right) == left.count
        }
    }

    func bytesPrecede(_ other: String) -> Bool {
        withBytes(and: other) { left, right in
            let place = Self.firstDifference(left, right)
            guard place < left.count, place < right.count else { return left.count < right.count }
            return left[place] < right[place]
        }
    }

    private func withBytes(
        and other: String, _ body: (UnsafeBufferPointer<UInt8>, UnsafeBufferPointer<UInt8>) -> Bool
    ) -> Bool {
        var (left, right) = (self, other)
        return left.withUTF8 { left in right.withUTF8 { right in body(left, right) } }
    }

    /// The first index at which the bytes differ, or the length of the shorter.
    private static func firstDifference(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Int
    {
        let count = Swift.min(left.count, right.count)
        var place = 0
        while place < count, left[place] == right[place] { place += 1 }
        return place
    }
}
