import Evidence
import Prompts

/// What joining runs came to.
package struct MergeSummary: Sendable, Hashable {
    /// Draws in the new run.
    package var draws = 0
    /// Draws that a run before had already: the same prompt and the same seed.
    package var duplicates = 0
    /// Of these, with another text: the server did not heed their seed, or its arithmetic differs.
    package var contradicting = 0
    /// Draws whose seed another prompt has had in a run before.
    package var sharedSeeds = 0
    /// Labels of people that the new run has.
    package var labels = 0
    /// Of the draws that count once, how many have other scores than in the run before.
    package var rescored = 0
    /// Draws beyond a gap, which are not part of a run's evidence yet and are left out.
    package var leftOut = 0
}

/// What imported draws without seeds are that another run has with the same texts at the same places.
package enum EqualRuns: String, Sendable, CaseIterable {
    /// One file, imported twice: they count once.
    case copies
    /// Other draws whose answers happen to be equal: all of them count.
    case draws
}

/// Why runs cannot be joined, in one sentence.
package struct MergeError: Error, Sendable, Hashable, CustomStringConvertible {
    package let description: String

    package init(description: String) {
        self.description = description
    }
}

extension Journal {
    /// Joins runs of the same distribution into a new file.
    ///
    /// Everything in the runs' identities must be equal except their seeds: two machines that
    /// sample the same thing must use different seeds, or they would make the same draws. For each
    /// prompt the new run has the launch-ordered draws of the first run, then those of the second
    /// that the first has not, and so on, numbered anew; a draw is known by its prompt and its own
    /// seed, which it keeps. Where a draw was lost in one run and completed in another, it is
    /// completed. The new run has the first one's seed, so that continuing it makes draws that the
    /// first one has not.
    ///
    /// Why the order is sound: each source is the contiguous prefix of its launch order, and no
    /// choice made here looks at a text or a score. When the first run is at its end, the next draw
    /// comes from the second, which is independent of all before. So each draw, given those before
    /// it, still has the one distribution, which is all that an anytime bound asks for. A run may
    /// have been stopped at any moment for reasons found in its own draws; what must not be is that
    /// one run's length was decided by looking at the draws of a run that comes after it here.
    ///
    /// No two prompts share a seed: runs keep their own prompts apart, and a draw whose seed another
    /// prompt has had in a run before is left out. Seeds are laid out before any draw, so that this
    /// is no choice by what was drawn.
    ///
    /// Runs may also be of prompts of which they have none in common; the new run then has all of
    /// them. No seed may have been used for two of these prompts, since statements about several
    /// prompts take their draws for independent.
    ///
    /// What people said of a draw in any of the runs is said of it in the new one, in a file beside it;
    /// random subsets that were picked to be labelled are none of the whole, and are left behind.
    ///
    /// - Parameters:
    ///   - sources: at least two runs, in the order of their draws.
    ///   - path: where the new run goes; there must be no file yet.
    ///   - name: the new run's name on screen.
    ///   - equal: what imported draws without seeds are that two runs have.
    ///   - progress: told how many draws of how many were read.
    /// - Throws: ``MergeError`` naming the difference, or ``JournalError``.
    package static func merge(
        _ sources: [Journal], to path: String, name: String, equal: EqualRuns = .copies,
        progress: (Int, Int) -> Void = { _, _ in }
    ) throws -> MergeSummary {
        try checkKinds(sources)
        let parts = MergedPrompts(sources)
        for other in sources.dropFirst() { other.forget() }
        let labels = try MergedLabels(sources)
        var (summary, lines) = try writeWhole(
            to: path, identity: parts.identity, plan: mergedPlan(sources, parts, name: name),
            prompts: parts.prompts
        ) { target in
            let (summary, lines) = try fill(target, from: sources, parts, labels, equal, progress)
            // Without seeds of their own imported draws are known by their texts and places.
            if summary.duplicates > 0, sources.contains(where: \.identity.isImported) {
                var plan = target.plan
                plan.warnings.append(
                    "\(summary.duplicates) imported draws that another run has, too, by their seeds or "
                        + "by their texts and places, count once: limits hold only if they are the same "
                        + "draws, and not equal answers"
                        + (summary.rescored == 0
                            ? ""
                            : "; \(summary.rescored) of them have other scores there, of which those of "
                                + "the run named first count"))
                try target.setPlan(plan)
            }
            let parts = sources.map { "\($0.path) (seed \($0.identity.seed))" }
            try target.recordEvent(.notice, "merged from " + parts.joined(separator: ", "))
            return (summary, lines)
        }
        try LabelFile(run: path).append(lines)
        summary.labels = lines.count
        return summary
    }

