/// How much of what is read is kept, so that memory stays bounded whatever a file holds.
package struct ReadingLimits: Sendable {
    /// How many steps of a session are kept: none that people or models look at comes near.
    package var steps = 50_000
    /// How many bytes of a session's text are kept in full; what comes behind is kept by its ends only.
    package var text = 24 << 20
    /// The longest record in bytes: what is longer and does not stream is passed over. It stands in memory about three
    /// times.
    package var record = 32 << 20
    /// How many bytes of a file are looked at to recognise it; what fits whole is parsed only once.
    package var window = 8 << 20

    package init() {}
}
