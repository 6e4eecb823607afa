import Evidence
import Files
import Findings
import Journal
import Platform
import Prompts
import Text

/// What one pass over all draws finds, once the whole file is read.
private struct ImportSurvey {
    var scores: [String: ScoreValues] = [:]
    var lost = 0
    /// Answers of which the file has no score.
    var bare = 0
    var mostAlternatives = 0
    var contentHash: UInt64 = 0
    /// Whether a draw has no seed of its own.
    var lacksSeeds = false
    /// What the file says was wrong with requests, and how often.
    var faults: [String: Int] = [:]
    private static let mostFaults = 100
    /// Answers without thoughts, with thoughts that end, with ones that do not.
    var plain = 0
    var closed = 0
    var open = 0
    /// Answers that close a thought which they have not opened.
    var unopened = 0
    /// Answers without thoughts that were not cut short.
    var ended = 0
    /// Whether draws are copies of each other.
    var copies = CopiesSurvey()
    /// How many prompts have eight draws or more, and how many of these have one text of several words.
    var large = 0
    var constant = 0

    mutating func take(_ entry: DrawImport.Entry, _ scales: ScoreScales) {
        for (name, value) in entry.raw {
            scores[name, default: ScoreValues()].take(value, of: name, scales)
        }
        if entry.seed == nil { lacksSeeds = true }
        mostAlternatives = entry.tokens.reduce(mostAlternatives) {
            max($0, max(1, $1.alternatives.count))
        }
        guard let text = entry.text, entry.error == nil else {
            lost += 1
            if let error = entry.error, !DrawImport.isOwnReason(error) {
                let words = String(error.prefix(80))
                if faults[words] != nil || faults.count < Self.mostFaults {
                    faults[words, default: 0] += 1
                }
            }
            return
        }
        if entry.raw.isEmpty { bare += 1 }
        switch Thoughts.end(of: text) {
        case .none:
            plain += 1
            if entry.stop != .limit, entry.stop != .contextFull { ended += 1 }
        case .open: open += 1
        case .closed:
            closed += 1
            if Thoughts.closesUnopened(text) { unopened += 1 }
        }
    }

    var opensThoughts: Bool { Thoughts.areOpenedUnseen(unopened: unopened, ended: ended) }

    mutating func mix(_ hash: Int64) {
        contentHash = (contentHash ^ UInt64(bitPattern: hash)) &* 0x9E37_79B9_7F4A_7C15
        contentHash ^= contentHash >> 29
    }

    /// Takes in the order of one prompt's answers, of which the last one is told.
    mutating func take(_ answers: [Int], _ last: String?, of prompt: Int) {
        if answers.count >= 8 {
            large += 1
            let hasWords = (last ?? "").split(whereSeparator: \.isWhitespace).count > 2
            if hasWords, answers.allSatisfy({ $0 == answers[0] }) { constant += 1 }
        }
        copies.take(answers, of: prompt)
    }
}

extension DrawImport {
    /// Looks at all draws, and settles what their scores mean and which part of their answers counts.
    ///
    /// - Parameter asked: nil for the run's own part where the file is an export, else the usual one.
    mutating func settle(
        _ scales: ScoreScales, _ asked: AnswerPart?, file: String
    ) throws(ImportError) {
        var survey = ImportSurvey()
        for position in draws.indices {
            var answers: [Int] = []
            var last: String?
            survey.mix(ContentHash.of(prompts[position].id.rawValue))
            for entry in draws[position] {
                survey.take(entry, scales)
                let hash = ContentHash.of(entry.said ?? "")
                survey.mix(hash)
                last = entry.said
                // Which draws are lost may have an order without being copies.
                // A copy with other white space is one all the same.
                if run == nil, let text = entry.text {
                    answers.append(Int(ContentHash.of(text.inPlainSpace)))
                }
            }
            survey.take(answers, last, of: position)
        }
        try check(scales, survey.scores, file: file)
        for name in emptyScores.sorted()
        where survey.scores[name] == nil && !scorers.contains(name) {
            warnings.append(
                "score \(PromptError.printable(name)) is null or no number in every record and is left "
                    + "out")
        }
        scorers.removeAll { scales.leftOut.contains($0) }
        for position in draws.indices {
            if let greedy = details[position].greedy {
                details[position].greedy?.scores = Self.scores(greedy.raw, scales)
            }
        }
        let own = run?.identity.answerPart
        answerPart = asked ?? own ?? .standard
        let areOpen =
            run == nil && survey.unopened > 0 && (asked == .standard || survey.opensThoughts)
        let strays = run == nil && !areOpen ? survey.unopened : 0
        let settlement = ImportSettlement(
            scales: scales, finder: AnswerFinder(answerPart), opensThoughts: areOpen,
            hasStrays: strays > 0)
        for position in draws.indices { draws[position].settlement = settlement }
        let inside = survey.open + (areOpen ? survey.plain : 0)
        thinking = (inside + survey.closed - strays, answerPart.rule == .whole ? 0 : inside)
        strayMarks = answerPart.rule == .whole ? 0 : strays
        lost = survey.lost + thinking.cut + strayMarks
        unscored = scorers.isEmpty ? 0 : survey.bare
        mostAlternatives = survey.mostAlternatives
        contentHash = survey.contentHash
        hasStandIns = survey.lacksSeeds
        noteCopies(survey)
        if run == nil { warnings += notice(ofFaults: survey.faults) }
        if 2 * survey.constant > survey.large, !decoding.isGreedy {
            warnings.append(
                "all draws of \(survey.constant) of \(Figure.count(survey.large, "prompt", "prompts")) "
                    + "have one text each; where a cache, one seed or greedy decoding gave them they "
                    + "are copies, and no limit holds")
        }
    }

    /// Says that draws are copies, where what they look like is no work of chance.
    ///
    /// Whatever the model says, draws of one prompt come in this order less than once in a million
    /// files: no limit holds for them. Where each answer stands in one place somebody may have sorted
    /// them; a few answers of which each is there equally often are then no proof.
    private mutating func noteCopies(_ survey: ImportSurvey) {
        guard survey.copies.isAlarm || survey.copies.isCaution,
            let worst = survey.copies.worst?.prompt,
            let looks = survey.copies.words(
                prompt: PromptError.printable(prompts[worst].id.rawValue),
                draws: draws[worst].count)
        else { return }
        let sentence = looks + ", which true draws are less than once in a million files"
        if survey.copies.isAlarm {
            copies = sentence + ": they are copies of each other"
        } else {
            warnings.append(sentence + "; no limit holds if they are copies of each other")
        }
    }
}
