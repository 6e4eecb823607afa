import Canvas
import Evidence
import Findings
import Prompts
import Statistics
import TestSupport
import Testing

@testable import Explorer

/// The limits of σ with so many draws that they are computed beside the explorer.
@Suite struct SpreadTests {
    private static func snapshot(draws: Int) -> Snapshot {
        var snapshot = Fixture.small
        snapshot.prompts = [evidence("one", draws: draws)]
        snapshot.greedyScores = [[0, 0.1]]
        return snapshot
    }

    private static func evidence(_ id: String, draws: Int) -> PromptEvidence {
        let prompt = Prompt(id: PromptID(id), text: "Who?")
        var generator = SeededGenerator(seed: 3)
        var evidence = PromptEvidence(prompt: prompt, scorerCount: 2)
        for index in 0..<draws {
            let leaks = generator.uniform() < 0.1
            let answer = Answer(
                text: leaks ? "this" : "that", stop: .endOfText, tokenCount: 1)
            let graded = [0.1, 0.2, 0.6, 0.9][Int(generator.uniform() * 4)]
            evidence.add(
                Draw(
                    prompt: prompt.id, index: index, seed: 1,
                    outcome: index % 1000 == 7 ? .lost(reason: "gone") : .completed(answer)),
                scores: index % 1000 == 7 ? [nil, nil] : [leaks ? 1 : 0, graded])
        }
        return evidence
    }

    private static func jobs(_ effects: [Effect]) -> [Job] {
        effects.compactMap {
            if case .compute(let job) = $0, job.work is SpreadJob { job } else { nil }
        }
    }

    @Test(arguments: ["", "v", "b"])
    func theResultIsThatOfTheEvidenceAndComesByMessage(reading: String) throws {
        let draws = ScoresView.inlineDraws + 2000
        var snapshot = Self.snapshot(draws: draws)
        // A fixed number looks at the planned draws alone.
        snapshot.facts.plannedDraws = draws
        var model = ExplorerModel(snapshot: snapshot)
        try ModelTests.press(reading, &model)
        let effects = model.update(.key(.character("3")))
        let job = try #require(Self.jobs(effects).first)
        #expect(model.scores.detail?.spreadDraws == nil)
        #expect(PlainTextWriter.text(model.render()).contains("being computed"))
        #expect(Self.jobs(model.update(.key(.character("L")))).isEmpty, "one job at a time")
        #expect(Self.jobs(model.update(.computed(job.result()))).isEmpty)
        let detail = try #require(model.scores.detail)
        let request = model.context.question.about(
            model.context.scorerFacts, planned: model.context.planned)
        let scores = snapshot.prompts[0].scores[model.context.scorer]
        let allowed = scores.allowed(by: request)
        for (metric, bound) in [
            (Metric.deviation, try allowed.deviationBound(request)),
            (.expectationDeviation, try allowed.edBound(request)),
        ] {
            let shown = try #require(detail.figure(metric)?.reading.bound)
            #expect(shown.lower == bound.lower && shown.upper == bound.upper)
            #expect(shown.validity == bound.validity && shown.alpha == bound.alpha)
        }
        #expect(detail.edges != nil)
        #expect(!PlainTextWriter.text(model.render()).contains("being computed"))
    }

    @Test func whileDrawsComeALimitSaysOfHowManyItSpeaks() throws {
        let first = ScoresView.inlineDraws + 1000
        var snapshot = Self.snapshot(draws: first)
        snapshot.progress.phase = .sampling
        var model = ExplorerModel(snapshot: snapshot)
        let job = try #require(Self.jobs(model.update(.key(.character("3")))).first)
        _ = model.update(.computed(job.result()))
        var more = Self.snapshot(draws: first + 100)
        more.progress.phase = .sampling
        #expect(Self.jobs(model.update(.snapshot(more))).isEmpty, "too few to begin again")
        #expect(PlainTextWriter.text(model.render()).contains("limits of n=\(first)"))
        more.progress.phase = .finished(reason: "done")
        #expect(Self.jobs(model.update(.snapshot(more))).count == 1)
    }

    @Test func aResultForAnotherPromptIsDroppedAndTheRightOneAskedFor() throws {
        var snapshot = Self.snapshot(draws: ScoresView.inlineDraws + 10)
        snapshot.prompts.append(Self.evidence("two", draws: ScoresView.inlineDraws + 10))
        snapshot.greedyScores.append([0, 0])
        var model = ExplorerModel(snapshot: snapshot)
        let job = try #require(Self.jobs(model.update(.key(.character("3")))).first)
        try ModelTests.press("]", &model)
        let effects = model.update(.computed(job.result()))
        #expect(model.scores.detail?.spreadDraws == nil)
        let next = Self.jobs(effects).first?.work as? SpreadJob
        #expect(next?.key.prompt == PromptID("two"))
    }
}

/// The channel for everything that takes long.
@Suite struct JobTests {
    struct Square: PureWork {
        var number: Int
        func answer() -> Int { number * number }
    }
    struct Name: PureWork {
        var name: String
        func answer() -> String { name }
    }

    @Test func oneJobOfAKindIsUnderWayAndKindsDoNotWaitForEachOther() throws {
        var board = JobBoard()
        let effects = board.request(Square(number: 3))
        #expect(effects == [.compute(Job(Square(number: 3)))])
        #expect(board.request(Square(number: 4)).isEmpty, "one at a time")
        #expect(board.request(Name(name: "a")) == [.compute(Job(Name(name: "a")))])
        let nothing: Name? = nil
        #expect(board.request(nothing).isEmpty)
        let result = Job(Square(number: 3)).result()
        #expect(result.answer as? Int == 9)
        board.finish(result)
        #expect(board.request(Square(number: 4)) == [.compute(Job(Square(number: 4)))])
        #expect(board.request(Name(name: "b")).isEmpty)
    }

    @Test func jobsAreEqualWhereTheirWorkIs() {
        #expect(Job(Square(number: 1)) == Job(Square(number: 1)))
        #expect(Job(Square(number: 1)) != Job(Square(number: 2)))
        #expect(Job(Square(number: 1)) != Job(Name(name: "1")))
        #expect(Set([Job(Square(number: 1)), Job(Square(number: 1))]).count == 1)
    }
}
