import Canvas
import Evidence
import Findings
import Prompts
import Statistics

extension ViewKind {
    package static let tokens = ViewKind("tokens")
}

extension KeyContext {
    /// In the Tokens view while it shows the tree of all answers.
    static let tree = KeyContext(view: "tree", heading: "Tokens: the tree of all answers")
}

extension Action {
    static let nextDraw = Action("nextDraw")
    static let previousDraw = Action("previousDraw")
    static let toggleTree = Action("toggleTree")
    static let foldBranch = Action("foldBranch")
}

/// One answer, token by token, and the tree of all answers.
struct TokensView: View {
    static let kind = ViewKind.tokens
    static let hotkey = "5"
    static let title: SafeText = "Tokens"
    static let summary: SafeText = "one answer, token by token"
    static let marksHits = true
    static let keyContexts = [KeyContext(of: Self.self), .tree]
    static let keys = [
        KeyBinding(Self.self, "Right l", .right, "next token", label: "token"),
        KeyBinding(Self.self, "Left h", .left, "previous token"),
        KeyBinding(Self.self, ".", .nextDraw, "next draw", label: "next draw"),
        KeyBinding(Self.self, ",", .previousDraw, "previous draw"),
        KeyBinding(Self.self, "t", .toggleTree, "the tree of all answers", label: "tree"),
        KeyBinding(Self.self, "+", .moreDraws, "draw as many answers again to this prompt"),

        KeyBinding(.tree, "Enter Right l", .open, "unfold or fold a branch", label: "unfold"),
        KeyBinding(
            .tree, "Left h", .foldBranch, "fold the branch, or go to the one it grows from",
            label: "fold"),
        KeyBinding(.tree, "t", .toggleTree, "one answer, token by token", label: "tokens"),
        KeyBinding(.tree, "+", .moreDraws, "draw as many answers again to this prompt"),
    ]

    /// The draw's launch number; nil for the first draw of the selected answer.
    var index: Int?
    var token = 0
    /// Whether the tree has the keys; where there is no room for both, it alone is shown.
    var showsTree = false
    /// The unfolded branches of each prompt whose tree was shown.
    var unfolded: [PromptID: UnfoldedBranches] = [:]
    var branch = ListCursor<String>()
    var loaded: LoadedDraw?
    /// Whether the last answer that was loaded had no probabilities.
    private(set) var lacksProbabilities = false
    private(set) var tree: AnswerTree?
    private var treeKey: TreeKey?
    /// Where what was not seen lies, as far as it was read, and what was asked for last.
    private var unseen: UnseenWork.Found?
    private var unseenRequest: UnseenWork.Key?
    /// The prompt whose answers are shown.
    private var prompt: PromptID?
    private var mode = Mode.sampled
    /// What was asked for last, so that nothing is asked for twice.
    private var requested: Request?

    /// One answer of one prompt.
    private struct Request: Sendable, Hashable {
        var prompt: PromptID
        /// nil asks for the greedy answer.
        var index: Int?
    }

    private struct TreeKey: Hashable {
        var prompt: PromptID
        var draws: Int
        var scorer: Int
        var greedy: String?
        var part: AnswerPart
        var unseen: UnseenWork.Key?
    }

    // MARK: - What is shown

    static func legend(_ glyphs: Glyphs) -> [(SafeText, SafeText)] {
        [
            ("probability", "what the model gave the token, before temperature"),
            ("mean so far", "the average probability of the tokens up to the selected one"),
            ("least", "the smallest probability of any token of the answer"),
            (
                "entropy",
                "how open the choice was, in nats; at least so much where not all is known"
            ),
            ("tree", "all answers with equal beginnings merged; a share is of the branch above"),
            (SafeText(glyphs.cross), "an answer with a score of 1: what is looked for"),
            (SafeText(glyphs.greedy), "on the greedy answer's way"),
        ]
    }

