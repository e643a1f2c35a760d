/// The limits that the safeguards apply.
package struct Policy: Sendable {
    /// Hosts that any skill may name, their subdomains included.
    package var allowedHosts: Set<String>
    /// The sizes beyond which a change needs a person's approval.
    package var limits: Limits

    /// A policy; the defaults are those of the program.
    package init(allowedHosts: Set<String> = [], limits: Limits = Limits()) {
        self.allowedHosts = allowedHosts
        self.limits = limits
    }

    /// The sizes beyond which a change needs a person's approval.
    package struct Limits: Sendable {
        /// Lines added or removed in a file that exists, whichever is more.
        package var changedLines: Int
        /// Lines of a new file.
        package var newLines: Int
        /// Bytes by which a file that exists may grow.
        package var growth: Int
        /// Lines of the whole file.
        package var lines: Int
        /// Tokens of the whole file, at four bytes a token.
        package var tokens: Int

        /// Limits; the defaults are those of the program.
        package init(
            changedLines: Int = 40,
            newLines: Int = 150,
            growth: Int = 4096,
            lines: Int = 500,
            tokens: Int = 5000
        ) {
            self.changedLines = changedLines
            self.newLines = newLines
            self.growth = growth
            self.lines = lines
            self.tokens = tokens
        }
    }
}
