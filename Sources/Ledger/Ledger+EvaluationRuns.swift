internal import FoundationEssentials
internal import GRDB

/// A row of the table of what programs that measure skills printed.
struct EvaluationRun: TableValue {
    static let table = "evaluation_run"

    var key: String
    var output: Data
}

/// The output of programs that measure skills, kept for as long as the evolution that asked for it is under way.
extension Ledger {
    /// What a run printed; nil if it was not made yet.
    package func evaluationRun(_ key: String) throws -> [UInt8]? {
        try database.read { try EvaluationRun.all().filter(key: key).fetchValue($0).map { Array($0.output) } }
    }

    /// Keeps what a run printed, so that it is not paid for again if the process ends before the evolution does.
    package func save(evaluationRun key: String, output: [UInt8]) throws {
        try database.write { try EvaluationRun(key: key, output: Data(output)).upsert($0) }
    }

    /// Removes the output of all runs: the next evaluation measures anew.
    package func forgetEvaluationRuns() throws {
        _ = try database.write { try EvaluationRun.all().deleteAll($0) }
    }
}
