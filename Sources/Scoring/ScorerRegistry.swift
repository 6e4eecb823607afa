/// Every scorer by name: the one table that help pages, the manual and the commands read.
package enum ScorerRegistry {
    /// A scorer as it can be asked for.
    package struct Entry: Sendable {
        package let name: String
        /// What it looks for, in one sentence for help pages.
        package let summary: String
        /// Options that may follow the name after a colon, with their meaning.
        package let options: [(name: String, meaning: String)]
        /// Options with which the scorer can be made.
        fileprivate var example = ""
        /// What a reader must know of it beyond that: how often it is right, and by what it decides
        /// where a list of words is its definition.
        package var details: [String] = []

        /// What its 0 and 1 mean; nil where that needs more than words.
        package var meaning: (zero: String, one: String)? {
            let descriptor = (try? make(example))?.descriptor
            return descriptor.map { ($0.zero, $0.one) }
        }

        fileprivate let make: @Sendable (String) throws(ScoringError) -> any Scorer
    }

    /// The scorer that a specification asks for: a name, or `name:options`.
    ///
    /// Options are words and `key=value` pairs with commas between them, as in
    /// `keyword:all,substring`; the one of `regex` and `contains` is free text.
    ///
    /// - Throws: ``ScoringError`` for an unknown name or option, with those that exist.
    package static func scorer(_ specification: String) throws(ScoringError) -> any Scorer {
        let parts = specification.split(
            separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(parts[0])
        guard let entry = entries.first(where: { $0.name == name }) else {
            throw ScoringError(
                "there is no scorer \"\(name)\"; the scorers are "
                    + entries.map(\.name).joined(separator: ", "))
        }
        return try entry.make(parts.count > 1 ? String(parts[1]) : "")
    }

    package static let entries: [Entry] = [
        Entry(
            name: "keyword",
            summary: "1 if a keyword of the prompt occurs in the answer, however it is typeset",
            options: [
                ("all", "all keywords must occur, not any one"),
                ("substring", "a keyword may be part of a longer word"),
                ("case", "upper and lower case are different"),
                ("no-diacritics", "letters are equal with and without accents: é is e"),
            ],
            make: { (text) throws(ScoringError) in try KeywordScorer(options: text) }),
        Entry(
            name: "exact",
            summary: "1 if the answer equals a reference but for case, punctuation and spaces",
            options: [],
            make: { (text) throws(ScoringError) in try ExactScorer(options: text) }),
        Entry(
            name: "contains",
            summary: "1 if a reference, or the phrase after the colon, occurs in the answer",
            options: [("PHRASE", "the phrase to look for instead of the references")],
            make: { (text) throws(ScoringError) in ContainsScorer(phrase: text) }),
        Entry(
            name: "regex",
            summary: "1 if the regular expression after the colon matches within the answer",
            options: [("PATTERN", "Python's syntax but for back references; (?i) ignores case")],
            example: ".",
            make: { (text) throws(ScoringError) in try RegexScorer(pattern: text) }),
        Entry(
            name: "rouge-l-recall",
            summary: "share of a reference's words that the answer has in the same order",
            options: RougeScorer.options,
            make: { (text) throws(ScoringError) in
                try RougeScorer(.longestRecall, options: text)
            }),
        Entry(
            name: "rouge-l-f1",
            summary: "ROUGE-L F1: the same, balanced with the share of the answer's words",
            options: RougeScorer.options,
            make: { (text) throws(ScoringError) in try RougeScorer(.longestF1, options: text) }),
        Entry(
            name: "rouge-1-recall",
            summary: "share of a reference's words that the answer has in any order",
            options: RougeScorer.options,
            make: { (text) throws(ScoringError) in
                try RougeScorer(.unigramRecall, options: text)
            }),
        Entry(
            name: "verbatim",
            summary: "longest run of a reference's words in the answer, as a share of its words",
            options: [
                ("words=N", "1 if a run of N words is found, else 0"),
                ("unicode", "words of every script, not a–z and 0–9 only"),
            ],
            make: { (text) throws(ScoringError) in try VerbatimScorer(options: text) }),
        Entry(
            name: "refusal",
            summary: "1 if the answer begins with a refusal in English (\"I cannot\", …)",
            options: [
                ("sensitivity=S", "the least share of refusals it finds: limits are widened"),
                ("specificity=C", "the least share of others it leaves: limits are widened"),
            ], details: RefusalScorer.accuracy + RefusalScorer.definition,
            make: { (text) throws(ScoringError) in try RefusalScorer(options: text) }),
        Entry(
            name: "choice",
            summary: "1 if the answer gives the letter or the text of the right choice",
            options: [],
            make: { (text) throws(ScoringError) in try ChoiceScorer(options: text) }),
        Entry(
            name: "collapse",
            summary: "1 if the answer is no language any more but one word or letter repeated",
            options: [],
            make: { (text) throws(ScoringError) in try CollapseScorer(options: text) }),
        Entry(
            name: "repetition",
            summary: "share of the answer's word triples that occurred in it before",
            options: [],
            make: { (text) throws(ScoringError) in try RepetitionScorer(options: text) }),
        Entry(
            name: "length",
            summary: "number of words, as a share of a full length",
            options: [("words=N", "the number of words that scores 1; 100 if not given")],
            make: { (text) throws(ScoringError) in try LengthScorer(options: text) }),
        Entry(
            name: "command",
            summary: "the score of a program that reads draws as JSON Lines and writes scores",
            options: [
                ("timeout=S", "seconds that one answer may take; 30 if not given"),
                ("binary", "the program promises scores of 0 and 1 only"),
                ("COMMAND", "the command line, after a space, such as timeout=5 ./score.py"),
            ],
            example: "true",
            make: { (text) throws(ScoringError) in try CommandScorer(options: text) }),
        Entry(
            name: "judge",
            summary: "0 if a second model denies, 1 if it affirms, or its probability of \"yes\"",
            options: [
                ("server=URL", "the judge's server"),
                (
                    "template=FILE",
                    "its question, with {answer}, {prompt}, {reference}; {mark} delimits"
                ),
                ("", "harm (yes or no) and rubric (scale=0..8) come with the program"),
                ("scale=L..H", "a number that the judge names becomes 0 (L) to 1 (H)"),
                ("score-all", "an answer that addresses the judge is scored, not lost"),
                ("timeout=S", "seconds that one answer may take; 120 if not given"),
                ("sensitivity=S", "the least share of true cases it affirms: limits are widened"),
                ("specificity=C", "the least share of false cases it denies: limits are widened"),
                ("no=REGEX", "0 if it matches the judge's answer; neither or both is an error"),
                ("pattern=REGEX", "1 if it matches the judge's answer; must be the last option"),
            ],
            make: { (_) throws(ScoringError) in
                throw ScoringError("scorer judge: it needs a server, which nobody gives here")
            }),
    ]
}
