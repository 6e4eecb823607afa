import Canvas
import Evidence
import Findings
import Prompts
import Statistics
import TestSupport
import Testing

@testable import Explorer

/// Every figure says what it is of, and stands whole or not at all.
@Suite struct StatedFiguresTests {
    private func screen(
        _ view: ViewKind, _ keys: String = "", width: Int, height: Int,
        model: ExplorerModel = Fixture.alone
    ) throws -> String {
        PlainTextWriter.text(
            Screenshot.render(
                model, view: view, prompt: PromptID("a01-teacher"), size: (width, height),
                keys: try KeyScript.parse(keys), loadDraw: Fixture.load))
    }

    /// Prompts whose numbers of draws differ: the mean of their means is no share of all draws.
    private func uneven() -> ExplorerModel {
        var snapshot = TourFixture.run("uneven", draws: 400, every: 0)
        snapshot.prompts[0] = TourFixture.run("uneven", draws: 100, every: 2).prompts[0]
        return ExplorerModel(snapshot: snapshot)
    }

    @Test func theMeanOverPromptsIsNotCalledAShareOfDrawsAndHasItsLimits() throws {
        let model = uneven()
        let scores = try #require(model.context.shown).prompts.map { $0.scores[0] }
        let bound = try PromptMean.bound(
            over: scores,
            Statement(alpha: 0.01, side: .two, validity: .anytime, isBinary: true))
        #expect(abs(bound.estimate - 0.5 / 3) < 1e-12)
        #expect(bound.lower < 0.1667 && bound.upper > 0.1667 && bound.lower > 0.05)
        let sentence =
            "mean leak over prompts 0.1667 \(Figure.interval(bound)) n=900"
        for (width, height) in [(80, 24), (120, 40), (160, 50)] {
            let text = try screen(.prompts, width: width, height: height, model: model)
            #expect(text.contains(sentence), "\(text)")
            #expect(width < 120 || text.contains(sentence + " · pooled"), "\(text)")
            #expect(text.contains("! sampling proves"), "\(text)")
        }
        let snapshot = try #require(model.context.shown)
        #expect(PlainReport(snapshot).text().contains(sentence))
    }

    @Test func limitsOfTheMeanForAFixedNumberWaitForTheLastPrompt() throws {
        let early = try screen(.prompts, "b", width: 120, height: 40, model: uneven())
        #expect(early.contains("n=900, limits once each has 1024"), "\(early)")
        let done = ExplorerModel(snapshot: TourFixture.run("even", draws: 1024, every: 4))
        let text = try screen(.prompts, "b", width: 120, height: 40, model: done)
        #expect(text.contains("mean leak over prompts 0.2500 ["), "\(text)")
    }

