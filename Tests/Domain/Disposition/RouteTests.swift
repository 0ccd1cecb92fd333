import DispositionDomain
import Kernel
import Testing

@Suite struct RouteTests {
    @Test func everyOutcomeHasARouteThatEndsWhereItSays() throws {
        for target in Disposition.decidable {
            var story = try Story.graded(
                Samples.grade(.a, .electronics),
                product: Samples.product {
                    $0.vendor = Samples.vendor()
                    $0.forbidden = Disposition.decidable.filter { $0 != target }
                })
            guard story.live == target else { continue }
            try story.finish()
            let last = story.orders.last?.leg.step
            #expect(last?.putsOnShelf == target.endsOnShelf)
            #expect(last?.leaves == (!target.endsOnShelf && target != .hold))
            #expect(story.closings.last?.onShelf ?? false == target.endsOnShelf)
        }
    }

    @Test func aDeviceIsWipedBeforeAnybodyElseHasIt() throws {
        let used = try Story.graded(Samples.grade(.a, .electronics))
        let sealed = try Story.graded(Samples.grade(.a, .electronics, sealed: true))

        #expect(used.decisions.first?.route.first?.step == .sanitise)
        #expect(sealed.decisions.first?.route.map(\.step) == [.restock])
    }

    @Test func handOversNameTheirPartnerAndTheVendorIsTheProducts() throws {
        let recycled = try Story.graded(
            product: Samples.product { $0.forbidden = Disposition.decidable.filter { $0 != .recycle } })
        let returned = try Story.graded(
            product: Samples.product {
                $0.vendor = Samples.vendor()
                $0.forbidden = Disposition.decidable.filter { $0 != .returnToVendor }
            })

        #expect(recycled.decisions.first?.route == [Leg(.handOverRecycler, at: "recycler")])
        #expect(
            returned.decisions.first?.route == [Leg(.repack, at: "RC1"), Leg(.shipToVendor, at: "V-1")])
    }

    @Test func aBenchElsewhereGetsTheUnitBroughtToIt() throws {
        var story = Story()
        story.around.parameters = Samples.parameters {
            $0.sites["refurbish"] = "BENCH"
            $0.prices["default"]?["refurbish"] = ["A": .whole]
        }
        _ = try story.unit.arrive(Samples.arrival(), print: 1)
        _ = try story.unit.grade(Samples.grade(), print: 2)
        story.settle()

        #expect(
            story.decisions.first?.route.prefix(3)
                == [Leg(.transport, at: "BENCH"), Leg(.refurbish, at: "BENCH"), Leg(.test, at: "BENCH")])
        try story.complete()
        #expect(story.unit.progress.place == "BENCH")
    }
}
