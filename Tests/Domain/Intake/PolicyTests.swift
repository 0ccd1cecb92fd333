import IntakeDomain
import Kernel
import Testing

@Suite struct PolicyTests {
    private func policy() throws -> ReturnPolicy {
        var policy = try Shop.policy(days: 30)
        policy.windows = [
            .init(category: nil, channel: .store, days: 10), .init(category: .shoes, channel: nil, days: 60),
            .init(category: .shoes, channel: .store, days: 90), .init(category: .toys, channel: .online, days: 45),
        ]
        return policy
    }

    @Test(
        arguments: [
            (.home, .online, 30), (.home, .store, 10), (.shoes, .online, 60), (.shoes, .store, 90),
            (.toys, .online, 45),
            (.toys, .store, 10),
        ] as [(ProductCategory, SalesChannel, Int64)])
    func theMostSpecialWindowHolds(category: ProductCategory, channel: SalesChannel, days: Int64) throws {
        let last = try policy().lastAcceptedAt(category: category, channel: channel, deliveredAt: Shop.delivered)

        #expect(last == Shop.delivered.advanced(by: .days(days)))
    }

    @Test func aSeasonOnlyMovesTheEndLater() throws {
        var policy = try Shop.policy(days: 30)
        let season = (start: Shop.delivered, end: Shop.delivered.advanced(by: .days(20)))
        policy.seasons = [
            .init(start: season.start, end: season.end, acceptedUntil: Shop.delivered.advanced(by: .days(40)))
        ]
        func last(_ day: Int64) -> Instant? {
            policy.lastAcceptedAt(
                category: .home, channel: .online, deliveredAt: Shop.delivered.advanced(by: .days(day)))
        }

        #expect(last(0) == Shop.delivered.advanced(by: .days(40)))
        #expect(last(15) == Shop.delivered.advanced(by: .days(45)))
        #expect(last(20) == Shop.delivered.advanced(by: .days(50)))
        #expect(last(-1) == Shop.delivered.advanced(by: .days(29)))
    }

    @Test func anUnlimitedWindowHasNoEndButForSpecialGoods() throws {
        var policy = try policy()
        policy.period = .unlimited

        #expect(policy.lastAcceptedAt(category: .home, channel: .online, deliveredAt: Shop.delivered) == nil)
        #expect(policy.lastAcceptedAt(category: .shoes, channel: .online, deliveredAt: Shop.delivered) != nil)
    }
}
