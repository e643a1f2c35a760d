package import LanguageModels

/// Who is asked in one role, and with which settings: one explicit configuration for each role.
package struct Role: Sendable {
    package let caller: Caller
    package let settings: ModelSettings
    /// What lessons name as their finder: `openai/qwen3.5-35b`.
    package let name: String
    /// How often an answer that cannot be read is asked for again.
    package let repairs: Int
    /// Tells apart runs that are alike on purpose.
    package let sample: Int

    package init(_ caller: Caller, settings: ModelSettings, name: String, repairs: Int = 2, sample: Int = 0) {
        self.caller = caller
        self.settings = settings
        self.name = name
        self.repairs = repairs
        self.sample = sample
    }

    /// The same role with another number of repairs.
    func repairing(_ repairs: Int) -> Role {
        Role(caller, settings: settings, name: name, repairs: repairs, sample: sample)
    }
}
