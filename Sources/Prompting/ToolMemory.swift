/// The stored results of tools, so that a conversation can be replayed byte for byte: a command may have another result on
/// another day, or there may be no sandbox.
///
/// Every call of a tool that works on artifacts is stored. Its key has the key of the prompt that led to it, the index of
/// the call in the answer, its name and arguments, and a fingerprint of the artifacts and the check. A recalled call is not
/// run. If a later call is not known, the recalled calls that changed the copy are run first, in their order, so that the
/// copy is in the state that the model expects.
///
/// What was found out before the conversation is stored in the same way, including that no command can be run here, so that
/// such a run can be replayed elsewhere. To try again, delete the keys that begin with `artifacts/`.
package struct ToolMemory: Sendable {
    /// Returns the result stored under a key; `nil` if there is none.
    package let recall: @Sendable (_ key: String) async -> [UInt8]?
    /// Stores the result of a call, which contains redacted text only.
    package let record: @Sendable (_ key: String, _ result: [UInt8]) async -> Void

    /// A memory with any store.
    package init(
        recall: @escaping @Sendable (_ key: String) async -> [UInt8]?,
        record: @escaping @Sendable (_ key: String, _ result: [UInt8]) async -> Void
    ) {
        self.recall = recall
        self.record = record
    }
}
