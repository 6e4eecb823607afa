import Evidence
import Journal
import OutputTree
import Platform
import Prompts

/// The trees of a run's prompts, what was launched from them, and what the journal has still to be
/// told of both.
///
/// Answers are taken in with the evidence, in launch order, so that the trees of a run that is
/// continued are those that it had.
struct RestBook: Sendable {
    let plan: RestPlan
    private(set) var trees: [OutputTree]
    /// Launches without an outcome, by prompt and launch number.
    private var open: [[Int: Launch]]
    private var pieces: [Int32: Piece] = [:]
    private let ids: [PromptID]

    private var newLaunches: [JournalLaunch] = []
    private var newLeaves: [JournalLeaf] = []
    private var changed: Set<Int> = []

    /// The text of a token.
    private struct Piece: Sendable {
        var text: String
        var bytes: [UInt8]?

        var endsInside: Bool { RequestRunner.endsInside(bytes ?? Array(text.utf8)) }
    }

    /// How many tokens of an answer settle its scores, whatever follows them; nil where nothing less
    /// than all does.
    private let settling: Settling
    /// What was absorbed without being seen, by prompt.
    private var early: [ExactMass.Early?]
    /// Answers that were seen behind beginnings which had been absorbed.
    private var seenBehind: [Set<[Int32]>]
    /// Beginnings that may lead to a leak, by prompt; nil where nothing is directed there.
    private var leads: [LeakLeads]?
    typealias Settling = @Sendable (Answer, [Double], _ prompt: Int) -> Int?

    private var honesty = Honesty()
    /// The largest relative difference between two answers of servers to the same question.
    private(set) var difference = 0.0

    /// Of so many answers one is directed, where that is asked for.
    private static let directedEvery = 4
    /// How far off probabilities may be that are computed in single precision.
    static let leastError = 1e-5
    /// Below this share nothing is looked for: it is no more than the rounding of what is known.
    static let nothing = 1e-9

    init(
        _ plan: RestPlan, prompts: [PromptID], scorers: Int, open: [[Int: Launch]],
        named: [[JournalNamed]] = [], targets: [LeakTargets]? = nil,
        settling: @escaping Settling = { _, _, _ in nil }
    ) {
        self.plan = plan
        self.settling = settling
        leads = targets?.map { LeakLeads($0) }
        early = Array(repeating: nil, count: prompts.count)
        seenBehind = Array(repeating: [], count: prompts.count)
        ids = prompts
        trees = Array(
            repeating: OutputTree(
                scorers: scorers, listsAreWhole: plan.cutsOff, vocabulary: plan.vocabularySize),
            count: prompts.count)
        self.open = open.count == prompts.count ? open : Array(repeating: [:], count: prompts.count)
        for (prompt, answers) in named.enumerated() where trees.indices.contains(prompt) {
            for named in answers {
                absorb(named.answer, steps(of: named.answer), named.scores, prompt: prompt)
                changed.insert(prompt)
            }
        }
    }

    // MARK: - Launching

    /// From where a draw goes on: as it was launched before, or else from what is left now.
    mutating func launch(_ prompt: Int, _ index: Int, seed: UInt32) -> Launch {
        if let launch = open[prompt][index] { return launch }
        let tree = trees[prompt]
        let lead = index % Self.directedEvery == 3 ? leads?[prompt].next(in: tree) : nil
        let start =
            lead.map { StartingPoint(path: $0) }
            ?? tree.choose(seed: mix(UInt64(seed) ^ 0x7265_7374_0000_0000))
        let launch = Launch(
            path: start?.path ?? [], forbidden: start?.forbidden ?? [], left: tree.left,
            known: tree.known, isDirected: lead != nil)
        open[prompt][index] = launch
        newLaunches.append(JournalLaunch(prompt: ids[prompt], index: index, launch: launch))
        return launch
    }

    /// What a runner needs to know to make a draw.
    func order(_ launch: Launch, prompt: Int) -> RestOrder {
        let tree = trees[prompt]
        var tokens: [Answer.Token] = []
        var mass = 1.0
        for (place, id) in launch.path.enumerated() {
            let next = tree.probability(of: Array(launch.path[...place])) ?? 0
            let piece = pieces[id]
            tokens.append(
                Answer.Token(
                    text: piece?.text ?? "", id: Int(id), bytes: piece?.bytes,
                    logProbability: next > 0 && mass > 0 ? min(0, log(next / mass)) : -1e3))
            mass = next
        }
        return RestOrder(
            launch: launch, tokens: tokens, mass: mass,
            others: tree.share(after: launch.path, without: launch.forbidden),
            listed: launch.forbidden.isEmpty ? [:] : tree.shares(after: launch.path))
    }

    /// Whether nothing is left of a prompt's answers.
    func isExhausted(_ prompt: Int) -> Bool { trees[prompt].left < Self.nothing }

    // MARK: - Taking in

