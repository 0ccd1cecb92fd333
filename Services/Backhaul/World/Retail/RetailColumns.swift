/// Where the columns stand; the editions of the file differ in names.
struct RetailColumns {
    let invoice: Int
    let code: Int
    let description: Int
    let quantity: Int
    let date: Int
    let price: Int
    let customer: Int
    let country: Int
    let count: Int

    /// - Throws: `RetailFileError` naming the columns that are missing.
    init(header: [String]) throws(RetailFileError) {
        var missing: [String] = []
        let names = header.map(Self.plain)
        func place(_ wanted: String...) -> Int {
            if let index = names.firstIndex(where: wanted.contains) { return index }
            missing.append(wanted[0])
            return 0
        }
        invoice = place("invoiceno", "invoice")
        code = place("stockcode")
        description = place("description")
        quantity = place("quantity")
        date = place("invoicedate")
        price = place("unitprice", "price")
        customer = place("customerid")
        country = place("country")
        count = header.count
        guard missing.isEmpty else {
            throw RetailFileError(
                "columns missing: \(missing.joined(separator: ", ")); found: \(header.joined(separator: ", "))")
        }
    }

    /// Lower case letters only, so that `Customer ID` and `CustomerID` are one.
    private static func plain(_ name: String) -> String {
        String(decoding: name.lowercased().utf8.filter { (97...122).contains($0) }, as: UTF8.self)
    }
}
