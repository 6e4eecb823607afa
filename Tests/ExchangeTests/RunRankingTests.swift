import Evidence
import Exchange
import Foundation
import Journal
import Prompts
import Testing

/// What readers are told of ranks and of belief.
@Suite struct RunRankingTests {
    private typealias Draws = [(text: String, scores: [Double?])?]

    private let prompts = ["p", "q"].map { Prompt(id: PromptID($0), text: "\($0)?") }

    private func draws(_ count: Int, period: Int) -> Draws {
        (0..<count).map { $0 % period == 0 ? ("yes", [1]) : ("no", [0]) }
    }

    private func runs(_ periods: [Int]) throws -> [Journal] {
        let fixture = try Fixture()
        return try periods.enumerated().map { position, period in
            try fixture.run(
                "r\(position).run",
                answers: prompts.map { ($0, draws(200, period: period)) })
        }
    }

    private func snapshots(_ periods: [Int]) throws -> [Snapshot] {
        try runs(periods).map { Self.snapshot(try $0.restore()) }
    }

    private static func snapshot(_ run: RestoredRun) -> Snapshot {
        Snapshot(
            facts: RunFacts(run.identity, run.plan), prompts: run.evidence, greedyScores: [],
            progress: .init(phase: .recorded))
    }

    private struct Told: Decodable {
        struct Run: Decodable {
            struct Credible: Decodable {
                struct Rate: Decodable {
                    var mean: Double
                    var kind: String
                    var prior: String
                }
                var rate: Rate
                var rank: [Int]
                var kind: String
            }
            struct Bound: Decodable { var lower: Double, upper: Double, level: Double }
            var run: String
            var mean: Bound?
            var rank: [Int]?
            var credible: Credible?
            var void: String?
        }
        var runs: [Run]
        var level: Double
        var void: Bool
    }

    @Test func everyFormHasTheSameOrderAndCallsBeliefCredible() throws {
        let ranking = try RunRanking(try snapshots([5, 200, 2]))
        let told = try JSONDecoder().decode(Told.self, from: Data(try ranking.json().utf8))
        #expect(told.runs.map(\.run) == ["r1", "r0", "r2"] && !told.void)
        #expect(told.runs.map(\.rank) == [[1, 1], [2, 2], [3, 3]])
        for run in told.runs {
            let credible = try #require(run.credible)
            #expect(credible.kind == "credible" && credible.rate.kind == "credible")
            #expect(credible.rate.prior.contains("Beta(0.5, 0.5)"))
            let mean = try #require(run.mean)
            #expect(mean.lower < mean.upper && abs(mean.level - (1 - 0.01 / 3)) < 1e-9)
        }
        let text = ranking.text
        #expect(text.contains("credible") && text.contains("Beta(0.5, 0.5)"))
        #expect(text.contains("Rank 1 is the lowest"))
        let csv = ranking.csv().split(separator: "\r\n", omittingEmptySubsequences: true)
        let lines = csv.count > 1 ? csv : ranking.csv().split(separator: "\n")
        #expect(lines.count == 4 && lines[1].hasPrefix("r1,"))
    }

    @Test func runsThatDriftAreNotRankedAndThatIsSaid() throws {
        let fixture = try Fixture()
        let swapped = draws(400, period: 50) + draws(400, period: 1)
        let bad = try fixture.run(
            "bad.run", answers: prompts.map { ($0, swapped) })
        let good = try fixture.run(
            "good.run", answers: prompts.map { ($0, draws(800, period: 4)) })
        let ranking = try RunRanking(
            [bad, good].map { Self.snapshot(try $0.restore()) })
        #expect(ranking.isVoid)
        #expect(ranking.text.contains("bad is not ranked"))
        let told = try JSONDecoder().decode(Told.self, from: Data(try ranking.json().utf8))
        #expect(told.void && told.runs.last?.void == "drift" && told.runs.last?.rank == nil)
        #expect(told.runs.first?.rank == [1, 1])
    }

    @Test func whatCannotBeRankedIsRefused() throws {
        let one = try snapshots([3])
        #expect(throws: ComparisonError.self) { try RunRanking(one) }
        let two = try snapshots([3, 4])
        #expect(throws: ComparisonError.self) { try RunRanking(two, scorer: "nobody") }
        // Equal names are told apart.
        let same = try RunRanking([two[0], two[0]])
        #expect(same.names == ["r0", "r0 (2)"])
    }

    @Test func compareSaysWhatIsBelievedBesideWhatIsProven() throws {
        let pair = try runs([20, 3]).map { try $0.restore() }
        let comparison = try RunComparison(pair[0], pair[1])
        #expect(comparison.text.contains("P(A > B)") && comparison.text.contains("< 0.001"))
        #expect(comparison.text.contains("Credible, no guarantee"))
        let json = try comparison.json()
        #expect(json.contains(#""a_higher""#) && json.contains(#""kind" : "credible""#))
        let swapped = draws(400, period: 50) + draws(400, period: 1)
        let fixture = try Fixture()
        let bad = try fixture.run("bad.run", answers: prompts.map { ($0, swapped) }).restore()
        let void = try RunComparison(pair[0], bad)
        #expect(void.isVoid && void.believed == nil && !void.text.contains("P(A > B)"))
        #expect(try !void.json().contains("credible"))
    }
}
