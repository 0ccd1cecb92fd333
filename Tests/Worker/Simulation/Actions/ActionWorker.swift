import Worker

/// A copy of a worker. What it decides is decided by the real `LaneBook` and `SequenceWindow`; what it does is done
/// here one action at a time: poll, lock and compare, commit, hear of it.
final class ActionWorker: ActionProcess {
    private struct Item {
        let record: InboundRecord
        let lane: Int
        /// Of the event, for the second service.
        let source: Int
        let number: Int64
    }

    private enum State {
        case idle
        /// A batch in hand, outside of any transaction.
        case inHand
        /// The lanes are locked, their rows read, and they are as expected.
        case locked
        /// The database has committed; the worker does not know it yet.
        case committed
    }

    private let world: ActionWorld
    private let service: Int
    private let copy: Int
    private let name: String
    private var state = State.idle
    private var book = LaneBook()
    private var generation = -1
    /// Where each lane is read next; nil where it is not ours.
    private var next: [Int64?]
    private var items: [Item] = []
    /// For each lane of the batch where it stands afterwards, and what the row must hold now.
    private var ends: [Int64?]
    private var expected: [Int64?]
    private var rows: [LaneRow] = []
    private var windows: [[SequenceWindow]] = []
    /// The server has ended the session for standing still.
    private var isKilled = false

    init(_ world: ActionWorld, service: Int, copy: Int) {
        self.world = world
        self.service = service
        self.copy = copy
        name = "\(service == 0 ? "worker" : "reader") \(copy + 1)"
        next = Array(repeating: nil, count: world.setting.lanes)
        ends = next
        expected = next
    }

    func act() throws(Fault) {
        switch state {
        case .idle: if generation == world.generations[service] { poll() } else { takeAssignment() }
        case .inHand: lock()
        case .locked: commit()
        case .committed: hear()
        }
    }

    func die() {
        world.fate.note("\(name) dies")
        world.stores[service].release(self)
        book = LaneBook()
        generation = -1
        next = next.map { _ in nil }
        state = .idle
        world.rebalance(service)
    }

    private func id(_ lane: Int) -> LaneID { LaneStore.ids[service][lane] }

    private func takeAssignment() {
        generation = world.generations[service]
        book.revoke(book.assigned)
        next = next.map { _ in nil }
        assign(next.indices.filter { world.owners[service][$0] == copy })
    }

    /// Begins these lanes where the database says now.
    private func assign(_ lanes: [Int]) {
        var rows: [LaneID: LaneRow] = [:]
        for lane in lanes { rows[id(lane)] = world.stores[service].rows[lane] }
        let starts = book.assign(lanes.map(id), rows: rows)
        for lane in lanes {
            switch starts[id(lane)] {
            case .offset(let offset), .after(let offset, _): next[lane] = offset
            case .beginning: next[lane] = 0
            default: next[lane] = nil
            }
        }
        world.fate.note("\(name) reads \(lanes.map { "\(id($0)) from \(next[$0] ?? -1)" })")
    }

    private func poll() {
        items = []
        ends = ends.map { _ in nil }
        for lane in next.indices {
            guard let offset = next[lane] else { continue }
            // Now and then something is delivered again that was read before.
            let from = world.fate.strikes(world.setting.redelivery) ? max(0, offset - 2) : offset
            let limit = world.setting.batchRecords - world.fate.pick(world.setting.batchRecords)
            let position = max(offset, service == 0 ? read(lane, from, limit) : readTopic(lane, from, limit))
            next[lane] = position
            if items.last?.lane == lane {
                ends[lane] = position
                expected[lane] = book.expectation(of: id(lane)) ?? nil
            }
        }
        guard !items.isEmpty else { return }
        world.fate.note("\(name) polls \(items.map { "\($0.record.lane) offset \($0.record.offset)" })")
        state = .inHand
    }

    private func read(_ lane: Int, _ from: Int64, _ limit: Int) -> Int64 {
        let end = min(from + Int64(limit), world.inputs[lane])
        for offset in from..<max(from, end) { take(lane, offset, source: 0, number: offset) }
        return max(from, end)
    }

    private func readTopic(_ lane: Int, _ from: Int64, _ limit: Int) -> Int64 {
        var count = 0
        return world.visit(lane, from: from) { offset, entry in
            take(lane, offset, source: entry.lane, number: entry.number)
            count += 1
            return count < limit
        }
    }

