import Inference
import Platform
import TestSupport
import Testing

@testable import Sampling

/// The check of samplers: which faults it finds, and how seldom it accuses a server that has none.
@Suite struct SamplerEvidenceTests {
    /// Zipf-like probabilities of 400 tokens, of which a server lists so many.
    private static func model(_ listed: Int) -> (all: [Double], listed: [Double]) {
        let weights = (1...400).map { pow(Double($0), -1.1) }
        let sum = weights.reduce(0, +)
        let all = weights.map { $0 / sum }
        return (all, all.prefix(listed).map { log($0) })
    }

    private static func draw(_ sums: [Double], _ random: inout SeededGenerator) -> Int {
        let value = Double.random(in: 0..<sums[sums.count - 1], using: &random)
        var (low, high) = (0, sums.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if sums[middle] > value { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// How often `draws` draws from `weights` give an e-value of at least 1/α.
    private func share(
        _ weights: [Double], listed: Int, draws: Int, alpha: Double, checks: Int, seed: UInt64
    ) throws -> Double {
        var random = SeededGenerator(seed: seed)
        let model = Self.model(listed)
        let logs = model.all.map { log($0) }
        var sums: [Double] = []
        for weight in weights { sums.append((sums.last ?? 0) + weight) }
        var alarms = 0
        let fresh = try #require(SamplerEvidence(logProbabilities: model.listed, draws: draws))
        for _ in 0..<checks {
            var evidence = fresh
            for _ in 0..<draws {
                evidence.add(logProbability: logs[Self.draw(sums, &random)])
            }
            if evidence.logEvidence >= -log(alpha) { alarms += 1 }
        }
        return Double(alarms) / Double(checks)
    }

    @Test(arguments: [5, 20, 200]) func aRightSamplerIsHardlyEverAccused(listed: Int) throws {
        let all = Self.model(listed).all
        // An e-value exceeds 20 in one of 20 checks at most; five deviations on top of that.
        let often = try share(
            all, listed: listed, draws: 128, alpha: 0.05, checks: 1000, seed: 3)
        #expect(often <= 0.05 + 5 * 0.0069)
        let ever = try share(
            all, listed: listed, draws: 256, alpha: SamplerEvidence.alpha, checks: 500, seed: 4)
        #expect(ever == 0)
    }

    @Test func theEvidenceIsFairForAnyProbabilities() throws {
        // The mean of the e-value over all outcomes of two draws is 1.
        let evidence = try #require(
            SamplerEvidence(
                logProbabilities: [0.5, 0.3, 0.15].map { log($0) }, draws: 200))
        var mean = 0.0
        let tokens = [0.5, 0.3, 0.15, 0.05]
        for one in tokens {
            for other in tokens {
                var copy = evidence
                copy.add(logProbability: log(one))
                copy.add(logProbability: log(other))
                mean += one * other * exp(copy.logEvidence)
            }
        }
        #expect(abs(mean - 1) < 1e-9, "\(mean)")
    }

    @Test(arguments: [5, 20]) func faultsAreFound(listed: Int) throws {
        let all = Self.model(listed).all
        func power(_ weights: [Double]) throws -> Double {
            try share(
                weights, listed: listed, draws: 256, alpha: SamplerEvidence.alpha, checks: 100,
                seed: 5)
        }
        #expect(try power(all.map { pow($0, 1 / 0.3) }) > 0.99)
        #expect(try power(all.map { pow($0, 1 / 0.7) }) > 0.9)
        #expect(try power(all.map { pow($0, 1 / 1.6) }) > 0.9)
        #expect(try power(all.enumerated().map { $0 < 20 ? $1 : 0 }) > 0.9)
        #expect(try power([1] + all.dropFirst().map { _ in 0 }) == 1)
    }

    @Test func whatSaysNothingIsNotJudged() {
        #expect(SamplerEvidence(logProbabilities: [log(0.999), log(0.001)], draws: 256) == nil)
        #expect(SamplerEvidence(logProbabilities: [], draws: 256) == nil)
        #expect(SamplerEvidence(logProbabilities: [-.infinity, .nan], draws: 256) == nil)
        // Equally probable tokens cannot be told apart.
        #expect(
            SamplerEvidence(
                logProbabilities: Array(repeating: log(0.01), count: 100), draws: 256) == nil)
    }
}

/// The check as a server sees it, through the OpenAI-style interface.
@Suite(.timeLimit(.minutes(2))) struct SamplerCheckTests {
    private func examine(
        _ change: (inout KnownSampler.Behaviour) -> Void, draws: Int = SamplerCheck.whole,
        for decoding: Decoding? = nil
    ) async throws -> SamplerCheck {
        var behaviour = KnownSampler.Behaviour()
        change(&behaviour)
        let sampler = try KnownSampler(behaviour)
        defer { sampler.stop() }
        let server = try await connect(to: try ServerAddress(sampler.address))
        return await SamplerCheck.examine(
            server, try await server.facts(), for: decoding, draws: draws)
    }

    @Test func aRightServerAgrees() async throws {
        for listed in [5, 20, 200] {
            let check = try await examine { $0.mostListed = listed }
            #expect(check.agreement == .agrees, "\(check.sentence)")
            #expect(check.draws == SamplerCheck.whole)
        }
        // One draw a request, where a server knows no others.
        let single = try await examine { $0.ignoresCount = true }
        #expect(single.agreement == .agrees && single.draws == SamplerCheck.whole / 4)
        let usual = try await examine { _ in }
        #expect(usual.agreement == .agrees && usual.requests < 60, "\(usual.sentence)")
        // All probabilities of a whole vocabulary are no cut.
        let whole = try await examine {
            $0.tellsProcessed = true
            $0.mostListed = 200
        }
        #expect(whole.agreement == .agrees, "\(whole.sentence)")
    }

    @Test func eachFaultIsNamed() async throws {
        func words(_ change: (inout KnownSampler.Behaviour) -> Void) async throws -> String {
            let check = try await examine(change)
            guard case .differs(let words) = check.agreement else { return "\(check.agreement)" }
            return words
        }
        #expect(try await words { $0.temperature = 0.5 }.contains("temperature were 0."))
        #expect(try await words { $0.temperature = 2 }.contains("temperature were"))
        #expect(try await words { $0.temperature = 0.7 }.contains("do not follow"))
        for kept in [19, 10, 4, 2] {
            #expect(
                try await words {
                    $0.topK = kept
                    $0.tellsProcessed = true
                }.contains("after a cut-off of its own"))
        }
        #expect(try await words { $0.topK = 20 }.contains("do not follow"))
        #expect(try await words { $0.topK = 1 }.contains("all are one token"))
        #expect(try await words { $0.ignoresSeeds = true }.contains("all are one token"))
        #expect(try await words { $0.mixes = true }.contains("several models"))
        #expect(
            try await words {
                $0.mixes = true
                $0.name = nil
            }.contains("other probabilities"))
    }

    @Test func aListIsCutWhereItIsShortAndWholeAndEndsEarly() {
        func cut(_ probabilities: [Double], of asked: Int) -> Bool {
            CutList(probabilities.map { log($0) }, of: asked) != nil
        }
        #expect(cut([0.5, 0.3, 0.2], of: 5))
        // As many as were asked for; something is left; a model's own tail; nothing at all.
        #expect(!cut([0.5, 0.3, 0.2], of: 3))
        #expect(!cut([0.5, 0.3, 0.19], of: 5))
        #expect(!cut([0.9, 0.0999, 0.0001], of: 5))
        #expect(!cut([], of: 5))
        #expect(CutList([log(0.6), log(0.4), -9999, -9999], of: 4) != nil)
    }

    @Test func aServerThatTellsNothingIsNotJudged() async throws {
        let check = try await examine { $0.mostListed = 0 }
        guard case .untold = check.agreement else { throw TestFailure(check.sentence) }
    }

    static let decodings = [
        Decoding.pure(temperature: 0.5, maxTokens: 12), .pure(temperature: 0.3, maxTokens: 12),
        .pure(temperature: 2, maxTokens: 12), Decoding(temperature: 1, topK: 3, maxTokens: 12),
        Decoding(temperature: 0.7, topK: 5, maxTokens: 12),
        Decoding(temperature: 1, topP: 0.41, maxTokens: 12),
    ]

    /// Draws as the run is going to make them are held against what its settings make of the
    /// probabilities told.
    @Test(arguments: decodings) func settingsThatAreNotHeededAreFound(_ decoding: Decoding)
        async throws
    {
        let heeding = try await examine({ ($0.heeds, $0.mostListed) = (true, 200) }, for: decoding)
        #expect(heeding.agreement == .agrees, "\(heeding.sentence)")
        #expect(heeding.sentence.contains("draws of one token at \(decoding.name) agree"))
        let ignoring = try await examine({ $0.mostListed = 200 }, for: decoding)
        guard case .differs(let words) = ignoring.agreement else {
            throw TestFailure(ignoring.sentence)
        }
        #expect(words.contains("does not heed these settings"))
    }

    /// What does not follow from a list is said to be untold and never to agree.
    @Test func whatCannotBeComputedIsUntold() async throws {
        var penalised = Decoding.pure(temperature: 1, maxTokens: 12)
        penalised.presencePenalty = 1
        for decoding in [
            penalised, Decoding(temperature: 0.7, topP: 0.9, maxTokens: 12),
            Decoding(temperature: 1, topK: 50, maxTokens: 12),
        ] {
            let check = try await examine({ _ in }, for: decoding)
            guard case .untold(let reason) = check.agreement else {
                throw TestFailure(check.sentence)
            }
            #expect(reason.contains(decoding.name))
        }
    }
}
