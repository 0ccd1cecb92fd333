/// Where all containers of one encoding write: one row of bytes, and a stack of the values that are being written.
///
/// Only the innermost value can be written to. Every entry has a comma behind it; closing a container puts the members
/// of an object into the order of their names and the closing bracket in the place of the last comma.
final class JSONSink {
    // Each is changed by one method at a time, none of which hands it on: the check of that at run time, a fifth of the
    // time of an encoding, is saved.
    @exclusivity(unchecked) var bytes = JSONBytes(capacity: 1_024)
    @exclusivity(unchecked) private var frames = JSONStack<JSONFrame>(capacity: 16)
    @exclusivity(unchecked) private var members = JSONMemberList()
    @exclusivity(unchecked) private var serial: UInt32 = 0
    /// Set when a container was written to out of turn, which its caller cannot be told.
    @exclusivity(unchecked) private var isMisused = false

    /// How deep values may stand in each other: a value without end must not use up the stack.
    private static let maxDepth = 512

    /// Writes the outermost value.
    ///
    /// - Throws: what a value throws, and `EncodingError.invalidValue` when it writes nothing, when containers are
    ///   written to out of turn, or when values stand too deep.
    func encodeWhole(_ value: some Encodable) throws {
        let writer = openValue(isImplied: false)
        try value.encode(to: writer)
        guard !isMisused, frames[0].kind != .empty else {
            let reason = isMisused ? "a container was written to out of turn" : "it writes nothing"
            throw EncodingError.invalidValue(value, .init(codingPath: [], debugDescription: reason))
        }
        close(downTo: 0)
    }

    // MARK: - Values

    /// Begins a value: what is written until it is closed belongs to it.
    ///
    /// - Parameter isImplied: nobody will close it, so it ends when the container around it is used again.
    func openValue(isImplied: Bool) -> JSONValueWriter {
        serial &+= 1
        frames.append(
            JSONFrame(serial: serial, start: bytes.count, firstMember: members.count, isImplied: isImplied))
        return JSONValueWriter(self, JSONPlace(depth: UInt32(frames.count - 1), serial: serial))
    }

    /// Writes one value at the end; of a value that throws nothing is left.
    func encode<Value: Encodable>(_ value: Value) throws {
        guard frames.count < Self.maxDepth else {
            throw EncodingError.invalidValue(value, .init(codingPath: [], debugDescription: "it stands too deep"))
        }
        let depth = frames.count
        let writer = openValue(isImplied: false)
        do { try value.encode(to: writer) } catch {
            bytes.shorten(to: frames[depth].start)
            members.shorten(to: frames[depth].firstMember)
            frames.shorten(to: depth)
            throw error
        }
        close(downTo: depth)
    }

    /// Makes the value at `place` the innermost one, if need be by closing what is implied inside it.
    ///
    /// - Returns: false when it is not its turn: it was closed, or a value inside it is still being written.
    @inline(__always)
    private func isTurn(of place: JSONPlace) -> Bool {
        if frames.count == Int(place.depth) + 1, frames[Int(place.depth)].serial == place.serial { return true }
        return takeTurn(place)
    }

    @inline(never)
    private func takeTurn(_ place: JSONPlace) -> Bool {
        let inside = Int(place.depth) + 1
        guard inside <= frames.count, frames[inside - 1].serial == place.serial,
            frames.all[inside...].allSatisfy(\.isImplied)
        else {
            isMisused = true
            return false
        }
        close(downTo: inside)
        return true
    }

    /// Says what kind of value is written at `place`.
    ///
    /// - Returns: false when it is not its turn, or another kind was begun there.
    func begin(_ kind: JSONFrame.Kind, at place: JSONPlace) -> Bool {
        guard isTurn(of: place) else { return false }
        let earlier = frames[Int(place.depth)].kind
        guard earlier == .empty else {
            // An object may be asked for again: a class and what it inherits write into one.
            if earlier != kind || kind == .scalar { isMisused = true }
            return !isMisused
        }
        frames[Int(place.depth)].kind = kind
        switch kind {
        case .object: bytes.append(UInt8(ascii: "{"))
        case .list: bytes.append(UInt8(ascii: "["))
        case .scalar, .empty: break
        }
        return true
    }

    private func close(downTo depth: Int) {
        while frames.count > depth {
            let frame = frames.last
            frames.shorten(to: frames.count - 1)
            switch frame.kind {
            case .object: closeObject(frame)
            case .list: closeContainer(frame, UInt8(ascii: "]"))
            case .scalar: break
            case .empty: bytes.append("{}")
            }
            if frame.isImplied { endEntry() }
        }
    }

    private func closeObject(_ frame: JSONFrame) {
        if !frame.isSorted { members.arrange(from: frame.firstMember, in: &bytes) }
        members.shorten(to: frame.firstMember)
        closeContainer(frame, UInt8(ascii: "}"))
    }

    private func closeContainer(_ frame: JSONFrame, _ bracket: UInt8) {
        if frame.count == 0 { bytes.append(bracket) } else { bytes.last = bracket }
    }

    // MARK: - Entries

    /// Begins a member of the object at `place`; the value and `endEntry` must follow.
    ///
    /// - Returns: false when it is not its turn.
    func beginMember(_ name: String, of place: JSONPlace) -> Bool {
        guard isTurn(of: place) else { return false }
        let follows = members.append(name, in: &bytes, isFirst: frames.last.count == 0)
        frames.last.count += 1
        if !follows { frames.last.isSorted = false }
        return true
    }

    /// Begins an element of the list at `place`; the value and `endEntry` must follow.
    ///
    /// - Returns: false when it is not its turn.
    func beginElement(of place: JSONPlace) -> Bool {
        guard isTurn(of: place) else { return false }
        frames.last.count += 1
        return true
    }

    @inline(__always)
    func endEntry() { bytes.append(UInt8(ascii: ",")) }

    /// Takes back a member whose value threw.
    func undoMember() {
        frames.last.count -= 1
        bytes.shorten(to: members.removeLast())
    }

    /// Takes back an element that threw.
    func undoElement() { frames.last.count -= 1 }

    /// Entries of the container at `place`; none when it is closed.
    func count(at place: JSONPlace) -> Int {
        let depth = Int(place.depth)
        return depth < frames.count && frames[depth].serial == place.serial ? frames[depth].count : 0
    }
}

/// Which value of a sink: its place in the stack, and a number that no other value has.
struct JSONPlace {
    let depth: UInt32
    let serial: UInt32

    /// No value: whoever writes to it does so out of turn.
    static let none = JSONPlace(depth: 0, serial: 0)
}

/// A value that is being written.
struct JSONFrame {
    enum Kind: UInt8 { case empty, scalar, object, list }

    var kind = Kind.empty
    let serial: UInt32
    /// Its first byte.
    let start: Int
    /// Its first member, if it is an object.
    let firstMember: Int
    /// Entries so far.
    var count = 0
    /// False when a member came after one with a greater name.
    var isSorted = true
    /// It is closed when the value around it is used again.
    let isImplied: Bool

    init(serial: UInt32, start: Int, firstMember: Int, isImplied: Bool) {
        self.serial = serial
        self.start = start
        self.firstMember = firstMember
        self.isImplied = isImplied
    }
}
