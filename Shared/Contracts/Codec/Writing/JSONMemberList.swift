/// The members of the objects that are being written: where each one begins, and what it is sorted by.
struct JSONMemberList {
    private var members: [JSONMember] = []
    /// Names that hold escapes in the output, as they are without.
    private var escapedNames: [UInt8] = []

    var count: Int { members.count }

    /// Writes a name and a colon.
    ///
    /// - Returns: true when it belongs behind the member before it.
    mutating func append(_ name: String, in bytes: JSONBytes, isFirst: Bool) -> Bool {
        var name = name
        var member = JSONMember(start: bytes.count, prefix: 0)
        name.withUTF8 { raw in
            member.prefix = JSONMember.prefix(of: raw)
            member.length = raw.count
            member.isEscaped = bytes.append(text: raw)
            if member.isEscaped {
                member.nameStart = escapedNames.count
                escapedNames.append(contentsOf: raw)
            }
        }
        bytes.append(UInt8(ascii: ":"))
        defer { members.append(member) }
        guard !isFirst, let last = members.last else { return true }
        return Self.precedes(last, member, in: bytes, escapedNames)
    }

    /// Takes the last member back.
    ///
    /// - Returns: where it began.
    mutating func removeLast() -> Int {
        let last = members.removeLast()
        if last.isEscaped { escapedNames.removeSubrange(last.nameStart...) }
        return last.start
    }

    mutating func shorten(to count: Int) {
        guard count < members.count else { return }
        if !escapedNames.isEmpty, let first = members[count...].first(where: \.isEscaped) {
            escapedNames.removeSubrange(first.nameStart...)
        }
        members.removeSubrange(count...)
    }

    /// Puts the members from `first` on, which reach to the end of the bytes, into the order of their names. Of members
    /// with one name the last stays.
    mutating func arrange(from first: Int, in bytes: JSONBytes) {
        let start = members[first].start
        let end = bytes.count
        for index in first..<members.count {
            members[index].end = index + 1 < members.count ? members[index + 1].start : end
        }
        let names = escapedNames
        members.withUnsafeMutableBufferPointer { all in
            let own = UnsafeMutableBufferPointer(rebasing: all[first...])
            Self.sort(own) { Self.precedes($0, $1, in: bytes, names) }
            let target = bytes.reserve(end - start)
            var written = 0
            for (index, member) in own.enumerated() {
                if index + 1 < own.count, !Self.precedes(member, own[index + 1], in: bytes, names) { continue }
                bytes.copy(member.start..<member.end, to: target + written)
                written += member.end - member.start
            }
            bytes.replace(from: start, by: UnsafeBufferPointer(start: target, count: written))
        }
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
        _ left: JSONMember, _ right: JSONMember, in bytes: JSONBytes, _ escapedNames: [UInt8]
    ) -> Bool {
        guard left.prefix == right.prefix else { return left.prefix < right.prefix }
        return withName(of: left, in: bytes, escapedNames) { left in
            withName(of: right, in: bytes, escapedNames) { right in left.lexicographicallyPrecedes(right) }
        }
    }

    private static func withName<Result>(
        of member: JSONMember, in bytes: JSONBytes, _ escapedNames: [UInt8],
        _ body: (UnsafeBufferPointer<UInt8>) -> Result
    ) -> Result {
        guard member.isEscaped else {
            return body(UnsafeBufferPointer(rebasing: bytes.all[(member.start + 1)...].prefix(member.length)))
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
    var prefix: UInt64
    /// Bytes of the name, without escapes.
    var length = 0
    /// Where the name begins among those that hold escapes.
    var nameStart = 0
    var isEscaped = false

    init(start: Int, prefix: UInt64) {
        self.start = start
        self.prefix = prefix
    }

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
