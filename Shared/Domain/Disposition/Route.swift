import Kernel

/// One step at one site.
public struct Leg: Hashable, Sendable, Codable {
    /// What is done.
    public var step: WorkStep
    /// Where.
    public var siteId: String

    public init(_ step: WorkStep, at siteId: String) {
        self.step = step
        self.siteId = siteId
    }
}

extension WorkStep {
    /// After it a customer can buy the unit.
    public var putsOnShelf: Bool { self == .restock || self == .list }

    /// After it the unit is out of our hands.
    public var leaves: Bool {
        switch self {
        case .shipToVendor, .shipToBuyer, .shipToCustomer, .handOverDonation, .handOverRecycler, .handOverDisposal,
            .handOverHazardous:
            true
        default: false
        }
    }

    /// Its failure says nothing about the outcome that it is on the way to.
    var isOnTheWay: Bool { [.pullFromShelf, .quarantine, .transport].contains(self) }
}

/// The work that makes a unit what it is to become, in order.
func steps(for disposition: Disposition, _ inputs: DecisionInputs) -> [WorkStep] {
    // Data of the customer are wiped before anybody else gets the device.
    let wipe: [WorkStep] = inputs.grade.category == .electronics && !inputs.grade.sealed ? [.sanitise] : []
    return switch disposition {
    case .restockNew: [.restock]
    case .restockOpenBox: wipe + [.clean, .repack, .relabel, .restock]
    case .refurbish: wipe + [.refurbish, .test, .clean, .repack, .restock]
    case .repair: wipe + [.repair, .test, .repack, .restock]
    case .returnToVendor: wipe + [.repack, .shipToVendor]
    case .marketplaceResale: wipe + [.clean, .repack, .list]
    case .liquidate: wipe + [.shipToBuyer]
    case .donate: wipe + [.handOverDonation]
    case .harvestParts: wipe + [.disassemble, .handOverRecycler]
    case .recycle: wipe + [.handOverRecycler]
    case .dispose: [.handOverDisposal]
    case .disposeHazardous: [.quarantine, .handOverHazardous]
    case .returnToCustomer: [.repack, .shipToCustomer]
    case .hold: [.quarantine]
    case .keepWithCustomer: []
    }
}

/// The steps at the sites that do them, with the transports between.
///
/// - Parameters:
///   - place: where in our hands the unit is.
///   - shelf: where a customer can buy it, if so: taken down first, or left there when that is where it is to be.
func route(
    for disposition: Disposition, from place: String, shelf: String?, _ inputs: DecisionInputs,
    _ parameters: Parameters
) -> [Leg] {
    if shelf != nil, disposition.endsOnShelf { return [] }
    var legs: [Leg] = shelf.map { [Leg(.pullFromShelf, at: $0)] } ?? []
    var here = place
    for step in steps(for: disposition, inputs) {
        let vendor = step == .shipToVendor ? inputs.product?.vendor?.vendorId : nil
        let site = vendor ?? parameters.sites[step.rawValue] ?? here
        // Hand-overs and listings bring their own carrier; a bench elsewhere needs the unit brought to it.
        if site != here, !step.leaves, step != .list {
            legs.append(Leg(.transport, at: site))
            here = site
        }
        legs.append(Leg(step, at: site))
    }
    return legs
}
