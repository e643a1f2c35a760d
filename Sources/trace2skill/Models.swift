internal import Configuration
internal import Evolution
internal import FoundationEssentials
internal import HTTP
internal import LanguageModels
internal import Ledger
internal import Prompting

/// Makes the model that the configuration names, with its key, its limits and its meter.
enum Models {
    /// Nil for the embedded analyst.
    static func work(_ configuration: Configuration, ledger: Ledger, seed: [UInt8], isReplay: Bool = false) throws
        -> ModelWork?
    {
        guard let (model, obstacle) = try model(configuration) else { return nil }
        let settings = ModelSettings(
            name: configuration.model.name,
            temperature: configuration.model.temperature,
            maximumTokens: configuration.model.maximumTokens
        )
        let limit = ConcurrencyLimit(maximum: configuration.model.concurrency)
        let prices = configuration.model.prices.map {
            TokenPrices(prompt: $0.prompt, cached: $0.cached, completion: $0.completion)
        }
        let budget = try budget(configuration, prices, ledger)
        let stop = CallStop()
        let name =
            "\(configuration.model.provider.rawValue)/\(configuration.model.name.isEmpty ? "default" : configuration.model.name)"
        return ModelWork(
            seed: seed.prefix(8).reduce(0) { $0 << 8 | UInt64($1) },
            width: configuration.model.concurrency,
            identity: "\(name) \(settings.text)",
            obstacle: obstacle.map { words(on: $0, configuration) },
            stop: { stop.stop() }
        ) { evolution in
            budget.beginEvolution()
            let stored: @Sendable (RequestKey) async -> [UInt8]? = { key in
                // A ledger that cannot be read makes the call anew; writing its record will say what is wrong.
                // A replay knows what was known then, and no later answer.
                (try? await ledger.response(of: "\(key)", until: isReplay ? evolution : nil)) ?? nil
            }
            let caller = Caller(
                model,
                limit: limit,
                budget: budget,
                breaker: Breaker(),
                stop: stop,
                replay: isReplay ? .only(stored) : .preferred(stored),
                meter: { record in
                    // A replay writes nothing, not even that an answer is missing.
                    guard record.outcome != .replayed, !isReplay else { return }
                    let now = Date().timeIntervalSince1970
                    do { try await ledger.record(ModelCallEntry(record, of: evolution, prices: prices, at: now)) } catch
                    {
                        Terminal.note("a model call could not be recorded: \(error)")
                    }
                }
            )
            return ModelSession(
                caller,
                settings: settings,
                name: name,
                memory: memory(of: ledger, evolution, isReplay: isReplay)
            )
        }
    }

    /// What is in the way of a model that is configured, with the remedy.
    private static func words(on obstacle: ModelError, _ configuration: Configuration) -> String {
        let place = configuration.path ?? "the configuration"
        guard case .badRequest(let reason) = obstacle else {
            return "\(place): \(obstacle); mend it, or change model.api-key-env or model.api-key-file"
        }
        return "\(place): \(reason)"
    }

    /// Keeps what tools answered in the ledger.
    private static func memory(of ledger: Ledger, _ evolution: String, isReplay: Bool) -> ToolMemory {
        // What is found before a conversation, such as that there is no sandbox, holds for one evolution.
        @Sendable func place(_ key: String) -> String { key.hasPrefix("artifacts/") ? "\(evolution)/\(key)" : key }
        return ToolMemory(
            // A ledger that cannot be read runs the tool anew; writing its record will say what is wrong.
            recall: { key in (try? await ledger.toolResult(place(key))) ?? nil },
            record: { key, result in
                guard !isReplay else { return }
                do { try await ledger.save(toolResult: place(key), result, of: evolution) } catch {
                    Terminal.note("what a tool answered could not be recorded: \(error)")
                }
            }
        )
    }

    private static func budget(_ configuration: Configuration, _ prices: TokenPrices?, _ ledger: Ledger) throws
        -> LanguageModels.Budget
    {
        let day = Int(Date().timeIntervalSince1970) / 86_400
        let spent = try ledger.spending(since: Double(day) * 86_400)
        return LanguageModels.Budget(
            .init(
                perCall: configuration.budget.tokensPerCall,
                perEvolution: configuration.budget.tokensPerEvolution,
                perDay: configuration.budget.tokensPerDay,
                costPerDay: configuration.budget.costPerDay
            ),
            prices: prices,
            spent: .init(day: day, today: spent.tokens, costToday: spent.cost)
        )
    }

    // MARK: Providers

    /// The configured model, with what keeps it from being asked; nil for the embedded analyst.
    ///
    /// Commands that ask no model need no key, so one that cannot be read is not an error here.
    private static func model(_ configuration: Configuration) throws -> (any LanguageModel, obstacle: ModelError?)? {
        guard let (model, obstacle) = try provider(configuration) else { return nil }
        guard let obstacle else { return (model, nil) }
        return (BarredModel(model, reason: obstacle), obstacle)
    }

    private static func provider(_ configuration: Configuration) throws -> (any LanguageModel, obstacle: ModelError?)? {
        let model = configuration.model
        switch model.provider {
        case .embedded: return nil
        case .openai:
            try require(!model.baseURL.isEmpty, "base-url", configuration)
            try require(!model.name.isEmpty, "name", configuration)
            let (key, obstacle) = key(configuration)
            return (try ChatCompletions(base: Address(model.baseURL), client: Client(), key: key), obstacle)
        case .anthropic:
            try require(!model.name.isEmpty, "name", configuration)
            try require(
                !model.apiKeyFile.isEmpty || !model.apiKeyEnvironment.isEmpty,
                "api-key-env or model.api-key-file",
                configuration
            )
            let base = model.baseURL.isEmpty ? "https://api.anthropic.com/v1" : model.baseURL
            let (key, obstacle) = key(configuration)
            return (try AnthropicMessages(base: Address(base), client: Client(), key: key), obstacle)
        case .command:
            try require(!model.command.isEmpty, "command", configuration)
            let environment = CommandLineModel.environment(
                from: Environment.variables,
                home: Environment.home,
                changes: model.environment
            )
            let refusal = model.tools == .allow ? nil : AgentProgram.objection(to: model.command)
            return (
                try CommandLineModel(arguments: model.command, environment: environment),
                refusal.map { .badRequest($0) }
            )
        case .handoff:
            try require(!model.folder.isEmpty, "folder", configuration)
            return (Handoff(folder: model.folder), nil)
        }
    }

    private static func require(_ condition: Bool, _ key: String, _ configuration: Configuration) throws {
        guard !condition else { return }
        throw Failure(
            .configuration,
            "\(configuration.path ?? "the configuration"): model.\(key) is missing for provider \(configuration.model.provider.rawValue)"
        )
    }

    /// The key from where the configuration says it is, or why it cannot be read; neither where the configuration names
    /// no place, as for a model on this machine.
    private static func key(_ configuration: Configuration) -> (APIKey?, obstacle: ModelError?) {
        let model = configuration.model
        do throws(ModelError) {
            if !model.apiKeyFile.isEmpty { return (try APIKey(file: model.apiKeyFile), nil) }
            guard !model.apiKeyEnvironment.isEmpty else { return (nil, nil) }
            let name = model.apiKeyEnvironment
            var environment: [String: String] = [:]
            environment[name] = Environment.value(name)
            return (try APIKey(variable: name, in: environment), nil)
        } catch {
            return (nil, error)
        }
    }
}