    /// Makes sure that runs are of one kind, before anything is said of their draws.
    ///
    /// - Throws: ``MergeError`` where they are not, or cannot be joined whatever they hold.
    package static func checkKinds(_ sources: [Journal]) throws(MergeError) {
        guard let first = sources.first, sources.count > 1 else {
            throw MergeError(description: "Merging takes at least two runs.")
        }
        if let rest = sources.first(where: { $0.identity.withoutReplacement == true }) {
            throw MergeError(
                description:
                    "\(rest.path) holds draws without replacement, each of which depends on "
                    + "those before it; such runs cannot be merged.")
        }
        let parts = MergedPrompts(sources)
        for other in sources.dropFirst() {
            var identity = other.identity
            identity.seed = first.identity.seed
            if parts.areApart { identity.promptsFingerprint = first.identity.promptsFingerprint }
            if let difference = first.identity.difference(to: identity) {
                throw MergeError(
                    description: "\(other.path) cannot be merged with \(first.path): "
                        + "\(difference)\(MergedPrompts.example(first, other)).")
            }
        }
    }

    private static func mergedPlan(
        _ sources: [Journal], _ parts: MergedPrompts, name: String
    ) -> RunPlan {
        var plan = sources[0].plan
        plan.name = name
        plan.created = Timestamp.now()
        // Runs of one seed have the same draws, those of different seeds add up.
        var draws: [[UInt64: Int]] = Array(repeating: [:], count: parts.groupCount)
        for (place, (source, group)) in zip(sources, parts.groups).enumerated() {
            // Imported draws were not made by the run's seed.
            let seed = source.identity.isImported ? .max - UInt64(place) : source.identity.seed
            draws[group][seed] = max(source.plan.draws, draws[group][seed, default: 0])
            plan.probabilities = min(plan.probabilities, source.plan.probabilities)
            plan.servers += source.plan.servers.filter { !plan.servers.contains($0) }
            plan.warnings += source.plan.warnings.filter { !plan.warnings.contains($0) }
        }
        plan.draws = draws.map { $0.values.reduce(0, +) }.max() ?? 0
        // Copies of one run, and parts of one prompt set, have the number that was planned for each;
        // anything else is a new number of draws.
        let isPlanned = sources.allSatisfy {
            $0.plan.draws == plan.draws && $0.plan.change == sources[0].plan.change
        }
        if !isPlanned { plan.join(sources.map(\.plan)) }
        return plan
    }