    private func take(_ lane: Int, _ offset: Int64, source: Int, number: Int64) {
        let record = InboundRecord(lane: id(lane), offset: offset, key: nil, value: nil, headers: [])
        guard book.accepts(record) else { return }
        items.append(Item(record: record, lane: lane, source: source, number: number))
    }

    // One transaction: `lock`, then `commit`.

    private func lock() {
        let lanes = ends.indices.filter { ends[$0] != nil }
        if world.removal != .laneLock {
            for lane in lanes {
                guard let holder = world.stores[service].locks[lane].holder else { continue }
                // It waits, or the server has ended the session of a holder that stands still.
                guard world.fate.pick(2) == 1 else { return }
                holder.isKilled = true
                world.stores[service].release(holder)
            }
            for lane in lanes { world.stores[service].locks[lane].holder = self }
        }
        isKilled = false
        rows = world.stores[service].rows
        let lost = world.removal == .compare ? [] : lanes.filter { rows[$0].nextOffset != expected[$0] }
        guard lost.isEmpty else { return giveUp(lost) }
        windows = world.stores[service].marks.map { $0.map(window) }
        state = .locked
    }

    private func window(_ bytes: [UInt8]?) -> SequenceWindow {
        guard let bytes, world.removal != .highWaterMark else { return SequenceWindow() }
        return SequenceWindow(encoded: bytes) ?? SequenceWindow()
    }

    /// Another process moved these lanes: read on where the database says.
    private func giveUp(_ lanes: [Int]) {
        world.fate.count(.lostLane)
        world.fate.note("\(name) finds lanes moved")
        world.stores[service].release(self)
        assign(lanes)
        items.removeAll { lanes.contains($0.lane) }
        for lane in lanes { ends[lane] = nil }
        state = items.isEmpty ? .idle : .inHand
    }

    private func commit() {
        defer { world.stores[service].release(self) }
        if isKilled || world.fate.strikes(world.setting.fault) {
            world.fate.count(isKilled ? .endedSession : .fault)
            world.fate.note("\(name) cannot commit")
            state = .inHand
            return
        }
        if service == 0 { applyInputs() } else { applyEvents() }
        for lane in ends.indices {
            guard let end = ends[lane] else { continue }
            world.stores[service].rows[lane].nextOffset = end
        }
        world.fate.note("\(name) commits")
        state = .committed
    }

    private func applyInputs() {
        for lane in ends.indices where ends[lane] != nil {
            let first = rows[lane].sequence + 1
            var records: [OutboundRecord] = []
            for item in items where item.lane == lane {
                world.stores[0].apply(lane, item.number)
                note(order: item.number, lane, 0)
                let partition = Int(item.number) % world.setting.lanes
                records.append(
                    ActionEvent(partition: partition, lane: lane, number: first + Int64(records.count)).record)
            }
            let last = first + Int64(records.count) - 1
            world.stores[0].rows[lane].sequence = last
            world.stores[0].segments[lane].append(
                Segment(
                    laneNumber: Int32(lane), firstSequence: first, lastSequence: last,
                    records: SegmentCodec.encode(records)))
        }
    }

    private func applyEvents() {
        for item in items {
            guard windows[item.lane][item.source].admit(item.number) else {
                world.fate.count(.repeatedNumber)
                continue
            }
            world.stores[1].apply(item.source, item.number)
            if world.hasTransactions { note(order: item.number, item.lane, item.source) }
            world.stores[1].marks[item.lane][item.source] = windows[item.lane][item.source].encoded()
        }
    }

    private func note(order number: Int64, _ lane: Int, _ source: Int) {
        if number <= world.stores[service].last[lane][source] {
            world.fate.breach("\(name): \(number) of lane \(source) takes effect late or again")
        }
        world.stores[service].last[lane][source] = number
    }

    private func hear() {
        if world.fate.strikes(world.setting.fault) {
            world.fate.count(.lostAnswer)
            world.fate.note("\(name) does not hear of its commit")
            state = .inHand
            return
        }
        for lane in ends.indices {
            if let end = ends[lane] { book.move(id(lane), to: end) }
        }
        state = .idle
    }
}
