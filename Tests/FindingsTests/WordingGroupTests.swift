import Evidence
import Findings
import Prompts
import Statistics
import TestSupport
import Testing

/// One question in several wordings: limits that hold together, and how often they are wrong.
@Suite struct WordingGroupTests {
    private func prompts(_ groups: [String?]) -> [Prompt] {
        groups.enumerated().map { position, group in
            Prompt(
                id: PromptID("p\(position)"), text: "p\(position)",
                metadata: group.map { ["group": $0] } ?? [:])
        }
    }

    private func scores(_ rate: Double, _ draws: Int, _ generator: inout SeededGenerator)
        -> ScoreEvidence
    {
        ScoreEvidence(
            (0..<draws).map { _ in Double.random(in: 0..<1, using: &generator) < rate ? 1 : 0 })
    }

    @Test func `limits of all groups are wrong together as seldom as is said`() throws {
        let rates = [0.1, 0.5, 0.3, 0.8, 0.75]
        let prompts = prompts(["a", "a", "a", "b", "b"])
        let statement = Statement(alpha: 0.1, isBinary: true)
        var generator = SeededGenerator(seed: 19)
        var wrong = 0
        for _ in 0..<200 {
            let scores = rates.map { self.scores($0, 50, &generator) }
            let groups = WordingGroup.groups(of: prompts, scores, voids: [], statement)
            try #require(groups.map(\.name) == ["a", "b"])
            var holds = true
            for (group, range) in zip(groups, [0..<3, 3..<5]) {
                let own = Array(rates[range])
                let mean = own.reduce(0, +) / Double(own.count)
                let between =
                    own.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(own.count)
                let within = own.reduce(0) { $0 + $1 * (1 - $1) } / Double(own.count)
                func check(_ bound: Bound?, _ truth: Double?) {
                    guard let bound, let truth else { return holds = false }
                    if truth < bound.lower || truth > bound.upper { holds = false }
                }
                check(group.greatest.bound, own.max())
                check(group.least.bound, own.min())
                check(group.average.reading.bound, mean)
                check(group.between, between)
                check(group.within, within)
                let share = try #require(group.shareBetween)
                let truth = between / (between + within)
                if truth < share.lower || truth > share.upper { holds = false }
            }
            if !holds { wrong += 1 }
        }
        #expect(wrong <= 20 + 17)
        print("wordings of groups: wrong in \(wrong) of 200 at 0.1")
    }

    @Test func `greatest and least are picked from limits at their share of the level`() throws {
        var generator = SeededGenerator(seed: 4)
        let scores = [0.2, 0.6, 0.4].map { self.scores($0, 80, &generator) }
        let statement = Statement(alpha: 0.05, isBinary: true)
        let groups = WordingGroup.groups(
            of: prompts(["q", "q", "q"]), scores, voids: [], statement)
        let own = scores.map {
            PromptFinding($0, statement.shared(among: 6)).reading.bound
        }.compactMap { $0 }
        let greatest = try #require(groups.first?.greatest.bound)
        #expect(
            greatest.upper == own.map(\.upper).max() && greatest.lower == own.map(\.lower).max())
        #expect(greatest.alpha == 0.025)
        let least = try #require(groups.first?.least.bound)
        #expect(least.lower == own.map(\.lower).min() && least.upper == own.map(\.upper).min())
        let average = try #require(groups.first?.average.reading.bound)
        let expected = try PromptMean.bound(over: scores, statement.shared(among: 2))
        #expect(average.lower == expected.lower && average.upper == expected.upper)
    }

    @Test func `what is alone or void is no group or has no limits`() throws {
        var generator = SeededGenerator(seed: 4)
        let scores = (0..<4).map { _ in self.scores(0.4, 30, &generator) }
        let statement = Statement(alpha: 0.05, isBinary: true)
        #expect(
            WordingGroup.groups(
                of: prompts(["a", "b", nil, ""]), scores, voids: [], statement
            ).isEmpty)
        let void = WordingGroup.groups(
            of: prompts(["a", "a", "b", "b"]), scores, voids: [nil, .drift(at: 7), nil, nil],
            statement)
        #expect(void[0].greatest == .void(.drift(at: 7)) && void[0].between == nil)
        #expect(void[1].greatest.bound != nil && void[1].between != nil)
        // A wording without draws may have any mean.
        let open = WordingGroup.groups(
            of: prompts(["a", "a"]), [scores[0], ScoreEvidence()], voids: [], statement)
        #expect(open[0].greatest.bound?.upper == 1 && open[0].least.bound?.lower == 0)
        #expect(open[0].between == nil)
        // Limits on means of graded scores do not tell how much they vary within a wording.
        let graded = WordingGroup.groups(
            of: prompts(["a", "a"]), Array(scores.prefix(2)), voids: [],
            Statement(alpha: 0.05))
        #expect(graded[0].between != nil && graded[0].within == nil)
        let waiting = WordingGroup.groups(
            of: prompts(["a", "a"]), Array(scores.prefix(2)), voids: [],
            Statement(alpha: 0.05, validity: .fixed, planned: 60, isBinary: true))
        #expect(waiting[0].greatest == .pending(drawn: 30, planned: 60))
    }
}
