import Platform
import Statistics
import TestSupport
import Testing

@testable import Findings

/// Copies in the order of answers, judged by e-values.
@Suite struct CopiesSurveyTests {
    private static func draws(
        _ count: Int, of texts: Int, skew: Double, _ generator: inout SeededGenerator
    ) -> [Int] {
        (0..<count).map { _ in
            Int(pow(Double.random(in: 0..<1, using: &generator), skew) * Double(texts))
        }
    }

    /// Over all orders of some answers the e-value has a mean of at most 1.
    @Test(arguments: [
        [0, 0, 1, 1], [0, 1, 0, 1, 0, 1], [0, 1, 2, 0, 1, 2], [0, 0, 0, 1, 1, 1],
        [0, 0, 1, 1, 2, 2, 3],
    ])
    func theBetsAreFair(answers: [Int]) {
        var sum = 0.0
        var orders = 0.0
        func permute(_ rest: [Int], _ order: [Int]) {
            guard !rest.isEmpty else {
                orders += 1
                if let found = CopiedSequence(order) { sum += exp(-found.logChance) }
                return
            }
            for place in rest.indices {
                var others = rest
                let next = others.remove(at: place)
                permute(others, order + [next])
            }
        }
        permute(answers, [])
        #expect(sum / orders <= 1 + 1e-9, "\(sum / orders)")
    }

    /// True draws, of few answers and of many, of a file of many prompts: no alarm, and e-values whose
    /// mean is 1 at most.
    @Test func trueDrawsAreNotAccused() {
        var generator = SeededGenerator(seed: 11)
        var sum = 0.0
        let files = 400
        for file in 0..<files {
            var survey = CopiesSurvey()
            for prompt in 0..<8 {
                let texts = [2, 3, 10, 1000][(file + prompt) % 4]
                survey.take(
                    Self.draws(
                        [8, 30, 200][file % 3], of: texts, skew: [1, 4][prompt % 2], &generator),
                    of: prompt)
            }
            #expect(!survey.isAlarm && !survey.isCaution)
            sum += exp(survey.logEvidence)
        }
        #expect(sum / Double(files) < 1.2, "\(sum / Double(files))")
    }

    @Test func copiesAreFoundWhereverTheyAre() throws {
        var generator = SeededGenerator(seed: 12)
        for texts in [4, 1000] {
            for _ in 0..<20 {
                let draws = Self.draws(400, of: texts, skew: 2, &generator)
                let length = texts == 4 ? 120 : 30
                let start = Int.random(in: 0..<200, using: &generator)
                let place = Int.random(in: start + length...400, using: &generator)
                var survey = CopiesSurvey()
                survey.take(
                    Array(draws[..<place]) + draws[start..<start + length] + draws[place...], of: 0)
                #expect(survey.isAlarm)
                guard case .stretch(let found, let distance)? = survey.worst?.found.pattern else {
                    Issue.record("\(String(describing: survey.worst))")
                    continue
                }
                #expect(found >= length && distance == place - start)
            }
        }
    }

    /// A prompt whose answers somebody may have sorted proves nothing, however improbable their order is.
    @Test func thePromptThatIsNamedIsOneThatProvesIt() throws {
        let sorted = (0..<8).flatMap { Array(repeating: $0, count: 40) }
        let copied = Array(0..<16) + Array(0..<16)
        for order in [[0, 1], [1, 0]] {
            var survey = CopiesSurvey()
            for prompt in order { survey.take([sorted, copied][prompt], of: prompt) }
            #expect(survey.isAlarm && survey.worst?.prompt == 1)
            #expect(survey.words(prompt: "b", draws: 32)?.contains("first 16") == true)
            #expect(survey.words(prompt: "b", draws: 32)?.contains("and so on") == false)
        }
        // A weak sign beside it does not hide what has to be said of a sorted one.
        var survey = CopiesSurvey()
        survey.take(sorted, of: 0)
        survey.take([0, 1, 0, 1], of: 1)
        #expect(!survey.isAlarm && survey.isCaution && survey.worst?.prompt == 0)
    }

    @Test func oneTextAndNoTextsAreNoCopies() {
        for answers in [[], [1], [1, 1, 1, 1], Array(repeating: 7, count: 1000)] {
            var survey = CopiesSurvey()
            survey.take(answers, of: 0)
            #expect(!survey.isAlarm && survey.worst == nil)
        }
    }
}
