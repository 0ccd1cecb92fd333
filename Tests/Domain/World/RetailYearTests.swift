import Contracts
import Kernel
import Testing
import Worker

@testable import BackhaulWorld

@Suite struct RetailYearTests {
    static let header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"

    private func run(_ lines: String, header: String = Self.header) throws -> (RetailYear, [WorldEvent]) {
        var year = try RetailYear(seed: 1, pieces: pieces(header + lines))
        var events: [WorldEvent] = []
        while let event = try year.next() { events.append(event) }
        return (year, events)
    }

    private func event<Event: ContractEvent>(_ type: Event.Type, in events: [WorldEvent]) throws -> Event? {
        try events.first { $0.type == Event.type }.map { try EventCodec.decode(type, from: read($0).data) }
    }

    @Test(arguments: [
        ("1,10001,MUG,6,2009-12-01 07:45:00,2.55,17850,United Kingdom", RetailBucket.orderLine),
        ("1,10001,MUG,6,2009-12-01 07:45:00,0.0,17850,United Kingdom", .orderLine),
        ("1,10001,MUG,6,2009-12-01 07:45:00,2.55,,United Kingdom", .orderLine),
        ("1,10001,found,6,2009-12-01 07:45:00,0.0,,United Kingdom", .stockFound),
        ("1,10001,wet damaged,-6,2009-12-01 07:45:00,0.0,,United Kingdom", .stockWriteOff),
        ("1,POST,POSTAGE,1,2009-12-01 07:45:00,18.0,12583,France", .notAProduct),
        ("CX,POST,POSTAGE,-1,2009-12-01 07:45:00,18.0,12583,France", .notAProduct),
        ("1,TEST001,This is a test product.,5,2009-12-01 07:45:00,4.5,12346,United Kingdom", .notAProduct),
        ("CX,D,Discount,-1,2009-12-01 07:45:00,9.37,,United Kingdom", .moneyOnly),
        ("CX,M,Manual,1,2009-12-01 07:45:00,373.57,,United Kingdom", .moneyOnly),
        ("A506401,B,Adjust bad debt,1,2009-12-01 07:45:00,-53594.36,,United Kingdom", .moneyOnly),
        ("1,10001,MUG,1,2009-12-01 07:45:00,-2.55,17850,United Kingdom", .moneyOnly),
        ("CX,10001,MUG,-1,2009-12-01 07:45:00,2.55,,United Kingdom", .blindReturn),
        ("CX,10001,MUG,-1,2009-12-01 07:45:00,2.55,17850,United Kingdom", .blindReturn),
        ("1,10001,MUG,six,2009-12-01 07:45:00,2.55,17850,United Kingdom", .malformed),
        ("1,10001,MUG,6,2009-12-01 07:45:00,2.55,17850", .malformed),
        ("1,10001,MUG,6,some day,2.55,17850,United Kingdom", .malformed),
        ("1,10001,MUG,0,2009-12-01 07:45:00,2.55,17850,United Kingdom", .malformed),
        ("CX,10001,MUG,1,2009-12-01 07:45:00,2.55,17850,United Kingdom", .malformed),
        ("", .malformed),
    ])
    func aLineAloneEndsInItsBucket(line: String, bucket: RetailBucket) throws {
        let (year, _) = try run(line + "\n")

        #expect(year.buckets.filter { $0.value > 0 } == [bucket.rawValue: 1])
    }

    static let sold = "1,10001,MUG,6,2009-12-01 07:45:00,2.55,17850,United Kingdom\n"

