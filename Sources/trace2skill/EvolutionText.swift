internal import Foundations
internal import Ledger

/// How an evolution ended, in words.
enum EvolutionText {
    /// The state for programs: that of the ledger, or `proposed` where everything is on branches for review.
    static func state(_ row: EvolutionRecord) -> String {
        isProposedOnly(row) ? "proposed" : row.state.rawValue
    }

    /// The state and the counts of lessons.
    static func result(_ row: EvolutionRecord) -> String {
        func count(_ name: String) -> Int { row.summary[name] ?? 0 }
        let state =
            switch row.state {
            case .published where isProposedOnly(row): "proposed"
            case .published where count("proposals") > 0: "published and proposed"
            case .nothing: "nothing new"
            case .cutOff: "interrupted"
            case .partial: "for some skills only"
            case .blocked: "could not publish"
            case .waiting: "waits for the model"
            case .running, .published: row.state.rawValue
            }
        let counts = ["adopted", "proposed", "held"].filter { $0 == "adopted" || count($0) > 0 }
            .map { "\(count($0)) \($0)" }
        return ([state] + counts).joined(separator: ", ")
    }

    private static func isProposedOnly(_ row: EvolutionRecord) -> Bool {
        guard row.state == .published, let proposals = row.summary["proposals"] else { return false }
        return proposals > 0 && proposals == row.summary["revisions"]
    }
}
