/// What a reader made of an input.
enum Verdict { case accepted, refused }

/// Something that reads what comes from outside, with a way to make inputs for it and the laws that hold for it.
struct Reader {
    let name: String
    /// Makes one input, reads it, and checks what came of it.
    ///
    /// - Throws: `Objection` when a law is broken.
    let run: @Sendable (_ dice: inout Dice) throws -> Verdict

    /// Every reader; each gets the same share of inputs, except that events get half of them.
    static func all(_ goldens: Goldens) -> [Reader] {
        EventReaders.all(goldens) + EnvelopeReaders.all(goldens) + CodecReaders.all + DeadLetterReaders.all(goldens)
            + TextReaders.all + OperatorReaders.all
    }
}
