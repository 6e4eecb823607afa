import Inference

/// What a server makes of seeds, by its answers to a question that has very many.
enum SeedUse: Sendable, Hashable {
    /// Other seeds, other answers; or one that is as probable as that.
    case heeded
    /// One answer that is too improbable for that.
    case ignored
    /// One answer, and nothing is told of how probable it is.
    case oneAnswer

    /// What follows for draws, behind the words that four seeds have one answer; nil where nothing does.
    var consequence: String? {
        switch self {
        case .heeded: nil
        case .ignored:
            "it, or a cache before it, ignores them, and draws are copies of each other"
        case .oneAnswer:
            "it, or a cache before it, ignores them, or its model says one thing to everything; without "
                + "probabilities of tokens that cannot be told apart, and draws count as copies of "
                + "each other"
        }
    }
}

extension CompletionServer {
    /// Whether different seeds give the same answer to a question that has very many; nil where that
    /// cannot be told.
    ///
    /// The question is put at temperature 2, at which only a model that gives a single text nearly all
    /// probability repeats itself; such a one is known by the probabilities that it tells, and is not
    /// accused.
    func seedUse(patience: Duration) async -> SeedUse? {
        var texts: Set<String> = []
        var likeliest = -Double.infinity
        for seed in Self.seeds {
            guard let answer = await answer(seed: seed, patience) else { return nil }
            guard !answer.text.isEmpty else { return nil }
            texts.insert(answer.text)
            if texts.count > 1 { return .heeded }
            if let tokens = answer.tokens, !tokens.isEmpty {
                likeliest = max(likeliest, tokens.reduce(0) { $0 + $1.logProbability })
            }
        }
        // Probabilities are the model's at temperature 1. A text this likely may well come again.
        if likeliest == -.infinity { return .oneAnswer }
        return likeliest < Self.mostLikely ? .ignored : .heeded
    }

    /// Whether a seed gives its answer again.
    ///
    /// Where it does not, an answer that is asked for once more after a failure is another draw: a server
    /// that fails because of what an answer says would have its draws chosen. Nil where that cannot be
    /// told.
    func repeatsSeeds(patience: Duration) async -> Bool? {
        for seed in Self.seeds.prefix(2) {
            guard let one = await answer(seed: seed, patience),
                let other = await answer(seed: seed, patience)
            else { return nil }
            guard one.text == other.text else { return false }
        }
        return true
    }

    /// Far apart, so that neighbours of one block do not count as different ones.
    private static var seeds: [UInt32] { [11, 1_000_003, 2_000_029, 30_000_001] }
    /// The logarithm of 1/16: at temperature 2 such a text is rarer still to be drawn four times.
    private static var mostLikely: Double { -2.77 }

    private func answer(seed: UInt32, _ patience: Duration) async -> Completion? {
        for probabilities in [1, 0] {
            let request = CompletionRequest(
                prompt: "Once upon a time", decoding: .pure(temperature: 2, maxTokens: 16),
                seed: seed, probabilities: probabilities,
                limits: TimeLimits(
                    firstByte: patience, inactivity: patience, total: patience * 4))
            if let completion = try? await firstCompletion(of: request) { return completion }
        }
        return nil
    }
}
