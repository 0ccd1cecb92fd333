import Kernel

/// A value that writes its JSON itself, see `JSONObjectText`.
package protocol JSONWritable {
    /// Writes the members that `Codable` would, in the order of the bytes of their names.
    func writeMembers(to text: inout JSONObjectText)
}

extension JSONWritable {
    /// The value as `JSONCoder.encode` gives it.
    package var writtenJSON: [UInt8] {
        var text = JSONObjectText()
        writeMembers(to: &text)
        return text.finish()
    }
}

/// One JSON object, written member by member by a type that is written most often.
///
/// Under `Codable` every member is a dozen calls that the compiler cannot see through; here it sees all of them, which
/// takes a fifth of the time. The price: members must be written in the order of the bytes of their names, each once,
/// and the form stands beside that of `Codable`. Tests hold both to the same bytes.
package struct JSONObjectText: ~Copyable {
    private var bytes: JSONBytes

    /// - Parameter capacity: bytes that are likely to be needed.
    package init(capacity: Int = 512) {
        bytes = JSONBytes(capacity: capacity)
        bytes.append(UInt8(ascii: "{"))
    }

    /// Ends the object.
    package consuming func finish() -> [UInt8] {
        close(with: UInt8(ascii: "}"))
        return Array(bytes.all)
    }

    @inline(__always)
    private mutating func begin(_ name: StaticString) {
        bytes.append(UInt8(ascii: "\""))
        bytes.append(name)
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
    }

    @inline(__always)
    private mutating func end() { bytes.append(UInt8(ascii: ",")) }

    /// The bracket takes the place of the last comma.
    @inline(__always)
    private mutating func close(with bracket: UInt8) {
        if bytes.last == UInt8(ascii: ",") { bytes.last = bracket } else { bytes.append(bracket) }
    }

    /// A text; left out when there is none.
    package mutating func member(_ name: StaticString, _ text: String?) {
        guard let text else { return }
        begin(name)
        bytes.append(text: text)
        end()
    }

    /// A whole number; left out when there is none.
    package mutating func member(_ name: StaticString, _ number: Int64?) {
        guard let number else { return }
        begin(name)
        bytes.append(integer: number)
        end()
    }

    /// True or false.
    package mutating func member(_ name: StaticString, _ flag: Bool) {
        begin(name)
        bytes.append(flag: flag)
        end()
    }

    /// A time in RFC 3339; left out when there is none.
    package mutating func member(_ name: StaticString, _ time: Instant?) { member(name, time?.description) }

    /// An object.
    package mutating func member(_ name: StaticString, _ object: some JSONWritable) {
        begin(name)
        bytes.append(UInt8(ascii: "{"))
        object.writeMembers(to: &self)
        close(with: UInt8(ascii: "}"))
        end()
    }

    /// A list of objects.
    package mutating func list(_ name: StaticString, _ elements: [some JSONWritable]) {
        begin(name)
        bytes.append(UInt8(ascii: "["))
        for element in elements {
            bytes.append(UInt8(ascii: "{"))
            element.writeMembers(to: &self)
            close(with: UInt8(ascii: "}"))
            end()
        }
        close(with: UInt8(ascii: "]"))
        end()
    }

    /// A list of whole numbers.
    package mutating func list(_ name: StaticString, _ numbers: some Sequence<Int64>) {
        begin(name)
        bytes.append(UInt8(ascii: "["))
        for number in numbers {
            bytes.append(integer: number)
            end()
        }
        close(with: UInt8(ascii: "]"))
        end()
    }

    /// A list of texts.
    package mutating func list(_ name: StaticString, _ texts: [String]) {
        begin(name)
        bytes.append(UInt8(ascii: "["))
        for text in texts {
            bytes.append(text: text)
            end()
        }
        close(with: UInt8(ascii: "]"))
        end()
    }
}
