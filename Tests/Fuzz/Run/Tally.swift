import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What a run has done so far, in memory that outlives the process: after a crash it tells which input is to blame.
final class Tally {
    enum Count: Int, CaseIterable {
        case inputs = 1
        case accepted, refused, deadLetters, ignored, published
    }

    private static let bytes = 4_096
    private let slots: UnsafeMutablePointer<UInt64>
    private(set) var notes: [String: Int] = [:]

    /// - Parameter path: of a file, made when it is not there.
    /// - Throws: `Unusable` when it cannot be mapped.
    init(path: String) throws {
        let file = open(path, O_RDWR | O_CREAT, 0o600)
        defer { if file >= 0 { close(file) } }
        guard file >= 0, ftruncate(file, off_t(Self.bytes)) == 0,
            let memory = mmap(nil, Self.bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0), memory != MAP_FAILED
        else { throw Unusable("\(path) cannot be mapped") }
        slots = memory.bindMemory(to: UInt64.self, capacity: Self.bytes / 8)
    }

    deinit { munmap(slots, Self.bytes) }

    /// The input under way.
    var current: UInt64 { slots[0] }

    /// Moves with everything that is done.
    var pulse: UInt64 { slots[20] }

    func begin(_ input: UInt64) {
        slots[0] = input
        slots[20] &+= 1
    }

    func add(_ count: Count, _ number: Int = 1) { slots[count.rawValue] += UInt64(number) }

    subscript(count: Count) -> UInt64 { slots[count.rawValue] }

    /// Counts a dead letter by its reason, numbers left out.
    func note(_ reason: String, of service: String) {
        notes["\(service): \(reason.prefix(110))", default: 0] += 1
    }
}
