import FoundationEssentials

/// Scalars of a type, or the errors that FoundationEssentials has for the same input.
extension JSONDocument {
    /// True for `null`.
    @inline(__always)
    func isNull(_ place: Int) -> Bool { nodes[place].kind == .null }

    /// - Throws: `DecodingError` (`typeMismatch`, `valueNotFound`) when it is no text.
    @inline(__always)
    func text(at place: Int) throws -> String {
        guard nodes[place].kind == .text else { throw mismatch(String.self, at: place) }
        return string(place)
    }

    /// - Throws: `DecodingError.typeMismatch` when it is neither true nor false; for null too, as in the library.
    func flag(at place: Int) throws -> Bool {
        switch nodes[place].kind {
        case .yes: return true
        case .no: return false
        default: throw mismatch(Bool.self, at: place, isNullable: true)
        }
    }

    /// - Throws: `DecodingError` (`typeMismatch`, `valueNotFound`, or `dataCorrupted` without a path for a number that
    ///   `Number` cannot hold).
    @inline(__always)
    func integer<Number: FixedWidthInteger & Decodable>(_ type: Number.Type, at place: Int) throws -> Number {
        switch nodes[place].kind {
        case .integer:
            guard let number = withRaw(place, { Self.digits(type, in: $0) }) else { throw unrepresentable(type) }
            return number
        case .decimal:
            guard let number = withRaw(place, { Self.byLibrary(type, $0) }) else { throw unrepresentable(type) }
            return number
        default: throw mismatch(type, at: place)
        }
    }

    /// - Throws: `DecodingError` (`typeMismatch`, `valueNotFound`, or `dataCorrupted` without a path for a number so
    ///   large or so small that `Number` makes infinity or zero of it).
    func floating<Number: BinaryFloatingPoint & LosslessStringConvertible & Decodable>(
        _ type: Number.Type, at place: Int
    ) throws -> Number {
        let kind = nodes[place].kind
        guard kind == .integer || kind == .decimal else { throw mismatch(type, at: place) }
        var number = Number(string(place))
        if number == 0, kind == .decimal { number = withRaw(place) { Self.byLibrary(type, $0) } }
        guard let number, number.isFinite else { throw unrepresentable(type) }
        return number
    }

    /// A number of digits only, with or without a sign; nil when it is out of range.
    @inline(__always)
    private static func digits<Number: FixedWidthInteger>(
        _ type: Number.Type, in raw: UnsafeBufferPointer<UInt8>
    ) -> Number? {
        let isNegative = raw[0] == UInt8(ascii: "-")
        var number: Number = 0
        for index in (isNegative ? 1 : 0)..<raw.count {
            let digit = Number(truncatingIfNeeded: raw[index] &- UInt8(ascii: "0"))
            let (product, isTooLarge) = number.multipliedReportingOverflow(by: 10)
            let (sum, isOverflow) =
                isNegative ? product.subtractingReportingOverflow(digit) : product.addingReportingOverflow(digit)
            if isTooLarge || isOverflow { return nil }
            number = sum
        }
        return number
    }

    /// `1.0` and `1e3` are whole numbers too, and `1e-400` is no zero. They are rare, so their rounding is left to the
    /// library: what was accepted once must be read as the same number for ever.
    private static func byLibrary<Number: Decodable>(
        _ type: Number.Type, _ raw: UnsafeBufferPointer<UInt8>
    ) -> Number? { try? JSONDecoder().decode(type, from: Data(raw)) }
}

// MARK: - Errors

extension JSONDocument {
    /// What is wrong with a value that is not of the kind that `type` needs.
    @inline(never)
    func mismatch(_ type: Any.Type, at place: Int, isNullable: Bool = false) -> DecodingError {
        let path = path(to: place)
        guard isNullable || !isNull(place) else {
            return .valueNotFound(type, .init(codingPath: path, debugDescription: "\(type) is needed, but it is null"))
        }
        return .typeMismatch(type, .init(codingPath: path, debugDescription: "\(type) is needed"))
    }

    @inline(never)
    func missing(_ key: any CodingKey, in object: Int) -> DecodingError {
        .keyNotFound(key, .init(codingPath: path(to: object), debugDescription: "there is no such member"))
    }

    /// FoundationEssentials names no place for such a number.
    @inline(never)
    private func unrepresentable(_ type: Any.Type) -> DecodingError {
        .dataCorrupted(.init(codingPath: [], debugDescription: "a number that \(type) cannot hold"))
    }
}
