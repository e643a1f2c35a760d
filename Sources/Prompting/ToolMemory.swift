/// What tools answered in an earlier run, so that a run can be made again byte for byte: a command may say something else
/// another day, or there may be no sandbox.
///
/// Every call of a tool that works on artifacts is kept, under the key of the prompt that led to it, the place of the call
/// in the answer, its name, its arguments, and a fingerprint of the artifacts and the check. A recalled call is not run.
/// When a later call is not known, the recalled ones that changed the copy are done again first, in their order and
/// without a word, so that the copy is as the model believes it to be.
///
/// What was found out before the conversation is kept in the same way: that no command could be run here, too, so that
/// such a run can be made again elsewhere. Whoever wants it tried again forgets the keys that begin with `artifacts/`.
package struct ToolMemory: Sendable {
    /// What is kept under a key; nil if nothing is.
    package let recall: @Sendable (_ key: String) async -> [UInt8]?
    /// Keeps what came of a call. It holds redacted text only.
    package let record: @Sendable (_ key: String, _ result: [UInt8]) async -> Void

    /// A memory of any make.
    package init(
        recall: @escaping @Sendable (_ key: String) async -> [UInt8]?,
        record: @escaping @Sendable (_ key: String, _ result: [UInt8]) async -> Void
    ) {
        self.recall = recall
        self.record = record
    }
}
