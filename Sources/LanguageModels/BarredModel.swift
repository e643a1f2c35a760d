/// A model that is configured and cannot be asked, with the reason. Its identity is that of the model, so that stored
/// answers are found.
package struct BarredModel: LanguageModel {
    private let model: any LanguageModel
    private let reason: ModelError

    /// Stands for `model`.
    ///
    /// - Parameter reason: The error of every call.
    package init(_ model: any LanguageModel, reason: ModelError) { (self.model, self.reason) = (model, reason) }

    /// That of the model.
    package var identity: String { model.identity }
    /// That of the model.
    package var canCallTools: Bool { model.canCallTools }

    /// Asks nobody.
    ///
    /// - Throws: The reason.
    package func answer(_ call: ModelCall) async throws(ModelError) -> Answer { throw reason }
}
