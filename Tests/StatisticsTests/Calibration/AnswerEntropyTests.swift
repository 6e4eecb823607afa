import Platform
import Statistics
import TestSupport
import Testing

/// Entropies over texts and over meanings, against their definitions.
@Suite struct AnswerEntropyTests {
    @Test func `two meanings of three texts`() throws {
        // Texts of probability .5, .25 and .1; the first two mean the same.
        let probabilities = [0.5, 0.25, 0.1]
        let meanings = [0, 0, 1]
        let drawn = [0, 0, 1, 2]
        let entropy = try #require(
            AnswerEntropy(
                drawn.map {
                    .init(
                        logProbability: log(probabilities[$0]), tokens: $0 + 1, text: $0,
                        meaning: meanings[$0])
                }))
        let naive = -(2 * log(0.5) + log(0.25) + log(0.1)) / 4
        #expect(abs(entropy.naive - naive) < 1e-12)
        let perToken = -(2 * log(0.5) + log(0.25) / 2 + log(0.1) / 3) / 4
        #expect(abs(entropy.perToken - perToken) < 1e-12)
        let discrete = -(0.75 * log(0.75) + 0.25 * log(0.25))
        #expect(abs(try #require(entropy.discrete) - discrete) < 1e-12)
        let (a, b) = (0.75 / 0.85, 0.1 / 0.85)
        let weighted = -(a * log(a) + b * log(b))
        #expect(abs(try #require(entropy.weighted) - weighted) < 1e-12)
    }

    @Test func `without all meanings none of them counts`() throws {
        let draws = [0, nil].map {
            AnswerEntropy.Draw(logProbability: -1, tokens: 2, text: $0 ?? 1, meaning: $0)
        }
        let entropy = try #require(AnswerEntropy(draws))
        #expect(entropy.naive == 1 && entropy.perToken == 0.5)
        #expect(entropy.discrete == nil && entropy.weighted == nil)
        #expect(AnswerEntropy([]) == nil)
        let one = AnswerEntropy.Draw(logProbability: -900, tokens: 3, text: 0, meaning: 0)
        #expect(AnswerEntropy([one, one])?.weighted == 0)
        let impossible = AnswerEntropy.Draw(
            logProbability: -.infinity, tokens: 1, text: 0, meaning: 0)
        #expect(AnswerEntropy([impossible]) == nil)
    }

    @Test func `the naive entropy is on average that of the texts`() throws {
        var generator = SeededGenerator(seed: 6)
        let chances = [0.4, 0.3, 0.2, 0.1]
        let truth = -chances.reduce(0) { $0 + $1 * log($1) }
        let draws = (0..<20_000).map { _ in
            let text = SimulatedForecasts.pick(chances, using: &generator)
            return AnswerEntropy.Draw(
                logProbability: log(chances[text]), tokens: 1, text: text, meaning: text)
        }
        let entropy = try #require(AnswerEntropy(draws))
        #expect(abs(entropy.naive - truth) < 0.02)
        #expect(abs(try #require(entropy.discrete) - truth) < 0.02)
        #expect(abs(try #require(entropy.weighted) - truth) < 1e-12)
    }
}