    mutating func refresh(_ context: inout Context, isShown: Bool) {
        let evidence = context.selectedEvidence
        if let evidence, prompt != evidence.prompt.id {
            index = nil
            token = 0
            prompt = evidence.prompt.id
        }
        if mode != context.mode {
            token = 0
            mode = context.mode
        }
        // The draws that the question is not about are not shown.
        if context.question.validity == .fixed, let index, index >= context.planned {
            self.index = nil
        }
        guard isShown, panes(context).tree != nil else { return }
        guard let evidence else {
            tree = nil
            return
        }
        refreshTree(evidence, context)
    }

    private mutating func refreshTree(_ evidence: PromptEvidence, _ context: Context) {
        let key = TreeKey(
            prompt: evidence.prompt.id, draws: evidence.drawCount, scorer: context.scorer,
            greedy: evidence.greedy?.answer.text, part: context.answerList.part,
            unseen: unseen(of: evidence, context)?.key)
        if treeKey != key {
            if treeKey?.prompt != key.prompt { branch = ListCursor() }
            let tree = AnswerTree(
                evidence, scorer: context.scorer, part: key.part,
                unseen: unseen(of: evidence, context)?.beginnings)
            self.tree = tree
            treeKey = key
            // The reader's place in the tree stays as it is.
            unfolded[key.prompt, default: UnfoldedBranches()].follow(
                tree, selected: branch.selected)
        }
        branch.settle(in: paths(context))
    }

    mutating func forget(_ change: RunChange) {
        if change == .opened {
            self = TokensView()
        } else {
            loaded = nil
            requested = nil
            index = nil
            prompt = nil
            treeKey = nil
            (unseen, unseenRequest) = (nil, nil)
        }
    }

    /// What was read of just these draws.
    private func unseen(of evidence: PromptEvidence, _ context: Context) -> UnseenWork.Found? {
        unseen.flatMap { $0.key == Self.unseenKey(evidence, context) ? $0 : nil }
    }

    private static func unseenKey(
        _ evidence: PromptEvidence, _ context: Context
    ) -> UnseenWork.Key {
        UnseenWork.Key(
            run: context.runs.identity, prompt: evidence.prompt.id, draws: evidence.drawCount)
    }

    mutating func entered(from other: ViewKind?) {
        index = nil
        if other == .outputs || other == .reader {
            token = 0
            showsTree = false
        }
    }

    func draw(_ context: Context, isFocused: Bool, into frame: inout Frame, in rect: Rect) {
        TokensPane(context: context, view: self, isFocused: isFocused).draw(into: &frame, in: rect)
    }

    /// Where the tokens and the tree stand on the screen as it is.
    func panes(_ context: Context) -> Panes {
        Panes(
            of: context.screen.layout.rect(of: .tokens) ?? Rect(x: 0, y: 0, width: 0, height: 0),
            self)
    }

    func listHeight(in rect: Rect) -> Int { Panes(of: rect, self).list.height }

    func listHeight(_ context: Context) -> Int {
        listHeight(in: context.screen.rect(of: .tokens))
    }

    func stated(_ context: Context) -> [(of: SafeText, reading: Reading)] {
        guard context.mode == .sampled, panes(context).tree != nil else {
            return context.statedMeans
        }
        let rows = rows(context)
        guard let tree, let position = branch.position(in: rows.map(\.path)) else { return [] }
        let share = tree.shares.reading(
            of: rows[position].node.target, question: context.question, planned: context.planned,
            void: context.selectedRow?.void)
        return [("shares", share)]
    }

    /// The lines of the tree as it is unfolded; of the greedy path where greedy is asked for.
    func rows(_ context: Context) -> [AnswerTree.Row] {
        if context.mode == .greedy {
            let score = context.prompt.flatMap { context.findings.positions[$0] }
                .flatMap(context.greedyScore)
            return tree?.greedyRows(isHit: (score ?? 0) >= 1) ?? []
        }
        let unfolded = context.prompt.flatMap { self.unfolded[$0]?.paths } ?? []
        return tree?.rows(unfolded: unfolded) ?? []
    }

