import DispositionDomain
import Kernel
import Testing

@Suite struct ConstraintTests {
    private func reasons(_ disposition: Disposition, _ inputs: DecisionInputs) -> [Exclusion] {
        exclusions(of: disposition, inputs, Samples.parameters)
    }

    @Test func newGoodsAreSealedAndOfGradeA() {
        #expect(reasons(.restockNew, Samples.inputs(grade: Samples.grade(.a, sealed: true))).isEmpty)
        #expect(reasons(.restockNew, Samples.inputs(grade: Samples.grade(.a))) == [.notAsNew])
        #expect(reasons(.restockNew, Samples.inputs(grade: Samples.grade(.b, sealed: true))) == [.notAsNew])
    }

    @Test(arguments: [ProductCategory.apparel, .shoes])
    func theEUForbidsToDestroyClothes(_ category: ProductCategory) {
        let grade = Samples.grade(.s, category)

        #expect(reasons(.dispose, Samples.inputs(grade: grade)) == [.destructionBan])
        #expect(reasons(.dispose, Samples.inputs(arrival: Samples.arrival { $0.country = "US" }, grade: grade)).isEmpty)
        #expect(
            reasons(.dispose, Samples.inputs(arrival: Samples.arrival { $0.country = nil }, grade: grade))
                == [.destructionBan])
        #expect(reasons(.dispose, Samples.inputs(grade: Samples.grade(.s, category, dangerous: true))).isEmpty)
        #expect(reasons(.dispose, Samples.inputs(grade: grade, stops: [Stop(.recall, remedy: .destroy)])).isEmpty)
    }

    @Test(arguments: [Disposition.restockNew, .restockOpenBox, .marketplaceResale, .liquidate, .donate])
    func openedFoodIsNotPassedOn(_ disposition: Disposition) {
        #expect(reasons(disposition, Samples.inputs(grade: Samples.grade(.a, .foodAndDrink, sealed: true))).isEmpty)
        #expect(
            reasons(disposition, Samples.inputs(grade: Samples.grade(.a, .foodAndDrink))).contains(.hygiene))
        #expect(
            reasons(disposition, Samples.inputs(grade: Samples.grade(.b, .foodAndDrink, sealed: true)))
                .contains(.hygiene))
    }

    @Test(arguments: Disposition.decidable)
    func unsafeLithiumGoesToTheRecyclerOrToHazardousDisposalOnly(_ disposition: Disposition) {
        let product = Samples.product {
            $0.hazard = Samples.lithium()
            $0.vendor = Samples.vendor()
        }
        let dangerous = Samples.inputs(grade: Samples.grade(.d, .electronics, dangerous: true), product: product)
        let recalled = Samples.inputs(
            grade: Samples.grade(.a, .electronics), product: product,
            stops: [Stop(.recall, recallId: "RC-1", remedy: .returnToVendor)])
        let allowed: Set<Disposition> = [.recycle, .disposeHazardous, .hold]

        #expect(reasons(disposition, dangerous).isEmpty == allowed.contains(disposition))
        #expect(reasons(disposition, recalled).isEmpty == allowed.contains(disposition))
    }

    @Test func soundLithiumIsOrdinary() {
        let product = Samples.product { $0.hazard = Samples.lithium() }
        let inputs = Samples.inputs(grade: Samples.grade(.a, .electronics), product: product)

        #expect(reasons(.restockOpenBox, inputs).isEmpty)
        #expect(reasons(.dispose, inputs) == [.notOrdinaryWaste])
    }

    @Test(arguments: [Disposition.donate, .liquidate, .marketplaceResale])
    func dangerousGoodsAreNotGivenAwaySoldInLotsOrMailed(_ disposition: Disposition) {
        let product = Samples.product { $0.hazard = Hazard(unNumber: "1263", hazardClass: "3") }

        #expect(reasons(disposition, Samples.inputs(product: product)).contains(.hazardClass))
    }

    @Test func theVendorTakesBackWithinItsWindowFromTheSale() {
        let product = Samples.product { $0.vendor = Samples.vendor { $0.returnWindowDays = 10 } }
        let end = Samples.soldAt.advanced(by: .days(10))

        #expect(reasons(.returnToVendor, Samples.inputs(product: product, decidedAt: end)).isEmpty)
        let late = end.advanced(by: TimeSpan(microseconds: 1))
        #expect(reasons(.returnToVendor, Samples.inputs(product: product, decidedAt: late)) == [.vendorWindow])
        let unsold = Samples.arrival { $0.soldAt = nil }
        #expect(reasons(.returnToVendor, Samples.inputs(arrival: unsold, product: product)) == [.vendorWindow])
        #expect(reasons(.returnToVendor, Samples.inputs()) == [.noVendorTerms])
    }

    @Test func theVendorsTermsAreKept() {
        let strict = Samples.product {
            $0.vendor = Samples.vendor {
                $0.acceptsOpened = false
                $0.defectiveOnly = true
            }
        }

        #expect(
            reasons(.returnToVendor, Samples.inputs(product: strict))
                == [.vendorTakesSealedOnly, .vendorTakesDefectsOnly])
        let faulty = Samples.grade(.d, sealed: true, fault: .manufacturer)
        #expect(reasons(.returnToVendor, Samples.inputs(grade: faulty, product: strict)).isEmpty)
    }

    @Test func aRecallOfTheMakerIsTakenBackAsItIs() {
        let product = Samples.product {
            $0.vendor = Samples.vendor { $0.returnWindowDays = 0 }
            $0.forbidden = [.returnToVendor]
        }
        let stops = [Stop(.recall, recallId: "RC-1", remedy: .returnToVendor)]

        #expect(reasons(.returnToVendor, Samples.inputs(product: product, stops: stops)).isEmpty)
        #expect(
            reasons(.returnToVendor, Samples.inputs(product: product, stops: [Stop(.recall, remedy: .destroy)]))
                .contains(.recallHold))
    }

    @Test func theBrandsRuleIsKept() {
        let product = Samples.product { $0.forbidden = [.liquidate, .donate] }

        #expect(reasons(.liquidate, Samples.inputs(product: product)) == [.brandRule])
        #expect(reasons(.restockOpenBox, Samples.inputs(product: product)).isEmpty)
    }

    @Test func withoutTheArticleOnlyWhatNeedsNoPriceIsLeft() {
        let open = Disposition.decidable.filter { reasons($0, Samples.inputs(product: nil)).isEmpty }

        #expect(open == [.donate, .recycle, .dispose, .hold])
    }

    @Test func aStrangersArticleGoesBackToItsOwner() {
        let arrival = Samples.arrival {
            $0.finding = .wrongItem
            ($0.sku, $0.gtin) = (nil, nil)
        }
        let open = Disposition.decidable.filter { reasons($0, Samples.inputs(arrival: arrival, product: nil)).isEmpty }

        #expect(open == [.returnToCustomer, .hold])
        #expect(reasons(.returnToCustomer, Samples.inputs()) == [.ours])
    }

    @Test func aPriceOfAnotherCurrencyIsNotConverted() {
        let product = Samples.product { $0.currency = Samples.euros }

        #expect(reasons(.restockOpenBox, Samples.inputs(product: product)) == [.priceCurrency])
    }

    @Test func everyReasonIsShownNotOnlyTheFirst() {
        let inputs = Samples.inputs(
            grade: Samples.grade(.s, .foodAndDrink, dangerous: true), product: nil,
            stops: [Stop(.recall, remedy: .destroy)], failed: [.restockNew])

        #expect(
            reasons(.restockNew, inputs)
                == [.recallHold, .dangerous, .hygiene, .notAsNew, .priceUnknown, .failedBefore])
    }
}