    private static func fill(
        _ target: Journal, from sources: [Journal], _ parts: MergedPrompts,
        _ labels: MergedLabels, _ equal: EqualRuns, _ progress: (Int, Int) -> Void
    ) throws -> (MergeSummary, [LabelLine]) {
        var summary = MergeSummary()
        let completed = try completions(ofLostDrawsIn: sources)
        // The number of each draw in the new run, by its seed.
        var seen: [PromptID: [UInt32: Int]] = [:]
        var labels = labels
        var seeds = SeedOwners(sources, parts)
        // How imported draws were made is only told; their texts show whether they are the same.
        var texts = SeedTexts(isStrict: sources.contains(where: \.identity.isImported))
        let total = try sources.reduce(0) { try $0 + $1.reading(\.drawCount) }
        var read = 0
        for (place, source) in sources.enumerated() {
            var next: [PromptID: Int] = [:]
            var batch: [JournalDraw] = []
            func append() throws {
                try target.append(batch)
                summary.draws += batch.count
                batch.removeAll(keepingCapacity: true)
            }
            try source.reading { run in
                try run.forEachDraw(withTokens: source.plan.probabilities > 0) { entry in
                    var entry = entry
                    let prompt = entry.draw.prompt
                    read += 1
                    progress(read, total)
                    guard entry.draw.index == next[prompt, default: 0] else {
                        summary.leftOut += 1
                        return
                    }
                    next[prompt] = entry.draw.index + 1
                    guard seeds.take(entry.draw.seed, for: prompt) else {
                        summary.sharedSeeds += 1
                        return
                    }
                    let old = entry.draw.index
                    if source.identity.knownSeed(entry.draw.seed) == nil,
                        let known = seen[prompt], known[entry.draw.seed] != nil,
                        equal == .draws || texts.differs(entry.draw)
                    {
                        entry.draw.seed = standIn(behind: entry.draw.seed, beside: known)
                    }
                    if let known = seen[prompt]?[entry.draw.seed] {
                        labels.move(old, of: prompt, in: place, to: known)
                        summary.duplicates += 1
                        if try texts.isContradicted(entry.draw) { summary.contradicting += 1 }
                        if texts.isRescored(entry) { summary.rescored += 1 }
                        return
                    }
                    let number = seen[prompt]?.count ?? 0
                    seen[prompt, default: [:]][entry.draw.seed] = number
                    labels.move(old, of: prompt, in: place, to: number)
                    if parts.isShared(place) { texts.note(entry) }
                    if entry.draw.answer == nil,
                        source.identity.knownSeed(entry.draw.seed) != nil,
                        let other = completed[DrawKey(entry.draw)]
                    {
                        entry.draw.outcome = other.draw.outcome
                        entry.draw.lostText = nil
                        entry.scores = other.scores
                    }
                    entry.draw.index = number
                    batch.append(entry)
                    if batch.count == 1024 { try append() }
                }
            }
            try append()
            source.forget()
        }
        guard summary.contradicting * 2 <= summary.duplicates else {
            throw MergeError(
                description:
                    "The runs cannot be merged: \(summary.contradicting) of \(summary.duplicates) draws "
                    + "of one prompt and seed have two answers, so that the server does not heed seeds "
                    + "and it cannot be told which draws are the same; sample each run with another "
                    + "--seed.")
        }
        try parts.checkSeeds(seen, target.identity)
        try joinPrompts(target, sources)
        try joinSentTexts(target, sources)
        return (summary, labels.lines)
    }

    /// Another number in the place of a seed, which no draw of the prompt has so far.
    private static func standIn(behind seed: UInt32, beside known: [UInt32: Int]) -> UInt32 {
        var seed = seed
        repeat {
            seed = RunIdentity.firstStandIn | (seed &* 1_664_525 &+ 1_013_904_223)
        } while known[seed] != nil
        return seed
    }

    /// What a run has of a prompt beside its draws.
    private struct PromptPart {
        var greedy: (answer: GreedyAnswer, scores: [Double?])?
        var failure: String?
        var hasDraws: Bool
    }

