import Prompts
import Scoring
import TestSupport

/// The cost of ROUGE-L, beside the Python package whose scores it gives.
enum ScoringBenchmarks {
    private static let count = 2000
    private static let words = 40
    private static let passes = 5

    static func run(_ table: Table) async throws {
        table.heading(
            "Scoring",
            "CPU time of one thread for one pair of texts, both read anew: the best of \(passes) "
                + "passes over \(count) pairs, the peer's likewise.")
        let pairs = pairs()
        let lines = pairs.map { "[\"\($0.reference)\", \"\($0.answer)\"]\n" }
        let peers = PeerTimings.measure("rouge.py", input: lines.joined())
        let f1 = try RougeScorer(.longestF1, options: "no-stem")
        var sum = 0.0
        var seconds = Double.infinity
        for _ in 0..<passes {
            let cost = try await Measure.cost { sum = try await total(f1, pairs) }
            seconds = min(seconds, cost.cpu / Double(count))
        }
        table.line(
            "ROUGE-L of \(words)-word answers", .seconds(seconds), nil,
            peers["rouge-score, without stemmer", "rouge-l"])
        guard let theirs = peers.value("rouge-l") else {
            table.note("rouge-score is not installed: `make bench-peers` installs it.")
            return
        }
        // Speeds compare only where the scores are the same.
        let recall = try await total(RougeScorer(.longestRecall, options: "no-stem"), pairs)
        for (name, ours) in [("sum of F1", sum), ("sum of recall", recall)] {
            guard let value = peers.value(name), abs(ours - value) <= 1e-12 * Double(count) else {
                throw TestFailure(
                    "ROUGE-L, \(name): \(ours) here, \(peers.value(name) ?? .nan) by rouge-score")
            }
        }
        table.line("  relative to rouge-score", .times(theirs / seconds), .atLeast(.times(20)))
        table.note("Same scores: recall adds up to \(recall), F1 to \(sum), in both.")
    }

    /// The sum of all scores, in the order of the pairs.
    private static func total(_ scorer: RougeScorer, _ pairs: [Pair]) async throws -> Double {
        var sum = 0.0
        for pair in pairs { sum += try await scorer.prepared(for: pair.prompt).score(pair.answer) }
        return sum
    }

    // MARK: - Made-up answers

    private struct Pair {
        var reference: String
        var answer: String
        /// With that reference.
        var prompt: Prompt
    }

    private static let vocabulary = [
        "the", "author", "of", "several", "novels", "was", "born", "in", "Kuwait", "City", "and",
        "received", "an", "award", "for", "her", "work", "on", "heritage", "fiction", "father",
        "who", "worked", "as", "a", "florist", "genre", "themes", "identity", "published", "1987",
        "influenced", "by", "stories", "that", "mother", "told", "before", "moving", "abroad",
    ]

    /// References of about as many words, and answers that have half of their words from them.
    private static func pairs() -> [Pair] {
        var random = SeededGenerator(seed: 8)
        return (0..<count).map { number in
            var reference: [String] = []
            var answer: [String] = []
            let length = Int.random(in: words - 5...words + 5, using: &random)
            for position in 1...max(length, words) {
                let mark = position % 9 == 0 ? "," : ""
                let word = (vocabulary.randomElement(using: &random) ?? "") + mark
                let other = (vocabulary.randomElement(using: &random) ?? "") + mark
                if position <= length { reference.append(word) }
                if position <= words { answer.append(random.uniform() < 0.5 ? word : other) }
            }
            let text = reference.joined(separator: " ")
            return Pair(
                reference: text, answer: answer.joined(separator: " "),
                prompt: Prompt(id: PromptID("\(number)"), text: "", references: [text]))
        }
    }
}
