/// One value or one member's name of a JSON text, as a place in its bytes.
///
/// The nodes of a text stand in the order of the text: a name before its value, a container before its content.
struct JSONNode {
    enum Kind: UInt8 {
        case null, yes, no, text, object, list
        /// A number without fraction and exponent.
        case integer
        /// A number with a fraction or an exponent.
        case decimal
        /// The name of a member; its value is the next node.
        case name
    }

    let kind: Kind
    /// True for texts and names that hold a backslash.
    var isEscaped = false
    /// Where it begins; a text and a name behind the quotation mark.
    let start: UInt32
    /// Bytes of a scalar, without quotation marks; members or elements of a container.
    var length: UInt32
    /// The node behind this one and all that it holds; of a name its `tag`, of a container that is still open the
    /// container around it.
    var next: UInt32

    /// Stands for a name that only its text can be compared by.
    static let escapedTag = UInt32.max

    /// Four bytes that differ for most names that differ, so that few are compared as a whole.
    @inline(__always)
    static func tag(of name: UnsafeBufferPointer<UInt8>) -> UInt32 {
        guard !name.isEmpty else { return 0 }
        let length = name.count
        return UInt32(name[0]) | UInt32(name[length - 1]) << 8 | UInt32(name[length >> 1]) << 16
            | UInt32(length & 0x7f) << 24
    }
}
