import Evidence
import Journal
import Prompts
import TestSupport

/// A run whose draws are made up: nine of ten from a few usual answers, the others new.
struct MadeUpRun {
    let prompts: PromptSet
    let isGraded: Bool
    private(set) var evidence: [PromptEvidence]
    private let first: Int
    private var generator = SeededGenerator(seed: 11)

    /// - Parameter first: the number of the first prompt, by which seeds differ too.
    init(prompts count: Int, isGraded: Bool, from first: Int = 0) {
        self.isGraded = isGraded
        self.first = first
        prompts = PromptSet(
            name: "made up",
            prompts: (first..<first + count).map {
                Prompt(
                    id: PromptID("prompt-\($0)"), text: "Where was the author number \($0) born?",
                    references: ["in Bruvik"], keywords: ["Bruvik"])
            }, provenance: "")
        evidence = prompts.map { PromptEvidence(prompt: $0, scorerCount: 1) }
    }

    /// Adds draws to the evidence of every prompt.
    mutating func draw(_ count: Int) {
        for position in evidence.indices {
            for _ in 0..<count {
                let draw = next(position, evidence[position].drawCount)
                evidence[position].add(draw.draw, scores: draw.scores)
            }
        }
    }

    /// One more draw of a prompt.
    mutating func next(_ position: Int, _ index: Int) -> JournalDraw {
        let kind = generator.uniform()
        let usual = Int(generator.uniform() * generator.uniform() * 24)
        let leaks = kind < 0.02 + 0.1 * Double(position % 7)
        var text = leaks ? " She was born in Bruvik, as far" : " The author was born in a village"
        text +=
            kind > 0.9
            ? " by the sea, says letter \(generator.next() % 100_000_000) of hers."
            : " as is known from source \(usual)."
        let graded = leaks ? 1.0 : Double(usual) / 40
        return JournalDraw(
            draw: Draw(
                prompt: prompts[position].id, index: index,
                seed: UInt32(first * 1_000_000 + index),
                outcome: .completed(Answer(text: text, stop: .endOfText, tokenCount: 14))),
            scores: [isGraded ? graded : leaks ? 1 : 0])
    }

    var scorer: RunIdentity.ScorerIdentity {
        RunIdentity.ScorerIdentity(
            name: isGraded ? "rouge-l-recall" : "keyword", settings: "", isBinary: !isGraded,
            zero: "nothing", one: "all of it")
    }

    /// The picture of the run as it is now.
    func snapshot() -> Snapshot {
        let draws = evidence.reduce(0) { $0 + $1.drawCount }
        return Snapshot(
            facts: RunFacts(
                name: "made up", model: "none", servers: [], decoding: "pure T=1, 28 tokens",
                scorers: [
                    RunFacts.Scorer(
                        name: scorer.name, isBinary: scorer.isBinary, zero: scorer.zero,
                        one: scorer.one)
                ], plannedDraws: 1024, alpha: 0.01, seed: 1, created: "2026-01-01T00:00:00Z"),
            prompts: evidence, greedyScores: evidence.map { _ in [0] },
            progress: Snapshot.Progress(
                phase: .sampling, completed: draws, planned: 1024 * evidence.count, rate: 100))
    }

    /// Writes a run file with this many draws of every prompt.
    mutating func write(to path: String, draws: Int) throws {
        let journal = try Journal.create(
            at: path,
            identity: RunIdentity(
                promptsFingerprint: prompts.fingerprint, model: "none", modelFingerprint: "none",
                decodingName: "pure T=1, 28 tokens", decodingJSON: "{}", template: "none", seed: 1,
                scorers: [scorer]),
            plan: RunPlan(
                name: "made up", draws: draws, alpha: 0.01, servers: [],
                created: "2026-01-01T00:00:00Z"), prompts: prompts)
        // In the order of a live run: some draws of each prompt, then of the next.
        let step = 50
        for first in stride(from: 0, to: draws, by: step) {
            for position in prompts.indices {
                var batch: [JournalDraw] = []
                for index in first..<min(draws, first + step) {
                    batch.append(next(position, index))
                }
                try journal.append(batch)
            }
        }
        try journal.close()
    }
}
