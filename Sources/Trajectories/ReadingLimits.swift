/// Limits that bound the memory for reading, whatever a file contains.
package struct ReadingLimits: Sendable {
    /// How many steps of a session are kept. Sessions that people or models look at have far fewer.
    package var steps = 50_000
    /// How many bytes of a session's text are kept in full; of later texts only the two ends are kept.
    package var text = 24 << 20
    /// The longest record in bytes; a longer one is skipped unless it streams. A record is in memory about three times.
    package var record = 32 << 20
    /// How many bytes of a file are read to recognise its format; a file that fits is parsed only once.
    package var window = 8 << 20

    /// The defaults.
    package init() {}
}
