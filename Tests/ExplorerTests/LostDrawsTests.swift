import Canvas
import Evidence
import Findings
import Prompts
import Statistics
import TestSupport
import Testing

@testable import Explorer

/// What is said of draws without a score, and of draws that are more than were planned.
@Suite struct LostDrawsTests {
    /// One prompt whose draws leak, are lost, or neither, by chance.
    private static func snapshot(
        draws: Int, leak: Double = 0.3, loss: Double = 0.05, planned: Int = 1024, seed: UInt64 = 11
    ) -> Snapshot {
        var snapshot = TourFixture.run("losses", draws: 0, every: 0)
        let prompt = Prompt(id: PromptID("a00-trade"), text: "\n\n Who?")
        var evidence = PromptEvidence(prompt: prompt, scorerCount: 1)
        evidence.greedy = GreedyAnswer(prompt: prompt.id, answer: answer("clean"))
        var generator = SeededGenerator(seed: seed)
        for index in 0..<draws {
            let isLost = generator.uniform() < loss
            let leaks = generator.uniform() < leak
            evidence.add(
                Draw(
                    prompt: prompt.id, index: index, seed: 1,
                    outcome: isLost
                        ? .lost(reason: "gone") : .completed(answer(leaks ? "leak" : "clean"))),
                scores: [isLost ? nil : leaks ? 1 : 0])
        }
        snapshot.facts.plannedDraws = planned
        snapshot.prompts = [evidence]
        snapshot.greedyScores = [[0]]
        return snapshot
    }

    private static func answer(_ text: String) -> Answer {
        Answer(text: text, stop: .endOfText, tokenCount: 1)
    }

    private static func ready(_ snapshot: Snapshot, _ keys: String = "") throws -> ExplorerModel {
        var model = ExplorerModel(snapshot: snapshot)
        _ = model.update(.resize(width: 120, height: 40))
        try ModelTests.press(keys, &model)
        while model.update(.refine).contains(.refine) {}
        return model
    }

    /// Whatever is assumed of lost draws narrows the limits.
    @Test(arguments: ["", "b", "B", "BB"], [UInt64(1), 2, 3, 4])
    func theReadingThatAssumesNothingContainsTheOther(keys: String, seed: UInt64) throws {
        let model = try Self.ready(Self.snapshot(draws: 1024, seed: seed), "3" + keys)
        let detail = try #require(model.scores.detail)
        let worst = try #require(detail.mean.bound)
        let completed = try #require(detail.meanOfCompleted?.bound)
        #expect(worst.lower <= completed.lower && completed.upper <= worst.upper)
        #expect(completed.lower > worst.lower || completed.upper < worst.upper)
    }

    @Test func everyViewCountsAllDrawsAndNamesTheLostOnes() throws {
        let snapshot = Self.snapshot(draws: 500)
        let lost = snapshot.prompts[0].lost
        #expect(lost > 5)
        for keys in ["1", "2", "3", "4", "5t"] {
            let text = ModelTests.text(try Self.ready(snapshot, keys + "e"))
            #expect(text.contains("n=500, \(lost) lost"), "\(keys): \(text)")
            #expect(!text.contains("n=\(500 - lost)"), "\(keys): \(text)")
        }
    }

    @Test func theLimitOfTheUnseenCountsLostDrawsAtTheirWorst() throws {
        let snapshot = Self.snapshot(draws: 500)
        let lost = snapshot.prompts[0].lost
        let diversity = try #require(snapshot.prompts[0].diversity)
        let bound = try diversity.unseenMassBound(alpha: 0.01, anytime: true, lost: lost)
        #expect(bound.upper > (try diversity.unseenMassBound(alpha: 0.01, anytime: true)).upper)
        let text = ModelTests.text(try Self.ready(snapshot, "2"))
        #expect(text.contains("at most " + Figure.fixed(bound.upper, places: 3, .up).string))
    }

