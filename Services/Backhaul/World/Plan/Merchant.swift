import Contracts
import Kernel

/// A merchant of the simulated world.
struct Merchant: Sendable {
    let id: String
    let currency: Currency
    /// Where it sells to.
    let countries: [Share<String>]
    /// The site that opens its parcels.
    let sites: [String]
    let carriers: [String]
    /// When the money moves under its default policy.
    let timing: RefundTiming

    /// Share of the returns of each merchant. A choice: all three currencies, countries in and out of the EU, all four
    /// refund timings.
    static let all: [Share<Merchant>] = [
        make(
            3_500, "harbour", "GBP", [Share(8_600, "GB"), Share(900, "IE"), Share(500, "FR")],
            sites: ["GB-DIRFT-1", "GB-LEEDS-2"], carriers: ["royal-mail", "evri"], .onReceipt),
        make(
            3_000, "lindqvist", "EUR",
            [Share(4_200, "DE"), Share(1_800, "FR"), Share(1_500, "NL"), Share(1_500, "SE"), Share(1_000, "CH")],
            sites: ["DE-KASSEL-1", "NL-VENLO-1"], carriers: ["dhl", "postnl"], .onGrade),
        make(
            2_500, "cascade", "USD", [Share(8_800, "US"), Share(1_200, "CA")], sites: ["US-RENO-1", "US-ATLANTA-2"],
            carriers: ["usps", "ups"], .onFirstScan),
        make(
            1_000, "almendra", "EUR", [Share(6_500, "ES"), Share(2_000, "PT"), Share(1_500, "IT")],
            sites: ["ES-ZARAGOZA-1"], carriers: ["correos"], .onRequest),
    ].compactMap { $0 }

    private static func make(
        _ weight: Int64, _ id: String, _ currency: String, _ countries: [Share<String>], sites: [String],
        carriers: [String], _ timing: RefundTiming
    ) -> Share<Merchant>? {
        Currency(currency).map {
            Share(
                weight,
                Merchant(
                    id: id, currency: $0, countries: countries, sites: sites, carriers: carriers, timing: timing))
        }
    }
}
