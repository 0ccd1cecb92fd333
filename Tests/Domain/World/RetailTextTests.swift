import Kernel
import Testing

@testable import BackhaulWorld

@Suite struct RetailTextTests {
    @Test(
        arguments: [
            ("6.95", 695), ("2.1", 210), ("7", 700), ("0.001", 0), ("0.005", 1), ("-53594.36", -5_359_436), ("0.0", 0),
            ("-0.5", -50), ("", nil), ("a", nil), ("1.2x", nil), ("1,5", nil), ("--1", nil),
        ] as [(String, Int64?)])
    func pricesBecomePence(text: String, expected: Int64?) {
        #expect(RetailText.minorUnits(text) == expected)
    }

    @Test(
        arguments: [
            ("2009-12-01 07:45:00", "2009-12-01T07:45:00Z"), ("12/1/2009 7:45", "2009-12-01T07:45:00Z"),
            ("2009-13-01 07:45:00", nil), ("12/1/2009", nil), ("", nil), ("yesterday", nil),
        ] as [(String, String?)])
    func timesOfBothEditionsAreRead(text: String, expected: String?) {
        #expect(RetailText.time(text)?.description == expected)
    }

    @Test(arguments: [("13085", "13085"), ("13085.0", "13085"), (" 13085 ", "13085"), ("", "")])
    func customersLoseTheSpreadsheetsDecimals(text: String, expected: String) {
        #expect(RetailText.customer(text) == expected)
    }

    @Test(arguments: [
        ("85048", RetailCode.goods), ("79323P", .goods), ("DCGS0058", .goods), ("PADS", .goods), ("POST", .service),
        ("TEST001", .service), ("S", .service), ("M", .money), ("ADJUST2", .money), ("GIFT_0001_30", .money),
        ("BANK CHARGES", .money),
    ])
    func codesAreGoodsServicesOrMoney(code: String, expected: RetailCode) {
        #expect(RetailCode(code) == expected)
    }
}
