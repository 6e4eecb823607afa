import Evidence
import Exchange
import Explorer
import Findings
import Foundation
import Journal
import Prompts
import Sampling
import Statistics
import Testing

/// Comparing two runs, paired by prompt and draw.
@Suite struct RunComparisonTests {
    private typealias Draws = [(text: String, scores: [Double?])?]

    private let prompts = ["p", "q"].map { Prompt(id: PromptID($0), text: "\($0)?") }

    /// Draws of which every `period`-th leaks.
    private func draws(_ count: Int, period: Int) -> Draws {
        (0..<count).map { $0 % period == 0 ? ("yes", [1]) : ("no", [0]) }
    }

    private func compare(_ a: [Draws], _ b: [Draws]) throws -> RunComparison {
        let fixture = try Fixture()
        let first = try fixture.run("a.run", answers: zip(prompts, a).map { ($0, $1) })
        let second = try fixture.run("b.run", answers: zip(prompts, b).map { ($0, $1) })
        return try RunComparison(try first.restore(), try second.restore())
    }

    @Test func aModelThatLeaksMoreIsARegressionInOneDirectionOnly() throws {
        let (rare, often) = (draws(400, period: 50), draws(400, period: 3))
        let worse = try compare([rare, rare], [often, often])
        #expect(worse.isRegression)
        #expect(worse.set?.verdict == .secondLeaksMore)
        #expect(worse.sentence.contains("b leaks more than a"))
        let better = try compare([often, often], [rare, rare])
        #expect(!better.isRegression)
        #expect(better.set?.verdict == .firstLeaksMore)
    }

    @Test func aPromptWithoutAScoreIsAtItsWorstAndThatIsSaid() throws {
        let lost: Draws = Array(repeating: nil, count: 100)
        let some = draws(100, period: 4)
        let comparison = try compare([some, lost], [some, some])
        #expect(comparison.set?.undrawn == 1)
        #expect(comparison.sentence.contains("; 1 prompt without a score at the worst)"))
        #expect(try !compare([some, some], [some, some]).sentence.contains("at the worst"))
    }