    func paths(_ context: Context) -> [String] { rows(context).map(\.path) }

    /// The launch number of the draw that is shown; nil for the greedy answer.
    func drawIndex(_ context: Context) -> Int? {
        guard context.mode == .sampled else { return nil }
        return index ?? context.selectedAnswer?.firstIndex
            // Where a filter of the answers leaves none, the draws are there all the same.
            ?? context.selectedEvidence.flatMap { evidence in
                evidence.sequence.indices.first { evidence.sequence[$0] >= 0 }
            }
    }

    // MARK: - The answer's tokens

    /// Asks for the draw that is shown, and for where what was not seen lies; each once.
    mutating func requests(
        _ context: Context, isShown: Bool, jobs: inout JobBoard
    ) -> [Effect] {
        unseenRequests(context, isShown: isShown, jobs: &jobs)
            + drawRequests(context, isShown: isShown)
    }

    private mutating func unseenRequests(
        _ context: Context, isShown: Bool, jobs: inout JobBoard
    ) -> [Effect] {
        guard isShown, panes(context).tree != nil, let evidence = context.selectedEvidence,
            evidence.exact != nil
        else { return [] }
        let key = Self.unseenKey(evidence, context)
        guard key != unseenRequest else { return [] }
        let effects = jobs.request(UnseenWork(key: key))
        if !effects.isEmpty { unseenRequest = key }
        return effects
    }

    mutating func receive(_ answer: any Sendable, _ context: Context) {
        guard let answer = answer as? UnseenWork.Found, answer.key == unseenRequest else { return }
        unseen = answer
    }

    private mutating func drawRequests(_ context: Context, isShown: Bool) -> [Effect] {
        guard isShown, panes(context).tokens != nil, let prompt = context.prompt else { return [] }
        let request = Request(prompt: prompt, index: drawIndex(context))
        if context.mode == .sampled, request.index == nil { return [] }
        if request == requested { return [] }
        requested = request
        loaded = nil
        // The greedy answer is in the picture already.
        if request.index == nil, let greedy = context.selectedEvidence?.greedy {
            loaded = LoadedDraw(prompt: prompt, index: nil, seed: nil, answer: greedy.answer)
            if !greedy.answer.tokens.isEmpty { return [] }
        }
        return [request.index.map { .loadDraw(prompt, $0) } ?? .loadGreedy(prompt)]
    }

    /// Takes in an answer if it is the one asked for last.
    mutating func receive(_ draw: LoadedDraw?) {
        guard let draw else {
            loaded = nil
            return
        }
        guard draw.prompt == requested?.prompt, draw.index == requested?.index else { return }
        loaded = draw
        lacksProbabilities = draw.answer.tokens.isEmpty
        token = max(0, min(token, draw.answer.tokens.count - 1))
    }

    func copiedText(_ context: Context) -> String? { loaded?.answer.text }
}

extension TokensView {
    /// Where the tokens and the tree stand: side by side or one above the other where there is
    /// room, else one of them alone.
    struct Panes {
        var tokens: Rect?
        var tree: Rect?

        /// - Parameter view: which of them has the keys, and whether there are probabilities to show.
        init(of rect: Rect, _ view: TokensView) {
            if rect.width >= 150, rect.height >= 16 {
                let (left, right) = rect.columns(rect.width / 2)
                tokens = left
                tree = right.columns(1).1
            } else if rect.height >= 32 {
                let (top, bottom) = rect.rows(view.lacksProbabilities ? 11 : rect.height / 2)
                tokens = top
                tree = bottom
            } else if view.showsTree {
                tree = rect
            } else {
                tokens = rect
            }
        }

        /// Where the rows of the tree stand.
        var list: Rect {
            tree.map { TreePane.Parts(of: $0, isAlone: tokens == nil).list }
                ?? Rect(x: 0, y: 0, width: 0, height: 0)
        }
    }
}
