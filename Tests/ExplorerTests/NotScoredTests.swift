import Evidence
import Findings
import Prompts
import Statistics
import Testing

@testable import Explorer

/// A draw is lost where it has no whole answer; an answer without a score is not.
@Suite struct NotScoredTests {
    /// Three prompts of forty draws: one with scores, and two without the reference that the scorer needs.
    private static func snapshot(lost: Int = 0) -> Snapshot {
        var snapshot = Fixture.small
        snapshot.prompts = []
        snapshot.greedyScores = []
        for (position, name) in ["hours", "password", "pirate"].enumerated() {
            let prompt = Prompt(id: PromptID(name), text: "What about \(name)?")
            var evidence = PromptEvidence(prompt: prompt, scorerCount: 2)
            for index in 0..<40 {
                let isLost = position == 2 && index < lost
                let score: Double? = position == 0 ? (index % 8 == 0 ? 1 : 0) : nil
                evidence.add(
                    Draw(
                        prompt: prompt.id, index: index, seed: UInt32(index),
                        outcome: isLost
                            ? .lost(reason: "gone")
                            : .completed(
                                Answer(
                                    text: "answer \(index % 7)", stop: .endOfText, tokenCount: 2))),
                    scores: [isLost ? nil : score, isLost ? nil : score])
            }
            snapshot.prompts.append(evidence)
            snapshot.greedyScores.append([nil, nil])
        }
        snapshot.progress.lost = lost
        return snapshot
    }

    private static func model(
        _ snapshot: Snapshot, _ keys: String = "", width: Int, height: Int
    ) throws -> ExplorerModel {
        var model = ExplorerModel(snapshot: snapshot)
        var other = snapshot
        other.facts.name = "other"
        var effects = model.update(.others([other]))
        while effects.contains(.refine) { effects = model.update(.refine) }
        _ = model.update(.resize(width: width, height: height))
        try ModelTests.press(keys, &model)
        effects = model.update(.refine)
        while effects.contains(.refine) { effects = model.update(.refine) }
        return model
    }

    @Test(arguments: [(80, 24), (160, 50), (40, 12)])
    func noViewCallsAnAnswerWithoutAScoreLost(width: Int, height: Int) throws {
        for view in ViewKind.allCases where view.type.isAboutRun {
            for prompt in ["", "j", "jj"] {
                let model = try Self.model(
                    Self.snapshot(), prompt + view.type.hotkey, width: width, height: height)
                let text = ModelTests.text(model)
                #expect(!text.contains("lost"), "\(view) \(prompt): \(text)")
            }
        }
    }

    @Test func whatIsMissingIsCountedApartEverywhere() throws {
        let run = Self.snapshot(lost: 2)
        let prompts = ModelTests.text(try Self.model(run, width: 160, height: 50))
        #expect(prompts.contains("2 lost, 78 not scored"), "\(prompts)")
        #expect(prompts.contains("not scored") && !prompts.contains("all lost"))
        let summary = ModelTests.text(try Self.model(run, "e", width: 120, height: 24))
        #expect(summary.contains("2 lost, 78 not scored"), "\(summary)")
        let plain = PlainReport(run).text()
        #expect(plain.contains("draws: n=40, 0 lost, 40 not scored: the prompt has no keywords\n"))
        #expect(plain.contains("draws: n=40, 2 lost, 38 not scored: the prompt has no keywords\n"))
        #expect(plain.contains("draws: n=40, 0 lost\n"))
        #expect(plain.contains("n=120, 2 lost, 78 not scored"))
        for (keys, words) in [
            ("jj4", "38 answers, not scored: the prompt has no keywords; 2 lost"),
            ("j4", "40 answers, not scored: the prompt has no keywords"),
            ("j4v", "40 answers, not scored: the prompt has no reference"),
        ] {
            let text = ModelTests.text(try Self.model(run, keys, width: 80, height: 24))
            #expect(text.contains(words), "\(text)")
        }
        let proven = RunEntry.Proven(run, alpha: nil, target: 0.05)
        #expect(proven.missing == MissingScores(lost: 2, unscored: 78))
    }

    /// For every limit an answer without a score is as bad as it may be, whatever it is called.
    @Test func limitsStayAtTheirWorst() throws {
        let finding = RunFinding(
            Self.snapshot(), Statement(alpha: 0.01, side: .two, validity: .anytime), target: 0.05)
        #expect(finding.rows[1].missing == MissingScores(unscored: 40))
        #expect(finding.summary.missing.count == 80)
        let bound = try #require(finding.mean?.reading.bound)
        #expect(bound.upper > 0.66)
    }
}
