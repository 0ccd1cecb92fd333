/// The numbers from which librdkafka's mock cluster makes producer ids: one after the other, in the place of the C
/// library's function of this name.
///
/// The mock cluster draws an id at random among 900,000. When a producer draws one that an earlier producer of the same
/// transactional id had, the cluster takes its records for repeats: it acknowledges them and keeps none. With a hundred
/// producers of one service, as chaos has in ten minutes, that happens in one run of some two hundred.
@_cdecl("rand_r")
public func nextNumber(_ seed: UnsafeMutablePointer<UInt32>) -> Int32 {
    seed.pointee &+= 1
    return Int32(seed.pointee & 0x7fff_ffff)
}
