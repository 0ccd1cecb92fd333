/// Replaces the host that a Kafka broker advertises in its answers by another one of the same length.
///
/// Answers are frames of four bytes of length and so many of content. A host that is split between two reads is found
/// too: bytes that may be its beginning are held back, but never over the end of a frame, as nothing may follow there.
struct HostRewriter {
    private let host: [UInt8]
    private let replacement: [UInt8]
    private var held: [UInt8] = []
    private var header: [UInt8] = []
    private var leftInFrame = 0
    /// Answers have the length of a text before it: two bytes, or one that is the length plus one.
    private var previous: UInt8 = 0

    /// - Returns: nil when the two differ in length.
    init?(_ host: String, by replacement: String) {
        guard host.utf8.count == replacement.utf8.count, !host.isEmpty else { return nil }
        self.host = Array(host.utf8)
        self.replacement = Array(replacement.utf8)
    }

    /// What may be passed on after these bytes have come.
    mutating func pass(_ bytes: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count + held.count)
        var index = 0
        while index < bytes.count {
            if leftInFrame == 0 {
                beginFrame(bytes[index], &out)
                index += 1
                continue
            }
            let end = min(bytes.count, index + leftInFrame)
            leftInFrame -= end - index
            replace(in: bytes[index..<end], &out)
            index = end
        }
        return out
    }

    private mutating func beginFrame(_ byte: UInt8, _ out: inout [UInt8]) {
        header.append(byte)
        out.append(byte)
        guard header.count == 4 else { return }
        leftInFrame = header.reduce(0) { $0 << 8 | Int($1) }
        header.removeAll(keepingCapacity: true)
        previous = 0
    }

    private mutating func replace(in part: ArraySlice<UInt8>, _ out: inout [UInt8]) {
        let bytes = held + part
        held.removeAll(keepingCapacity: true)
        var index = 0
        while index < bytes.count {
            let isLengthBefore = Int(previous) == host.count || Int(previous) == host.count + 1
            let window = bytes[index..<min(bytes.count, index + host.count)]
            if isLengthBefore, window.elementsEqual(host) {
                out += replacement
                index += host.count
                previous = 0
                continue
            }
            if isLengthBefore, leftInFrame > 0, window.count < host.count, host.starts(with: window) {
                held = Array(window)
                return
            }
            previous = bytes[index]
            out.append(previous)
            index += 1
        }
    }
}
