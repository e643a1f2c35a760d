extension Answer {
    /// With an estimate of the prompt's tokens where the provider said nothing.
    func estimating(_ call: ModelCall) -> Answer {
        guard usage.isEstimated, usage.prompt == 0 else { return self }
        var answer = self
        answer.usage.prompt = TokenEstimate(call).prompt
        return answer
    }
}
