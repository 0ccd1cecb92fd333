import Kernel

/// One line of the file, read.
struct RetailLine: Hashable {
    let invoice: String
    /// Trimmed, in capitals: codes that differ in letter case only are one product.
    let code: String
    let description: String
    let quantity: Int64
    /// Local time of the shop; taken as UTC.
    let date: Instant
    /// Pence, rounded half away from zero (a few prices have three decimals).
    let price: MinorUnits
    /// Nil where the file has none.
    let customer: String?
    let country: String

    var isCancellation: Bool { invoice.hasPrefix("C") }

    /// - Parameter date: what the line's date column says; nil when it cannot be read.
    /// - Returns: nil when a column is missing or cannot be read.
    init?(_ fields: [String], _ columns: RetailColumns, at date: Instant?) {
        guard fields.count == columns.count, let quantity = Int64(fields[columns.quantity]),
            quantity.magnitude <= 1_000_000, let date,
            let price = RetailText.minorUnits(fields[columns.price])
        else { return nil }
        let code = RetailText.trimmed(fields[columns.code]).uppercased()
        let invoice = RetailText.trimmed(fields[columns.invoice]).uppercased()
        guard !code.isEmpty, !invoice.isEmpty else { return nil }
        let customer = RetailText.customer(fields[columns.customer])
        self.invoice = invoice
        self.code = code
        self.quantity = quantity
        self.date = date
        self.price = price
        self.customer = customer.isEmpty ? nil : customer
        description = RetailText.trimmed(fields[columns.description])
        country = RetailText.trimmed(fields[columns.country])
    }
}
