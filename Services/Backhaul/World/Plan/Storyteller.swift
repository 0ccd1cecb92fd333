import Contracts
import Kernel

/// Tells the whole of one return as events: order, request, scans, receipt, and what goes wrong.
struct Storyteller: Sendable {
    let drafter: ReturnDrafter
    private let seed: UInt64

    init(options: WorldOptions, assortment: Assortment) {
        seed = options.seed
        drafter = ReturnDrafter(
            options: options, makers: SaleMaker(assortment: assortment, start: options.start))
    }

    /// The story of that number. Each is made from the seed and its number alone.
    ///
    /// - Throws: `ContractViolation` when an event has no JSON form.
    func story(_ number: Int) throws(ContractViolation) -> [Scene] {
        var chance = Chance(seed: seed, "story", String(number))
        let draft = drafter.draft(number, &chance)
        var scenes = try saleScenes(draft, &chance)
        let requestTick = requestTick(&chance)
        scenes += try requestScenes(draft, at: requestTick, &chance)
        scenes += try parcelScenes(draft, requestTick: requestTick, &chance)
        if chance.happens(Calibration.blindParcels) { scenes.append(try blindParcel(number, &chance)) }
        if chance.happens(Calibration.unreturnedOrders) { scenes += try unreturnedOrder(number, &chance) }
        return scenes
    }

    private func requestTick(_ chance: inout Chance) -> Int {
        let late = chance.happens(Calibration.requestBeforeOrder)
        return (late ? StoryTicks.shipped - 60 : StoryTicks.requested) + Int(chance.whole(0...50))
    }

    private func saleScenes(_ draft: ReturnDraft, _ chance: inout Chance) throws(ContractViolation) -> [Scene] {
        let tick = StoryTicks.shipped + Int(chance.whole(0...15))
        return try Self.scenes(of: draft.sale, at: tick)
    }

    static func scenes(of sale: Sale, at tick: Int) throws(ContractViolation) -> [Scene] {
        let id = "\(sale.merchant.id)-\(sale.orderId)"
        let shipped = try Sender.platform.event(sale.shipped, id: "\(id)-shipped", at: sale.times.shipped)
        let delivered = try Sender.platform.event(sale.delivered, id: "\(id)-delivered", at: sale.times.delivered)
        return [Scene(tick: tick, event: shipped), Scene(tick: tick + 5, event: delivered)]
    }

    private func requestScenes(
        _ draft: ReturnDraft, at tick: Int, _ chance: inout Chance
    ) throws(ContractViolation) -> [Scene] {
        var scenes = [try scene(of: draft.request(), draft, at: tick)]
        switch draft.plot {
        case .askedTwice:
            let again = draft.request(id: draft.returnId + "-again")
            scenes.append(try scene(of: again, draft, at: tick + Int(chance.whole(-10...30))))
        case .cancelled, .cancelledBeforeRequest:
            let offset = draft.plot == .cancelled ? 40 : -40
            let cancelled = ReturnCancelled(
                merchant: draft.sale.merchant.id, returnId: draft.returnId,
                cancelledAt: draft.requestedAt.advanced(by: chance.time(.hours(1) ... .days(1))))
            let event = try Sender.platform.event(
                cancelled, id: "\(draft.sale.merchant.id)-\(draft.returnId)-cancelled", at: cancelled.cancelledAt,
                correlation: draft.returnId)
            scenes.append(Scene(tick: tick + offset, event: event))
        default: break
        }
        return scenes
    }

    private func scene(
        of request: ReturnRequested, _ draft: ReturnDraft, at tick: Int
    ) throws(ContractViolation) -> Scene {
        let event = try Sender.platform.event(
            request, id: "\(request.merchant)-\(request.returnId)-requested", at: request.requestedAt,
            correlation: request.returnId)
        return Scene(tick: tick, event: event)
    }
}
