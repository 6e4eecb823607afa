import Evidence
import Prompts
import Statistics
import Testing

@testable import Findings

/// What may not be left out of a mean over prompts, although it looks as if it might.
@Suite struct LossesOfPromptsTests {
    /// Losses may depend on the answer.
    ///
    /// Here every leak is lost, of 1,000 prompts with one draw each
    /// that leak with chance ½; 480 leaks or fewer come with chance .11. Prompts that lost all they
    /// had are known to have means of at most 1, but limits over the other prompts with the ones put in
    /// afterwards would be false: which prompts are left over depends on what they answered.
    @Test func promptsThatLostAllTheirDrawsStayInTheMean() throws {
        let (prompts, leaks) = (1_000, 480)
        let scores = (0..<prompts).map { ScoreEvidence([$0 < leaks ? nil : 0]) }
        let statement = Statement(alpha: 0.01, side: .upper, isBinary: true)
        let limit = try #require(MeanFinding(scores, statement).reading.bound)
        #expect(limit.upper > 0.5)
        let others = scores.filter { $0.count > 0 }
        let naive = try #require(MeanFinding(others, statement).reading.bound).upper
        let wrong = (naive * Double(others.count) + Double(leaks)) / Double(prompts)
        #expect(wrong < 0.49)
    }

    /// The alarms of a run's whole set share α among its scorers, beside the α of its prompts' alarms.
    ///
    /// Where limits at α contradict each other and those of the alarm do not, limits are stated.
    @Test func alarmsOfTheSetShareAlphaAmongScorers() {
        let statement = Statement(alpha: 0.02, isBinary: true).alarming(prompts: 40, scorers: 4)
        #expect(statement.setAlarm.each == 0.005 && statement.setAlarm.side == .two)
        #expect(statement.alarm.each == 0.02 / 160)
        var (void, stated) = (0, 0)
        for before in 10..<20 {
            let prompts = (0..<40).map { prompt in
                ScoreEvidence(
                    (0..<(prompt < 2 ? 30 : 200)).map { draw in
                        (draw * 7 + prompt * 3) % 40 < (draw < 30 ? before : 10) ? 1 : 0
                    })
            }
            let one = Statement(alpha: 0.05, isBinary: true).alarming(prompts: 40, scorers: 1)
            let many = one.alarming(prompts: 40, scorers: 1_000_000)
            guard MeanFinding(prompts, one).reading.void != nil else { continue }
            void += 1
            guard MeanFinding(prompts, many).reading.void == nil else { continue }
            stated += MeanFinding(prompts, many).reading.bound == nil ? 0 : 1
        }
        #expect(void > 0 && stated > 0, "\(void), \(stated)")
    }

    /// A verdict that lost draws alone keep open says so; one that is near its target does not.
    @Test func aForecastTellsWhetherLossesKeepAVerdictOpen() {
        let statement = Statement(alpha: 0.01, isBinary: true).deciding
        let lossy = ScoreEvidence((0..<150).map { $0 % 19 == 0 ? nil : 0 })
        let open = VerdictForecast(lossy, statement, target: 0.05)
        #expect(open.draws == nil && open.isOpenByLosses)
        let near = ScoreEvidence((0..<200).map { $0 % 20 == 0 ? 1 : 0 })
        let tie = VerdictForecast(near, statement, target: 0.05)
        #expect(tie.draws == nil && !tie.isOpenByLosses)
        #expect(VerdictForecast(lossy, statement, target: 0.2).draws != nil)
    }

    /// A model's belief says what it was learned from.
    @Test func aBeliefSaysWhatItLeavesOut() throws {
        let prompts = [
            ScoreEvidence([0, 1, nil, 0]), ScoreEvidence([nil, nil]), ScoreEvidence([1, 1, 1]),
        ]
        let all = try #require(CredibleMean(Array(prompts.prefix(1))))
        #expect(all.basis == "1 prompt, without 1 lost draw")
        let some = try #require(CredibleMean(prompts, voids: [false, false, true]))
        #expect(
            some.basis
                == "1 of 3 prompts (the others have no score or no limit), without 1 lost draw")
        #expect(some.leftOut == 2)
    }
}
