import Worker

/// A process whose every step is one action on the world: between two actions anyone else may act, in any order.
protocol ActionProcess: AnyObject {
    /// - Throws: what only a person could mend; never expected.
    func act() throws(Fault)
    /// `kill -9`, and a new life.
    func die()
}