    /// Greedy answers, an unequal pair being unstable, and the reasons of prompts without draws.
    private static func joinPrompts(_ target: Journal, _ sources: [Journal]) throws {
        // What voids a part voids the whole.
        for source in sources { try target.takeFaults(of: source) }
        let places = sources.map { source in
            Dictionary(
                uniqueKeysWithValues: source.prompts.enumerated().map { ($1.id, $0) })
        }
        for prompt in target.prompts {
            let parts = try zip(sources, places).compactMap { source, places in
                guard let position = places[prompt.id] else { return PromptPart?.none }
                return try source.reading { run in
                    PromptPart(
                        greedy: try run.greedy(position), failure: try run.failure(position),
                        hasDraws: try run.hasFirstDraw(of: position))
                }
            }
            let known = parts.compactMap(\.greedy)
            if let first = known.first {
                var greedy = first.answer
                let isSame = known.allSatisfy {
                    ExactText($0.answer.answer.text) == ExactText(greedy.answer.text)
                }
                if !isSame || known.contains(where: { $0.answer.isStable == false }) {
                    greedy.isStable = false
                }
                try target.appendGreedy(greedy, scores: first.scores)
            }
            if !parts.contains(where: \.hasDraws), let failure = parts.compactMap(\.failure).first {
                try target.setFailure(failure, prompt: prompt.id)
            }
        }
    }

    /// The draws that one source has lost and another one has, in the first that has each.
    private static func completions(
        ofLostDrawsIn sources: [Journal]
    ) throws -> [DrawKey: JournalDraw] {
        var lost: Set<DrawKey> = []
        for source in sources {
            try source.forEachDraw { if $0.draw.answer == nil { lost.insert(DrawKey($0.draw)) } }
            source.forget()
        }
        guard !lost.isEmpty else { return [:] }
        var found: [DrawKey: JournalDraw] = [:]
        for source in sources {
            try source.reading { run in
                try run.forEachDraw(withTokens: source.plan.probabilities > 0) { entry in
                    let key = DrawKey(entry.draw)
                    if entry.draw.answer != nil, lost.contains(key), found[key] == nil {
                        found[key] = entry
                    }
                }
            }
        }
        return found
    }
}

/// The texts of draws by their seeds, to see that draws of one seed are the same draw.
private struct SeedTexts {
    private var hashes: [DrawKey: Int64] = [:]
    /// Hashes of the scores, where other ones may have been given to equal texts.
    private var scores: [DrawKey: Int] = [:]
    /// Whether one other text is one too many.
    private let isStrict: Bool

    init(isStrict: Bool) { self.isStrict = isStrict }

    mutating func note(_ entry: JournalDraw) {
        guard let text = entry.draw.answer?.text else { return }
        hashes[DrawKey(entry.draw)] = ContentHash.of(text)
        if isStrict { scores[DrawKey(entry.draw)] = entry.scores.hashValue }
    }

    /// Whether the draw that stands under this seed has another text, or none.
    func differs(_ draw: Draw) -> Bool {
        hashes[DrawKey(draw)] != draw.answer.map { ContentHash.of($0.text) }
    }

    func isRescored(_ entry: JournalDraw) -> Bool {
        scores[DrawKey(entry.draw)].map { $0 != entry.scores.hashValue } ?? false
    }

    /// Whether another text was there under this seed.
    ///
    /// - Throws: ``MergeError`` where that must not be.
    func isContradicted(_ draw: Draw) throws(MergeError) -> Bool {
        guard let text = draw.answer?.text, let known = hashes[DrawKey(draw)],
            known != ContentHash.of(text)
        else { return false }
        guard isStrict else { return true }
        throw MergeError(
            description:
                "The runs cannot be merged: prompt \(draw.prompt.rawValue) has two answers "
                + "under seed \(draw.seed), so that its draws cannot be told from repetitions.")
    }
}

/// What makes two rows the same draw.
private struct DrawKey: Hashable {
    var prompt: PromptID
    var seed: UInt32

    init(_ draw: Draw) {
        prompt = draw.prompt
        seed = draw.seed
    }
}

extension Journal {
    /// Takes over what was found wrong with the draws of another run: it is true of them here too.
    package func takeFaults(of source: Journal) throws {
        for event in try source.reading({ try $0.events() })
        where [.copies, .otherModel, .unopenedThought].contains(event.kind) {
            try recordEvent(event.kind, event.text)
        }
    }
}
