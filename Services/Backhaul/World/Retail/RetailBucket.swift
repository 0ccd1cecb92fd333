/// What becomes of a line of the file. Every line ends in exactly one bucket.
package enum RetailBucket: String, Sendable, Hashable, CaseIterable {
    /// Pieces sold: part of an order.
    case orderLine = "order_line"
    /// Pieces that come back, bought earlier by the same customer: a return that is asked for and arrives.
    case returnMatched = "return_matched"
    /// More pieces come back than any one earlier purchase has left: asked for, declined, and sent all the same.
    case moreThanBought = "more_than_bought"
    /// Pieces come back without a customer, or of a product that the customer never bought: an unannounced parcel.
    case blindReturn = "blind_return"
    /// Taken back within a day, while the order is still in the house: these pieces never leave and never return.
    case cancelledBeforeShipping = "cancelled_before_shipping"
    /// Only money moves: discounts, manual entries, bank charges, vouchers, fees, bad debt, negative prices.
    case moneyOnly = "money_only"
    /// Services and tests: postage, carriage, samples, test products.
    case notAProduct = "not_a_product"
    /// Pieces taken off the books without a sale: negative, and no cancellation.
    case stockWriteOff = "stock_write_off"
    /// Pieces found and booked in: no price and no customer.
    case stockFound = "stock_found"
    /// The same as an earlier line in every column.
    case duplicate
    /// Not readable as a line: a column short, no number, no time, no pieces.
    case malformed
}
