import Contracts
import IntakeDomain
import Kernel

// What every decision stores writes its JSON itself, beside `Codable`, which reads it.

extension LineCustody: JSONWritable {
    package func writeMembers(to text: inout JSONObjectText) {
        text.list("cancelled", cancelled.bounds)
        text.list("kept", kept.bounds)
        text.list("lostByCarrier", lostByCarrier.bounds)
        text.list("open", open.bounds)
        text.list("overdue", overdue.bounds)
        text.list("received", received.bounds)
    }
}

extension SoldLine: JSONWritable {
    package func writeMembers(to text: inout JSONObjectText) {
        text.member("country", country)
        text.member("currency", currency.code)
        text.member("customerId", customerID)
        text.member("line", line)
        text.member("policyId", policyID)
        text.member("soldAt", soldAt)
        text.member("terms", terms)
    }
}

extension SaleLine: JSONWritable {
    package func writeMembers(to text: inout JSONObjectText) {
        text.member("discount", discount)
        text.member("finalSale", finalSale)
        text.member("gtin", gtin?.digits)
        text.member("lineId", lineID)
        text.member("lot", lot)
        text.member("madeAt", madeAt)
        text.member("quantity", quantity)
        text.list("serials", serials)
        text.member("shippingShare", shipping)
        text.member("sku", sku)
        text.member("tax", tax)
        text.member("unitPrice", unitPrice)
    }
}

extension RefundTerms: JSONWritable {
    package func writeMembers(to text: inout JSONObjectText) {
        text.member("feeCap", feeCap)
        text.member("feeFixed", feeFixed)
        text.member("feeShare", feeShare.value)
        text.member("returnsShipping", returnsShipping)
        text.member("timing", timing?.rawValue)
    }
}
