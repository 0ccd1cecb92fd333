import Kernel

/// What could be read off an item that came out of a parcel.
public struct FoundItem: Hashable, Sendable {
    public var sku: String?
    public var gtin: GTIN?
    public var serial: String?
    public var lot: String?

    public init(sku: String? = nil, gtin: GTIN? = nil, serial: String? = nil, lot: String? = nil) {
        self.sku = sku
        self.gtin = gtin
        self.serial = serial
        self.lot = lot
    }
}

/// What a found item is against what was announced.
public struct Match: Hashable, Sendable {
    public var finding: ReceiptFinding
    /// By what it was recognised; `none` when it belongs to no line.
    public var matchedBy: MatchedBy
    /// Index of the line of the return that it belongs to.
    public var line: Int?
    /// Which item of the order line it counts as; only when it was announced.
    public var item: Int64?

    public init(finding: ReceiptFinding, matchedBy: MatchedBy = .none, line: Int? = nil, item: Int64? = nil) {
        self.finding = finding
        self.matchedBy = matchedBy
        self.line = line
        self.item = item
    }

    /// Nothing announced it.
    public static let unannounced = Match(finding: .unannounced)
}

/// Assigns found items to announced ones: exact serial numbers first, then lots, GTINs, article numbers.
///
/// Within one identifier all candidates are alike, so taking them in order assigns as many as can be. Items still
/// expected are taken before items already given up as lost. An identifier that contradicts the sale (another article,
/// a serial number that was not sold in that line) rules the line out, so a stranger's unit never counts as the one
/// that was bought.
/// - Returns: one match for each found item, in their order.
public func match(_ found: [FoundItem], to file: ReturnCase) -> [Match] {
    var matches = [Match?](repeating: nil, count: found.count)
    var announced = Announced(file)
    for key in MatchedBy.allCases where key != .none {
        for (index, item) in found.enumerated() where matches[index] == nil {
            matches[index] = announced.take(item, by: key)
        }
    }
    return zip(found, matches).map { item, match in match ?? announced.leftover(item) }
}

/// The lines of a return by what tells them, with what each can still take.
private struct Announced {
    private let file: ReturnCase
    private var index: [Identifier: [Int]] = [:]
    private var serials: [Set<String>]
    private var expected: [ItemSet]
    private var given: [ItemSet]

    private struct Identifier: Hashable {
        var key: MatchedBy
        var value: String
    }

    init(_ file: ReturnCase) {
        self.file = file
        let takes = file.lines.map { file.expectsGoods && $0.outcome == .authorized }
        expected = zip(file.lines, takes).map { $1 ? $0.custody.open : ItemSet() }
        given = zip(file.lines, takes).map { $1 ? $0.custody.overdue.union($0.custody.lostByCarrier) : ItemSet() }
        serials = file.lines.map { Set($0.sold?.line.serials ?? []) }
        for (number, line) in file.lines.enumerated() {
            guard let sale = line.sold?.line else { continue }
            for serial in sale.serials { index[Identifier(key: .serial, value: serial), default: []].append(number) }
            if let lot = sale.lot { index[Identifier(key: .lot, value: lot), default: []].append(number) }
            if let gtin = sale.gtin { index[Identifier(key: .gtin, value: gtin.digits), default: []].append(number) }
            index[Identifier(key: .sku, value: sale.sku), default: []].append(number)
        }
    }

    mutating func take(_ item: FoundItem, by key: MatchedBy) -> Match? {
        let lines = candidates(item, by: key)
        if let line = lines.first(where: { !expected[$0].isEmpty }) {
            let taken = expected[line].lowest(1)
            expected[line].subtract(taken)
            return Match(finding: .matched, matchedBy: key, line: line, item: taken.first)
        }
        if let line = lines.first(where: { !given[$0].isEmpty }) {
            let taken = given[line].lowest(1)
            given[line].subtract(taken)
            return Match(finding: .matched, matchedBy: key, line: line, item: taken.first)
        }
        return nil
    }

    /// What an item is that no announced item is left for.
    func leftover(_ item: FoundItem) -> Match {
        for key in MatchedBy.allCases where key != .none {
            guard let line = candidates(item, by: key).first else { continue }
            let isAnnounced = file.expectsGoods && file.lines[line].outcome == .authorized
            return Match(finding: isAnnounced ? .over : .unannounced, matchedBy: key, line: line)
        }
        return file.expectsGoods ? Match(finding: .wrongItem) : .unannounced
    }

    private func candidates(_ item: FoundItem, by key: MatchedBy) -> [Int] {
        let value: String? =
            switch key {
            case .serial: item.serial
            case .lot: item.lot
            case .gtin: item.gtin?.digits
            case .sku: item.sku
            case .none: nil
            }
        guard let value, let lines = index[Identifier(key: key, value: value)] else { return [] }
        return lines.filter { !contradicts(item, $0) }
    }

    private func contradicts(_ item: FoundItem, _ number: Int) -> Bool {
        guard let sale = file.lines[number].sold?.line else { return true }
        let knowsAllSerials = Int64(serials[number].count) == sale.quantity
        if knowsAllSerials, let serial = item.serial, !serials[number].contains(serial) { return true }
        if let read = item.gtin, let sold = sale.gtin { return read != sold }
        if let read = item.sku { return read != sale.sku }
        return false
    }
}