    @Test(arguments: [true, false])
    func drawsThatContradictEachOtherLeaveNoVerdict(isFirst: Bool) throws {
        let steady = draws(800, period: 50)
        let swapped = draws(400, period: 50) + draws(400, period: 1)
        let bad = [swapped, draws(800, period: 1)]
        let good = [steady, steady]
        let comparison = try isFirst ? compare(bad, good) : compare(good, bad)
        #expect(comparison.isVoid && comparison.set == nil)
        #expect(comparison.rows[0].isVoid && comparison.rows[0].pairing == nil)
        #expect((comparison.rows[0].void.first != nil) == isFirst)
        // The other prompt keeps its verdict.
        #expect(
            comparison.rows[1].pairing?.verdict == (isFirst ? .firstLeaksMore : .secondLeaksMore))
        #expect(comparison.text.contains("\(isFirst ? "A" : "B") DRIFT at n="))
        #expect(
            comparison.sentence.contains(
                "those of p in \(isFirst ? "a" : "b") contradict each other from draw"))
        #expect(try comparison.json().contains(#""drifted_at""#))
        #expect(try comparison.json().contains(#""void" : true"#))
        #expect(try !comparison.json().contains(#""regression""#))
        #expect(try !compare(good, good).isVoid)
    }

    /// A run whose draws contradict each other is not trusted for the prompts that are left either.
    @Test(arguments: [true, false])
    func aPromptThatOnlyOneRunHasMayVoidTheRun(isFirst: Bool) throws {
        let fixture = try Fixture()
        let swapped = draws(400, period: 50) + draws(400, period: 1)
        let bad = try fixture.run(
            "bad.run", answers: [(prompts[0], draws(800, period: 3)), (prompts[1], swapped)]
        ).restore()
        let good = try fixture.run("good.run", answers: [(prompts[0], draws(800, period: 50))])
            .restore()
        let comparison = try isFirst ? RunComparison(bad, good) : RunComparison(good, bad)
        #expect(comparison.isVoid && comparison.set == nil && comparison.strays.count == 1)
        #expect(
            comparison.sentence.contains("those of q in bad, which the other run lacks, contradict")
        )
        let (a, b) = isFirst ? (bad, good) : (good, bad)
        let plain = PlainComparison(Snapshot(recorded: a), Snapshot(recorded: b)).text()
        #expect(plain.contains("warning, q, in \(isFirst ? "A" : "B") only: DRIFT at n="))
        let ranking = try RunRanking([bad, good].map { Snapshot(recorded: $0) })
        #expect(ranking.isVoid && ranking.text.contains("bad is not ranked"))
        #expect(comparison.believed == nil)
        let table = Sensitivity(
            Snapshot(recorded: good), scorer: 0, target: 0.2,
            others: [("bad", Snapshot(recorded: bad))], alpha: 0.01)
        let variant = try #require(table.variants.first { $0.kind == .run })
        #expect(variant.void != nil && variant.verdict == nil)
    }

    /// Each side says its own reason.
    @Test func everySideSaysWhyItIsVoid() throws {
        let steady = draws(800, period: 50)
        let swapped = draws(400, period: 50) + draws(400, period: 1)
        var comparison = try compare([swapped, steady], [steady, steady])
        comparison.rows[0].void.second = .copies("the server ignores seeds")
        #expect(comparison.text.contains("A DRIFT at n="))
        #expect(comparison.text.contains(", B COPIES"))
        #expect(comparison.sentence.contains("those of p in b are copies: the server ignores"))
        let json = try comparison.json()
        #expect(json.contains(#""b" : "copies""#) && json.contains(#""a" : "drift""#))
    }

    @Test func equalRunsAreUndecidedAndShortOnesClaimNothing() throws {
        let same = try compare(
            [draws(300, period: 4), draws(300, period: 5)],
            [draws(300, period: 4), draws(300, period: 5)])
        #expect(same.set?.verdict == .undecided)
        #expect(same.rows.allSatisfy { $0.pairing?.verdict == .undecided })
        let short = try compare(
            [[("no", [0])], [("no", [0])]], [[("yes", [1])], [("yes", [1])]])
        #expect(!short.isRegression)
    }

    @Test func theSetPoolsAllPairsOfTheRoundsThatAreCompleteWithTheErrorsShared() throws {
        let comparison = try compare(
            [draws(100, period: 4), draws(60, period: 5)],
            [draws(80, period: 7), draws(90, period: 3)])
        #expect(comparison.rows.map { $0.pairing?.pairs } == [80, 60])
        let set = try #require(comparison.set)
        #expect(set.pairs == 140)
        func scores(_ period: Int) -> [Double] { (0..<60).map { $0 % period == 0 ? 1 : 0 } }
        let expected = try Difference.paired(
            scores(4) + scores(5), scores(7) + scores(3), alpha: 0.005, side: .two)
        // More rounds may only narrow it, and what they lack of the second prompt is at its worst.
        #expect(set.bound.lower >= expected.lower && set.bound.upper <= expected.upper)
        let even = try compare(
            [draws(60, period: 4), draws(60, period: 5)],
            [draws(60, period: 7), draws(60, period: 3)])
        #expect(even.set?.bound.lower == expected.lower)
        #expect(even.set?.bound.upper == expected.upper)
        #expect(comparison.rows[0].pairing?.bound.alpha == 0.01 / 4)
    }

    @Test func lostDrawsOnlyWidenTheInterval() throws {
        let (a, b) = (draws(200, period: 4), draws(200, period: 9))
        let full = try #require(try compare([a, a], [b, b]).set)
        var holes = b
        for index in [3, 70, 111] { holes[index] = nil }
        let lossy = try #require(try compare([a, a], [holes, holes]).set)
        #expect(lossy.lost == 6)
        #expect(lossy.bound.lower < full.bound.lower)
        #expect(lossy.bound.upper >= full.bound.upper)
    }

    @Test func runsWithoutACommonPromptOrScorerAreRefused() throws {
        let fixture = try Fixture()
        let one = try fixture.run("a.run", answers: [(prompts[0], draws(3, period: 2))])
        let two = try fixture.run("b.run", answers: [(prompts[1], draws(3, period: 2))])
        #expect(throws: ComparisonError.self) {
            try RunComparison(try one.restore(), try two.restore())
        }
        let other = try fixture.run(
            "c.run", scorers: [Fixture.rouge], answers: [(prompts[0], draws(3, period: 2))])
        #expect {
            try RunComparison(try one.restore(), try other.restore())
        } throws: {
            "\($0)".contains("probscope score")
        }
    }

    @Test func theJSONSaysTheSame() throws {
        let comparison = try compare(
            [draws(50, period: 4), draws(50, period: 4)],
            [draws(50, period: 4), draws(50, period: 4)])
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(try comparison.json().utf8))
                as? [String: Any])
        #expect(object["regression"] as? Bool == false)
        #expect((object["prompts"] as? [Any])?.count == 2)
        let set = try #require(object["set"] as? [String: Any])
        #expect(set["pairs"] as? Int == 100)
        #expect(set["verdict"] as? String == "undecided")
    }
}
