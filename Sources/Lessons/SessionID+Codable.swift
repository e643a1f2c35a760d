package import Trajectories

// Identifiers of sessions are kept as JSON strings, in the ledger and in the knowledge ref.
extension Session.ID: Codable {
    /// Reads a string.
    package init(from decoder: any Decoder) throws { self.init(try String(from: decoder)) }
    /// Writes a string.
    package func encode(to encoder: any Encoder) throws { try rawValue.encode(to: encoder) }
}