    /// Many different counts are worked on beside the explorer.
    @Test func theMeanOverManyPromptsIsComputedBesideTheExplorer() throws {
        var snapshot = TourFixture.run("many", draws: 10, every: 0)
        snapshot.prompts = (0..<40).map { number in
            let prompt = Prompt(id: PromptID("p\(number)"), text: "Who?")
            var evidence = PromptEvidence(prompt: prompt, scorerCount: 1)
            for index in 0..<(10 + number) {
                let answer = Answer(text: "this", stop: .endOfText, tokenCount: 1)
                evidence.add(
                    Draw(prompt: prompt.id, index: index, seed: 1, outcome: .completed(answer)),
                    scores: [(index + number) % 3 == 0 ? 1 : 0])
            }
            return evidence
        }
        snapshot.greedyScores = snapshot.prompts.map { _ in [0] }
        var model = ExplorerModel(snapshot: snapshot)
        let effects = model.update(.resize(width: 160, height: 50))
        #expect(PlainTextWriter.text(model.render()).contains("limits being computed"))
        let jobs = effects.compactMap { if case .compute(let job) = $0 { job } else { nil } }
        let job = try #require(jobs.first)
        #expect(job.work is ShownMeanJob)
        #expect(jobs.count == 1 && model.update(.key(.character("j"))).allSatisfy { !$0.isMeanJob })
        #expect(!model.update(.computed(job.result())).contains { $0.isMeanJob })
        let bound = try #require(model.context.setMean?.reading.bound)
        #expect(PlainTextWriter.text(model.render()).contains(Figure.interval(bound).string))
        #expect(
            bound
                == (try PromptMean.bound(
                    over: try #require(model.context.shown).prompts.map { $0.scores(by: 0) },
                    Statement(
                        alpha: 0.01, side: .two, validity: .anytime, isBinary: true))))
    }

    @Test(arguments: [30, 34, 40, 48, 56, 64, 80, 120])
    func theLimitForAFixedNumberHasItsOwnNumber(width: Int) throws {
        let text = try screen(.bounds, width: width, height: 24)
        let line = try #require(
            text.split(separator: "\n").first {
                $0.hasPrefix(" fixed n ") || $0.hasPrefix(" if n was fixed ")
            })
        #expect(line.contains("n=1024"), "\(line)")
    }

    @Test(arguments: ["", "o", "ooooO", "/a00<Enter>", "o/a00<Enter>"], [34, 40, 48, 60, 80])
    func levelAndValidityStayInTheTitleOfTheList(keys: String, width: Int) throws {
        let text = try screen(.prompts, keys, width: width, height: 12)
        let title = text.split(separator: "\n").dropFirst().first ?? ""
        #expect(title.contains("99 %") && title.contains("any n"), "\(text)")
    }

    @Test func theTitleHasTheNumberOfDrawsWhereNoColumnHasIt() throws {
        let even = ExplorerModel(snapshot: TourFixture.run("even", draws: 400, every: 5))
        let narrow = try screen(.prompts, width: 40, height: 12, model: even)
        #expect(narrow.contains("n=400 99 % any n"), "\(narrow)")
        let wide = try screen(.prompts, width: 120, height: 12, model: even)
        #expect(!wide.split(separator: "\n")[1].contains("n=400"), "each row has it")
        #expect(try !screen(.prompts, width: 40, height: 12, model: uneven()).contains("n=400"))
    }

    @Test(arguments: [(24, 6), (30, 8), (40, 12), (60, 20)])
    func boundsSayAtEverySizeWhatTheLimitsHoldFor(width: Int, height: Int) throws {
        let text = try screen(.bounds, width: width, height: height)
        #expect(text.contains("at any n"), "\(text)")
        #expect(text.contains("99 %"), "\(text)")
    }

    /// Figure of a row of Compare are whole or not there, and say what they hold for.
    @Test(arguments: [24, 30, 34, 40, 50, 58, 60, 76, 100])
    func rowsOfCompareAreWhole(width: Int) throws {
        var model = ExplorerModel(snapshot: TourFixture.run("a", draws: 400, every: 2))
        _ = model.update(.others([TourFixture.run("b", draws: 400, every: 0)]))
        let lines = try screen(.compare, width: width, height: 10, model: model)
            .split(separator: "\n").map(String.init)
        let row = try #require(lines.first { $0.contains("a00") && !$0.contains("b") })
        if width < 34 {
            #expect(row.contains("A leaks more"), "\(lines)")
            #expect(lines[2].contains("99 % any n"))
        } else {
            #expect(row.contains(try Regex(#"\+0\.500 \[\+0\.\d{3}, \+0\.\d{3}\]"#)), "\(lines)")
            #expect(lines[2].contains("A - B 99 % together"))
        }
    }

    @Test(arguments: [24, 27, 30, 33, 36, 40, 50], [6, 8, 12, 24])
    func anIntervalIsWholeOrNotThere(width: Int, height: Int) throws {
        for view in [ViewKind.scores, .bounds] {
            let text = try screen(view, width: width, height: height)
            for line in text.split(separator: "\n") {
                #expect(
                    line.count { $0 == "[" } == line.count { $0 == "]" }, "\(text)")
            }
        }
    }
}

extension Effect {
    fileprivate var isMeanJob: Bool {
        if case .compute(let job) = self { job.work is ShownMeanJob } else { false }
    }
}
