import Kernel

/// How one return goes.
enum Plot: Sendable, Hashable, CaseIterable {
    /// Asked for in time; what was announced arrives.
    case ordinary
    case late, finalSale, moreThanBought, unknownLine
    /// Two returns ask for the same goods.
    case askedTwice
    case cancelled, cancelledBeforeRequest
    case wrongItem, missingItem, oneTooMany, emptyBox
    case lostByCarrier, silentlyLost, lostAndFound, twoParcels

    /// All plots by their share; what is left over is ordinary.
    static let shares: [Share<Plot>] = {
        let odd: [(BasisPoints, Plot)] = [
            (Calibration.lateRequest, .late), (Calibration.finalSale, .finalSale),
            (Calibration.moreThanBought, .moreThanBought), (Calibration.unknownLine, .unknownLine),
            (Calibration.askedTwice, .askedTwice), (Calibration.cancelled, .cancelled),
            (Calibration.cancelledBeforeRequest, .cancelledBeforeRequest), (Calibration.wrongItem, .wrongItem),
            (Calibration.missingItem, .missingItem), (Calibration.oneTooMany, .oneTooMany),
            (Calibration.emptyBox, .emptyBox), (Calibration.lostByCarrier, .lostByCarrier),
            (Calibration.silentlyLost, .silentlyLost), (Calibration.lostAndFound, .lostAndFound),
            (Calibration.twoParcels, .twoParcels),
        ]
        let rest = 10_000 - odd.reduce(0) { $0 + $1.0.value }
        return [Share(rest, .ordinary)] + odd.map { Share($0.0.value, $0.1) }
    }()

    /// True when every line must be declined.
    var isDeclined: Bool { [.late, .finalSale, .moreThanBought, .unknownLine].contains(self) }

    /// Items that the return must have for the plot to make sense.
    var itemsNeeded: Int64 { self == .missingItem || self == .twoParcels ? 2 : 1 }
}
