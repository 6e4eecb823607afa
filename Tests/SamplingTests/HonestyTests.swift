import OutputTree
import Platform
import TestSupport
import Testing

@testable import Sampling

/// The e-value against draws being made as the server tells, on a table that is known.
@Suite("Whether draws follow the probabilities that are told")
struct HonestyTests {
    private static let alpha = 0.05

    /// Draws on a temperature, from trees that hold what was drawn before, and tells the table's own
    /// probabilities, the best `listed` of seven.
    ///
    /// - Returns: the e-value's logarithm after each draw.
    private func run(
        seed: UInt64, draws: Int, listed: Int, temperature: Double = 1
    ) -> [Double] {
        var random = SeededGenerator(seed: seed &* 0x9E37_79B9 &+ 7)
        var tree = OutputTree(scorers: 1)
        var honesty = Honesty()
        var logs: [Double] = []
        for draw in 0..<draws {
            // A prompt of its own for each 64 draws.
            if draw % 64 == 0 { tree = OutputTree(scorers: 1) }
            guard let start = tree.choose(seed: random.next()) else { break }
            var steps: [OutputTree.Step] = []
            var before = [1_000 + draw / 64]
            for id in start.path {
                let own = TableServer.distribution(before)
                steps.append(.init(.init(id: id, probability: own[Int(id)])))
                before.append(Int(id))
            }
            var forbidden = start.forbidden
            while steps.count < 4, steps.last?.token.id != 0 {
                let own = TableServer.distribution(before)
                var weights = own.map { pow($0, 1 / temperature) }
                for id in forbidden { weights[Int(id)] = 0 }
                var place = random.uniform() * weights.reduce(0, +)
                let token = weights.indices.first { at in
                    place -= weights[at]
                    return place < 0 && weights[at] > 0
                }
                guard let token else { break }
                let best = own.indices.sorted { own[$0] > own[$1] }.prefix(listed)
                steps.append(
                    .init(
                        .init(id: Int32(token), probability: own[token]),
                        alternatives: best.map { .init(id: Int32($0), probability: own[$0]) }))
                before.append(token)
                forbidden = []
            }
            var drawn = steps
            // That token was drawn from those that were not listed.
            if !start.forbidden.isEmpty, drawn.indices.contains(start.path.count) {
                drawn[start.path.count].alternatives = []
            }
            honesty.add(drawn)
            tree.absorb(steps, scores: [0])
            logs.append(honesty.logEvidence)
        }
        return logs
    }

    @Test("A server that tells the truth is accused no more often than α at any number of draws")
    func falseAlarms() {
        let runs = 1_500
        var alarms = 0
        var mean = 0.0
        for seed in 0..<runs {
            let logs = run(seed: UInt64(seed), draws: 300, listed: 4)
            if logs.contains(where: { $0 >= -log(Self.alpha) }) { alarms += 1 }
            mean += exp(logs[119]) / Double(runs)
        }
        // Three standard deviations above what α allows; as a martingale its mean is 1.
        let most = Double(runs) * Self.alpha + 3 * (Double(runs) * Self.alpha * 0.95).squareRoot()
        #expect(Double(alarms) <= most, "\(alarms) of \(runs)")
        #expect(alarms > 0)
        #expect(abs(mean - 1) < 0.4, "\(mean)")
    }

    @Test(
        "A server that draws at another temperature than it tells is found", arguments: [0.7, 1.4])
    func wrongTemperature(temperature: Double) {
        for seed in 0..<20 {
            let logs = run(
                seed: UInt64(seed), draws: 1_500, listed: 7, temperature: temperature)
            #expect(logs.contains { $0 >= -log(Self.alpha) })
        }
    }

    /// What llama.cpp does: a token that ends inside a character is drawn, and not told.
    @Test("Tokens that are not told when they are drawn accuse nobody")
    func untoldTokens() {
        let list = [0.5, 0.3, 0.15, 0.05].enumerated().map {
            OutputTree.Listed(id: Int32($0), probability: $1)
        }
        var alarms = 0
        for seed in 0..<200 {
            var random = SeededGenerator(seed: UInt64(seed) &* 77 &+ 5)
            var honesty = Honesty()
            var isAccused = false
            for _ in 0..<1_000 {
                var steps: [OutputTree.Step] = []
                for _ in 0..<4 {
                    var place = random.uniform()
                    let token = list.first { other in
                        place -= other.probability
                        return place < 0
                    }
                    // Behind it nothing of the answer is told.
                    guard let token, token.id != 3 else { break }
                    steps.append(.init(token, alternatives: list))
                }
                honesty.add(steps) { $0 == 3 }
                if honesty.logEvidence >= -log(Self.alpha) { isAccused = true }
            }
            if isAccused { alarms += 1 }
        }
        // 10 are what α allows in the mean; all but a few without the rule.
        #expect(alarms <= 20, "\(alarms) of 200")
    }
}