    /// Takes in the next draw of a prompt in launch order.
    mutating func takeIn(_ entry: inout JournalDraw, prompt: Int) {
        let index = entry.draw.index
        entry.draw.launch = entry.draw.launch ?? open[prompt][index]
        open[prompt][index] = nil
        // What is told of a plain draw is not what its answer's probability follows from.
        if entry.draw.launch?.isPlain == true { return }
        changed.insert(prompt)
        guard let answer = entry.draw.answer else { return }
        let steps = steps(of: answer)
        var drawn = steps
        if let launch = entry.draw.launch, !launch.forbidden.isEmpty,
            drawn.indices.contains(launch.path.count)
        {
            // That token was drawn from those that were not listed.
            drawn[launch.path.count].alternatives = []
        }
        let pieces = pieces
        honesty.add(drawn) { pieces[$0].map(\.endsInside) ?? false }
        let mass = absorb(answer, steps, entry.scores, prompt: prompt)
        guard let mass else { return }
        entry.draw.absorbed = mass
        newLeaves.append(JournalLeaf(prompt: ids[prompt], index: index, probability: mass))
    }

    /// Absorbs an answer, or all that begin as it does where its beginning settles the scores.
    ///
    /// - Returns: the answer's own probability, or 0 where it was seen before; nil where it is not
    ///   known to the last token.
    @discardableResult
    private mutating func absorb(
        _ answer: Answer, _ steps: [OutputTree.Step], _ scores: [Double?], prompt: Int
    ) -> Double? {
        leads?[prompt].learn(from: answer, steps)
        let isWhole = steps.count == answer.tokenCount
        let known = scores.compactMap { $0 }
        // What is not known to the last token, or has no score, stays in the rest.
        guard known.count == scores.count else {
            trees[prompt].absorb(steps, scores: nil)
            return isWhole ? 0 : nil
        }
        if let count = settling(answer, known, prompt), count < steps.count {
            let path = steps.prefix(count).map(\.token.id)
            let mass = trees[prompt].absorb(Array(steps.prefix(count)), scores: known)
            // Where an answer behind it is known already, it is open still.
            if mass > 0 || trees[prompt].left(after: path) == 0 {
                let own = isWhole ? own(steps, after: path, prompt: prompt) : 0
                addEarly(mass - own, known, prompt)
                return isWhole ? own : nil
            }
        }
        let mass = trees[prompt].absorb(steps, scores: isWhole ? known : nil)
        return isWhole ? mass : nil
    }

    /// The probability of an answer behind a beginning that was absorbed; 0 where it was seen before.
    private mutating func own(
        _ steps: [OutputTree.Step], after path: [Int32], prompt: Int
    ) -> Double {
        guard seenBehind[prompt].insert(steps.map(\.token.id)).inserted else { return 0 }
        return steps.dropFirst(path.count).reduce(trees[prompt].probability(of: path) ?? 0) {
            $0 * min(1, $1.token.probability)
        }
    }

    private mutating func addEarly(_ mass: Double, _ scores: [Double], _ prompt: Int) {
        var sum = early[prompt] ?? .init(mass: 0, known: scores.map { _ in 0 })
        sum.mass = max(0, sum.mass + mass)
        for (scorer, score) in scores.enumerated() {
            sum.known[scorer] = max(0, sum.known[scorer] + mass * score)
        }
        early[prompt] = sum
    }

    /// What is known exactly about a prompt.
    func exact(_ prompt: Int) -> ExactMass {
        let tree = trees[prompt]
        return ExactMass(
            left: min(1, tree.left), known: tree.known, error: error, early: early[prompt])
    }

    /// How far off probabilities may be, relative to themselves: twice the largest difference that
    /// was measured, and no less than single precision allows.
    var error: Double { min(1, max(leastError, 2 * difference)) }

    /// Each token's probability is told in single precision, so that those of long answers are off by
    /// more.
    private var leastError: Double { max(Self.leastError, 0x1p-23 * Double(plan.maxTokens)) }

    /// Takes in that a server, asked again, told another probability.
    ///
    /// - Returns: whether the limits become wider by it.
    mutating func note(difference: Double) -> Bool {
        let before = error
        self.difference = max(self.difference, difference)
        guard error > before else { return false }
        changed.formUnion(trees.indices.filter { trees[$0].answers > 0 })
        return true
    }

    /// The evidence that draws do not follow the probabilities that servers tell: 1/α or more
    /// happens with a probability of at most α where they do.
    var logEvidence: Double { honesty.logEvidence }

    private mutating func steps(of answer: Answer) -> [OutputTree.Step] {
        OutputTree.steps(of: answer) { learn($0, $1, $2) }
    }

    private mutating func learn(_ id: Int32, _ text: String, _ bytes: [UInt8]?) {
        if pieces[id] == nil { pieces[id] = Piece(text: text, bytes: bytes) }
    }

    // MARK: - Telling the journal

    /// Records what is new; to be called before requests are sent, and at the end.
    mutating func record(in journal: any RunRecord) throws(JournalError) {
        var exact: [PromptID: ExactMass] = [:]
        for prompt in changed { exact[ids[prompt]] = self.exact(prompt) }
        try journal.record(launches: newLaunches, leaves: newLeaves, exact: exact)
        newLaunches.removeAll(keepingCapacity: true)
        newLeaves.removeAll(keepingCapacity: true)
        changed.removeAll(keepingCapacity: true)
    }
}

/// A draw without replacement that is to be made.
struct RestOrder: Sendable, Hashable {
    var launch: Launch
    /// The tokens of the launch's path.
    var tokens: [Answer.Token]
    /// The probability of that path.
    var mass: Double
    /// The share of it that belongs to tokens which are not forbidden.
    var others: Double
    /// The shares of the tokens that can come next, as far as they are listed, where some are forbidden.
    var listed: [Int32: Double]
}
