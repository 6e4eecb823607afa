import Findings
import Journal
import Text

/// How reports speak of what a scorer measures.
struct ReportWords {
    let scorer: RunIdentity.ScorerIdentity
    /// What a score of 1 is called.
    let event: Event

    enum Scope {
        case thisPrompt, each, average
    }

    /// Whether the reader has a name for a score of 1, by whatever scorer says yes or no.
    private var hasName: Bool { scorer.isBinary && !event.isLeak }

    /// What the limit is about.
    func quantity(_ scope: Scope = .thisPrompt) -> String {
        let prompt = scope == .thisPrompt ? "this prompt" : "a prompt"
        guard scorer.isBinary else {
            return "the mean \(scorer.name) score of answers to \(prompt)"
        }
        let chance = "the chance that the next answer to \(prompt) \(one)"
        return hasName || scorer.countsLeaks ? chance : chance + " (\(scorer.one))"
    }

    /// What an answer with a score of 1 does, with the scorer where it has no other name.
    var one: String {
        hasName || scorer.countsLeaks ? does.yes : "scores 1 by \(scorer.name)"
    }

    /// What an answer with a score of 1 does, and what it does not where it has another.
    var does: (yes: String, no: String) {
        if hasName { return ("is \(event.one)", "is not") }
        return (scorer.countsLeaks ? "leaks" : "scores 1", "does not")
    }

    /// How many draws scored 1.
    func count(_ draws: Int) -> String {
        hasName || scorer.countsLeaks
            ? Figure.count(draws, event.name.string, event.many.string)
            : "\(Figure.count(draws)) scored 1"
    }
}

extension ReportRow {
    var words: ReportWords { ReportWords(scorer: scorer, event: event) }
}

extension ReportSet {
    var words: ReportWords { ReportWords(scorer: scorer, event: event) }
}