    @Test func piecesThatComeBackAreAskedForAndArrive() throws {
        let back = "C2,10001,MUG,-4,2009-12-05 10:00:00,2.55,17850,United Kingdom\n"
        let (year, events) = try run(Self.sold + back)
        let request = try #require(try event(ReturnRequested.self, in: events))
        let receipt = try #require(try event(ParcelReceived.self, in: events))

        #expect(year.buckets["return_matched"] == 1)
        #expect(request.returnId == "C2")
        #expect(request.lines.map(\.orderId) == ["1"])
        #expect(request.lines.map(\.orderLineId) == ["1"])
        #expect(request.lines.map(\.quantity) == [4])
        #expect(receipt.returnId == "C2")
        #expect(receipt.items.compactMap(\.sku) == Array(repeating: "10001", count: 4))
        #expect(year.account.itemsReceived == 4)
        #expect(year.account.returnsRequested == 1)
        #expect(
            events.map(\.type) == [
                PolicyPublished.type, ProductDescribed.type, OrderShipped.type, OrderDelivered.type,
                ReturnRequested.type, ParcelScanned.type, ParcelReceived.type,
            ])
    }

    @Test func theLatestPurchaseWithEnoughLeftIsTakenBack() throws {
        let lines = """
            1,10001,MUG,6,2009-12-01 07:45:00,2.55,17850,United Kingdom
            2,10001,MUG,2,2009-12-03 07:45:00,2.55,17850,United Kingdom
            C3,10001,MUG,-4,2009-12-08 10:00:00,2.55,17850,United Kingdom
            C4,10001,MUG,-2,2009-12-10 10:00:00,2.55,17850,United Kingdom
            C5,10001,MUG,-3,2009-12-12 10:00:00,2.55,17850,United Kingdom

            """
        let (year, events) = try run(lines)
        let requests = try events.filter { $0.type == ReturnRequested.type }
            .map { try EventCodec.decode(ReturnRequested.self, from: read($0).data) }

        #expect(requests.map { $0.lines[0].orderId } == ["1", "2", "2"])
        #expect(year.buckets["return_matched"] == 2)
        #expect(year.buckets["more_than_bought"] == 1)
        #expect(year.account.itemsReceived == 9)
    }

    @Test func codesInAnotherLetterCaseAreTheSameProduct() throws {
        let lines = """
            1,85123a,HEART,6,2009-12-01 07:45:00,2.55,17850,United Kingdom
            C2,85123A,HEART,-1,2009-12-08 10:00:00,2.55,17850,United Kingdom

            """
        let (year, events) = try run(lines)

        #expect(year.buckets["return_matched"] == 1)
        #expect(events.count { $0.type == ProductDescribed.type } == 1)
    }

    @Test func whatIsCancelledWithinADayNeverLeaves() throws {
        let lines = """
            1,23843,PAPER CRAFT,80995,2009-12-01 09:15:00,2.08,16446,United Kingdom
            C2,23843,PAPER CRAFT,-80995,2009-12-01 09:27:00,2.08,16446,United Kingdom
            3,10001,MUG,6,2009-12-01 07:45:00,2.55,17850,United Kingdom
            C4,10001,MUG,-2,2009-12-02 07:44:00,2.55,17850,United Kingdom

            """
        let (year, events) = try run(lines)
        let order = try #require(try event(OrderShipped.self, in: events))

        #expect(year.buckets["cancelled_before_shipping"] == 2)
        #expect(order.orderId == "3")
        #expect(order.lines.map(\.quantity) == [4])
        #expect(events.count { $0.type == OrderShipped.type } == 1)
        #expect(year.account.returnsRequested == 0)
        #expect(year.account.itemsReceived == 0)
    }

    @Test func aReturnOfAnOrderThatNeverLeftArrivesUnannounced() throws {
        let lines = """
            1,10001,MUG,6,2009-12-01 09:15:00,2.08,16446,United Kingdom
            C2,10001,MUG,-6,2009-12-01 09:27:00,2.08,16446,United Kingdom
            C3,10001,MUG,-2,2009-12-09 07:44:00,2.55,16446,United Kingdom

            """
        let (year, events) = try run(lines)
        let receipt = try #require(try event(ParcelReceived.self, in: events))

        #expect(year.buckets["more_than_bought"] == 1)
        #expect(year.account.returnsRequested == 0)
        #expect(receipt.returnId == nil)
        #expect(receipt.items.count == 2)
    }

    @Test func theSameLineTwiceIsADuplicate() throws {
        let (year, events) = try run(Self.sold + Self.sold)

        #expect(year.buckets["order_line"] == 1)
        #expect(year.buckets["duplicate"] == 1)
        #expect(try event(OrderShipped.self, in: events)?.lines.count == 1)
    }

    @Test func aLargeReturnComesInManyParcels() throws {
        let lines = """
            1,10001,MUG,450,2009-12-01 09:15:00,2.08,16446,United Kingdom
            C2,10001,MUG,-450,2009-12-11 09:27:00,2.08,16446,United Kingdom

            """
        let (year, events) = try run(lines)
        let receipts = try events.filter { $0.type == ParcelReceived.type }
            .map { try EventCodec.decode(ParcelReceived.self, from: read($0).data) }

        #expect(receipts.map(\.items.count) == [200, 200, 50])
        #expect(Set(receipts.map(\.parcelId)).count == 3)
        #expect(year.account.itemsReceived == 450)
    }

    @Test func namesOfOtherEditionsAreKnown() throws {
        let header = "\u{FEFF}Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country\n"
        let (year, _) = try run("1,10001,MUG,6,12/1/2009 7:45,2.55,17850.0,United Kingdom\n", header: header)

        #expect(year.buckets["order_line"] == 1)
    }

    @Test func missingColumnsAreNamed() {
        let error = #expect(throws: RetailFileError.self) { try run("", header: "InvoiceNo,StockCode,Quantity\n") }

        #expect(error?.description.contains("unitprice") == true)
    }

    @Test func aMissingFileIsNamed() {
        let error = #expect(throws: RetailFileError.self) { try RetailYear(path: "no/such/year.csv", seed: 1) }

        #expect(error?.description.contains("no/such/year.csv") == true)
    }
}
