/// The members of the objects that are being written: where each one begins, and what it is sorted by.
struct JSONMemberList: ~Copyable {
    private var members = JSONStack<JSONMember>(capacity: 32)
    /// Names that hold escapes in the output, as they are without.
    private var escapedNames: [UInt8] = []

    var count: Int { members.count }

    /// Writes a name and a colon.
    ///
    /// - Returns: true when it belongs behind the member before it.
    @inline(__always)
    mutating func append(_ name: String, in bytes: inout JSONBytes, isFirst: Bool) -> Bool {
        var name = name
        var member = JSONMember(start: bytes.count)
        name.withUTF8 { raw in
            member.prefix = JSONMember.prefix(of: raw)
            member.length = raw.count
            if bytes.append(text: raw) {
                member.isEscaped = true
                member.nameStart = escapedNames.count
                escapedNames.append(contentsOf: raw)
            }
        }
        bytes.append(UInt8(ascii: ":"))
        let follows = isFirst || Self.precedes(members.last, member, in: bytes.all, escapedNames)
        members.append(member)
        return follows
    }

    /// Takes the last member back.
    ///
    /// - Returns: where it began.
    mutating func removeLast() -> Int {
        let start = members.last.start
        shorten(to: members.count - 1)
        return start
    }

    @inline(__always)
    mutating func shorten(to count: Int) {
        guard count < members.count else { return }
        if !escapedNames.isEmpty { forgetEscapedNames(from: count) }
        members.shorten(to: count)
    }

    private mutating func forgetEscapedNames(from count: Int) {
        guard let first = members.all[count...].first(where: \.isEscaped) else { return }
        escapedNames.removeSubrange(first.nameStart...)
    }

    /// Puts the members from `first` on, which reach to the end of the bytes, into the order of their names. Of members
    /// with one name the last stays.
    mutating func arrange(from first: Int, in bytes: inout JSONBytes) {
        let own = UnsafeMutableBufferPointer(rebasing: members.all[first...])
        let (start, end) = (own[0].start, bytes.count)
        for index in own.indices { own[index].end = index + 1 < own.count ? own[index + 1].start : end }
        let target = bytes.reserve(end - start)
        let written = bytes.all
        Self.sort(own) { Self.precedes($0, $1, in: written, escapedNames) }
        var length = 0
        for (index, member) in own.enumerated() {
            if index + 1 < own.count, !Self.precedes(member, own[index + 1], in: written, escapedNames) { continue }
            let source = UnsafeBufferPointer(rebasing: written[member.start..<member.end])
            (target + length).update(from: source.baseAddress.unsafelyUnwrapped, count: source.count)
            length += source.count
        }
        bytes.replace(from: start, by: UnsafeBufferPointer(start: target, count: length))
    }

    /// Members of one name stay in the order in which they were written.
    @inline(__always)
    private static func sort(
        _ members: UnsafeMutableBufferPointer<JSONMember>, by precedes: (JSONMember, JSONMember) -> Bool
    ) {
        var members = members
        guard members.count <= 32 else {
            return members.sort { precedes($0, $1) || ($0.start < $1.start && !precedes($1, $0)) }
        }
        for index in 1..<members.count {
            let member = members[index]
            var place = index
            while place > 0, precedes(member, members[place - 1]) {
                members[place] = members[place - 1]
                place -= 1
            }
            members[place] = member
        }
    }

    /// Compares names by the bytes of their UTF-8, as FoundationEssentials does.
    @inline(__always)
    private static func precedes(
        _ left: JSONMember, _ right: JSONMember, in bytes: UnsafeMutableBufferPointer<UInt8>, _ escapedNames: [UInt8]
    ) -> Bool {
        guard left.prefix == right.prefix else { return left.prefix < right.prefix }
        return withName(of: left, in: bytes, escapedNames) { left in
            withName(of: right, in: bytes, escapedNames) { right in left.lexicographicallyPrecedes(right) }
        }
    }

    private static func withName<Result>(
        of member: JSONMember, in bytes: UnsafeMutableBufferPointer<UInt8>, _ escapedNames: [UInt8],
        _ body: (UnsafeBufferPointer<UInt8>) -> Result
    ) -> Result {
        guard member.isEscaped else {
            let name = bytes[(member.start + 1)..<(member.start + 1 + member.length)]
            return body(UnsafeBufferPointer(rebasing: name))
        }
        return escapedNames.withUnsafeBufferPointer { names in
            body(UnsafeBufferPointer(rebasing: names[member.nameStart...].prefix(member.length)))
        }
    }
}

/// A member in the output.
struct JSONMember {
    /// Its first byte, the quotation mark before the name.
    let start: Int
    /// Behind its comma; known when the object is closed.
    var end = 0
    /// The first eight bytes of the name as a number that is ordered like them.
    var prefix: UInt64 = 0
    /// Bytes of the name, without escapes.
    var length = 0
    /// Where the name begins among those that hold escapes.
    var nameStart = 0
    var isEscaped = false

    init(start: Int) { self.start = start }

    @inline(__always)
    static func prefix(of name: UnsafeBufferPointer<UInt8>) -> UInt64 {
        if name.count >= 8 {
            let bytes = UnsafeRawPointer(name.baseAddress.unsafelyUnwrapped)
            return UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self))
        }
        var prefix: UInt64 = 0
        for index in 0..<name.count { prefix |= UInt64(name[index]) << UInt64(56 - 8 * index) }
        return prefix
    }
}