    @Test func aFixedNumberSpeaksOfTheFirstDrawsInEveryFigure() throws {
        let snapshot = Self.snapshot(draws: 64, loss: 0, planned: 32)
        let first = ScoreEvidence(snapshot.prompts[0].scores[0].scores.prefix(32))
        let all = snapshot.prompts[0].scores[0]
        #expect(first.mean != all.mean)
        let scores = try Self.ready(snapshot, "3b")
        let detail = try #require(scores.scores.detail)
        #expect(detail.figures[0].estimate == first.mean && detail.count == 32)
        #expect(detail.figure(.deviation)?.estimate == first.populationDeviation)
        #expect(detail.figure(.expectationDeviation)?.reading.bound?.estimate != nil)
        let text = ModelTests.text(scores)
        #expect(text.contains("first 32 draws alone"), "\(text)")
        let row = try #require(scores.context.selectedRow)
        #expect(row.mean == first.mean && row.draws == 32)
        #expect(row.histogram.reduce(0, +) == 32)
        let list = ModelTests.text(try Self.ready(snapshot, "b"))
        #expect(list.contains(Figure.unit(first.mean).string), "\(list)")
        for keys in ["1b", "2b", "3b", "4b", "5tb", "bs2", "bs3"] {
            for (width, height) in [(40, 12), (60, 20), (80, 24), (120, 40)] {
                var model = try Self.ready(snapshot, keys + "e")
                _ = model.update(.resize(width: width, height: height))
                let picture = PlainTextWriter.text(model.exportFrame())
                #expect(!picture.contains("n=64"), "\(keys): \(picture)")
                #expect(picture.contains("n=32"), "\(keys): \(picture)")
            }
        }
        // A draw that the question is not about is not shown either.
        var walked = try Self.ready(snapshot, "5e" + String(repeating: ".", count: 50))
        #expect(ModelTests.text(walked).contains("draw 51 of 64"))
        try ModelTests.press("b", &walked)
        #expect(
            ModelTests.text(walked).contains("of 32")
                && !ModelTests.text(walked).contains("draw 51"))
        // All draws are there again, and Compare, whose limits hold at any n, has them throughout.
        let back = try Self.ready(snapshot, "bb")
        #expect(back.context.selectedRow?.draws == 64 && !back.context.showsFirstDraws)
        let compared = try Self.ready(snapshot, "<Space>b6")
        #expect(compared.compare.table?.rows.first?.first.draws == 64)
        #expect(!ModelTests.text(compared).contains("draws alone"))
        // At any number of draws all of them count.
        #expect(try Self.ready(snapshot, "3").context.selectedRow?.mean == all.mean)
    }

    @Test func aPromptWhoseDrawsWereAllLostSaysSo() throws {
        let snapshot = Self.snapshot(draws: 7, loss: 1)
        #expect(ModelTests.text(try Self.ready(snapshot)).contains("all lost"))
        for keys in ["2", "4"] {
            let text = ModelTests.text(try Self.ready(snapshot, keys + "e"))
            #expect(text.contains("all 7 draws were lost"), "\(text)")
        }
    }

    /// One draw that leaks proves that draws can.
    @Test func aLeakIsProvenWhicheverLimitIsAskedFor() throws {
        for keys in ["", "B", "BB", "b"] {
            let model = try Self.ready(Self.snapshot(draws: 100, planned: 100), keys)
            #expect(model.context.selectedRow?.hidesLeak == true, "\(keys)")
            #expect(ModelTests.text(model).contains("sampling proves a leak on 1 other"), "\(keys)")
        }
        var graded = Self.snapshot(draws: 100)
        graded.facts.scorers = [.init(name: "rouge", isBinary: false, zero: "no", one: "all")]
        #expect(
            ModelTests.text(try Self.ready(graded, "B")).contains(
                "an upper limit proves no leak (B)"))
    }

    /// Draws without scores are not lost ones, and no view shows figures of nothing.
    @Test(arguments: [ViewKind.scores, .bounds, .calibration, .prompts])
    func aRunWithoutScoresSaysSo(view: ViewKind) throws {
        var snapshot = Fixture.small
        snapshot.facts.scorers = []
        snapshot.greedyScores = snapshot.prompts.map { _ in [] }
        snapshot.prompts = snapshot.prompts.map { old in
            var evidence = PromptEvidence(prompt: old.prompt, scorerCount: 0)
            for index in 0..<4 {
                let text = Answer(text: "answer \(index)", stop: .endOfText, tokenCount: 2)
                evidence.add(
                    Draw(
                        prompt: old.prompt.id, index: index, seed: UInt32(index),
                        outcome: index == 0 ? .lost(reason: "timeout") : .completed(text)),
                    scores: [])
            }
            return evidence
        }
        var model = ExplorerModel(snapshot: snapshot)
        model.go(to: view)
        let text = PlainTextWriter.text(model.render())
        if view != .calibration { #expect(text.contains("no scores"), "\(text)") }
        for wrong in ["were lost", "was lost", ": ,", "scores by  ", "n=0"] {
            #expect(!text.contains(wrong), "\(wrong)\n\(text)")
        }
    }

    @Test func oneLimitAloneDoesNotProveTheOtherSide() throws {
        let model = try Self.ready(Self.snapshot(draws: 600, leak: 0.3), "4B")
        #expect(
            ModelTests.text(model).contains("an upper limit cannot prove a rate above the target"))
        let lower = try Self.ready(Self.snapshot(draws: 600, leak: 0.3), "4BB:target 0.6<Enter>")
        #expect(
            ModelTests.text(lower).contains("a lower limit cannot prove a rate below the target"))
        #expect(
            !ModelTests.text(try Self.ready(Self.snapshot(draws: 600), "B")).contains(
                "above target,"))
    }

    /// No limit is shown as one where draws contradict it.
    @Test func aDriftIsSaidInEveryView() throws {
        var snapshot = Self.snapshot(draws: 0)
        var evidence = snapshot.prompts[0]
        for index in 0..<2000 {
            let leaks = index >= 1000
            evidence.add(
                Draw(
                    prompt: evidence.prompt.id, index: index, seed: 1,
                    outcome: .completed(Self.answer(leaks ? "leak" : "clean"))),
                scores: [leaks ? 1 : 0])
        }
        snapshot.prompts = [evidence]
        snapshot.facts.plannedDraws = 2000
        for question in ["", "B", "BB", "b", "bB"] {
            for keys in ["1", "2", "3", "4", "5t", "2s", "<Space>6"] {
                let model = try Self.ready(snapshot, keys + "e" + question)
                #expect(model.context.selectedRow?.void != nil)
                let text = ModelTests.text(model)
                #expect(text.lowercased().contains("drift"), "\(keys)\(question): \(text)")
                #expect(!text.contains("proven since"), "\(keys)\(question): \(text)")
            }
        }
        // Also where only later draws than those of the question contradict them.
        snapshot.facts.plannedDraws = 900
        let cut = try Self.ready(snapshot, "b")
        #expect(cut.context.showsFirstDraws && cut.context.selectedRow?.void != nil)
        #expect(ModelTests.text(cut).contains("1 void"))
        snapshot.facts.plannedDraws = 2000
        let plain = PlainReport(snapshot).text()
        #expect(plain.contains("DRIFT at") && !plain.contains("verdict on target"))
        var narrow = try Self.ready(snapshot)
        #expect(ModelTests.text(narrow).contains("1 void"))
        _ = narrow.update(.resize(width: 30, height: 8))
        #expect(!ModelTests.text(narrow).contains("↑"), "\(ModelTests.text(narrow))")
    }

    /// Whatever it is that voids the draws, no view has limits of anything that they gave.
    @Test(arguments: [
        VoidReason.copies("the server ignores seeds"), .model("it was exchanged"), .drift(at: 0),
    ])
    func voidDrawsHaveNoLimitsAnywhere(reason: VoidReason) throws {
        var snapshot = Self.snapshot(draws: 600)
        if case .drift = reason {
            for index in 600..<3000 {
                let draw = Draw(
                    prompt: snapshot.prompts[0].prompt.id, index: index, seed: 1,
                    outcome: .completed(Self.answer("leak")))
                snapshot.prompts[0].add(draw, scores: [1])
            }
        } else {
            snapshot.prompts[0].void = reason
        }
        for keys in ["2", "2<Enter>", "2s", "3", "4", "5t", "5te"] {
            let model = try Self.ready(snapshot, keys)
            let void = try #require(model.context.selectedRow?.void)
            let text = ModelTests.text(model)
            #expect(text.contains(void.word.uppercased()), "\(keys): \(text)")
            #expect(!text.contains(/\[[01]\.\d+, [01]\.\d+\]/), "\(keys): \(text)")
        }
        let believed = try Self.ready(snapshot, ":hierarchical<Enter>")
        #expect(!ModelTests.text(believed).contains("with mass"))
    }

    @Test func aLevelIsNeverCertainty() {
        #expect(Figure.level(1e-11) == "1 - 1e-11")
        #expect(Figure.level(1e-9).string.hasPrefix("1 - 1.0e-9"))
        for exponent in 1...12 {
            var alpha = 1.0
            for _ in 0..<exponent { alpha /= 10 }
            #expect(!Figure.level(alpha).string.hasPrefix("100"))
        }
        #expect(Figure.level(0.01) == "99 %" && Figure.level(0.001) == "99.9 %")
    }

    @Test(arguments: [(24, 6), (30, 8), (40, 12), (60, 20), (76, 24), (80, 24)])
    func theListSaysItsDrawsWhereRowsDifferInThem(width: Int, height: Int) throws {
        var snapshot = TourFixture.run("differing", draws: 300, every: 5)
        snapshot.prompts[1] = TourFixture.run("differing", draws: 200, every: 5).prompts[1]
        var model = ExplorerModel(snapshot: snapshot)
        _ = model.update(.resize(width: width, height: height))
        let text = ModelTests.text(model)
        if width >= 30 { #expect(text.contains("300") && text.contains("200"), "\(text)") }
        #expect(text.contains("99 %") && text.contains("any n"), "\(text)")
    }

    @Test func lowOutputsSayWhatTheirLimitsHoldFor() throws {
        var model = try Self.ready(Self.snapshot(draws: 300), "2")
        _ = model.update(.resize(width: 80, height: 8))
        #expect(ModelTests.text(model).contains("any n"), "\(ModelTests.text(model))")
    }

    /// The first draws are what they would be if no more had been drawn.
    @Test func theFirstDrawsAreThoseOfAnEarlierPicture() throws {
        for seed in UInt64(1)...5 {
            let whole = Self.snapshot(draws: 300, seed: seed).prompts[0]
            for draws in [0, 1, 2, 50, 299, 300, 400] {
                let first = whole.first(draws)
                let earlier = Self.snapshot(draws: min(300, draws), seed: seed).prompts[0]
                #expect(first.outputs == earlier.outputs)
                #expect(first.scores == earlier.scores && first.lost == earlier.lost)
                #expect(Array(first.sequence) == Array(earlier.sequence))
                #expect(first.position(of: "leak") == earlier.position(of: "leak"))
            }
        }
    }

    @Test func theVerdictOfAFixedNumberIsItsOwn() throws {
        let model = try Self.ready(Self.snapshot(draws: 20, loss: 0, planned: 30), "4b")
        #expect(ModelTests.text(model).contains("no verdict before n=30"))
        let done = try Self.ready(Self.snapshot(draws: 100, loss: 0, planned: 30), "4b")
        let verdict = try #require(done.context.selectedRow?.verdict)
        #expect(ModelTests.text(done).contains("\(verdict.rawValue)"))
        #expect(ModelTests.text(done).contains("n=30 fixed in advance"))
    }

    @Test func aScreenThatIsTooSmallNamesNoOtherSize() throws {
        for width in 5...23 {
            var model = try Self.ready(Self.snapshot(draws: 3))
            _ = model.update(.resize(width: width, height: 3))
            let text = ModelTests.text(model)
            if width >= 6 { #expect(text.contains("\(width)x3"), "\(text)") }
            #expect(text.contains("24x6") || width < 5, "\(text)")
        }
    }
}
