import Kernel

/// Keys of advisory locks. The lock space is one for the whole database, so the schema is part of every key.
enum AdvisoryLock {
    /// A lock of its own for `purpose` in this schema.
    static func key(_ purpose: String, schema: String) -> Int64 {
        var hash = StableHash()
        hash.add("backhaul")
        hash.add(purpose)
        hash.add(schema)
        return Int64(bitPattern: hash.value)
    }

    /// The first half of the two-part keys of relay shards.
    static func shardClass(schema: String) -> Int32 {
        Int32(truncatingIfNeeded: key("relay shard", schema: schema) >> 32)
    }
}
