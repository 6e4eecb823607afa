import Canvas
import Evidence
import Prompts

/// A window over the views.
enum Overlay: Sendable, Hashable {
    /// The keys of a view and what they do.
    case help(KeyContext, scroll: Int)
    /// What is known about the run.
    case facts(scroll: Int)
    /// The messages so far.
    case log(scroll: Int)
    /// The themes: the one being shown, and the one that Esc returns to.
    case themes(position: Int, original: String)
    /// The runs that can be opened, and the tour.
    case menu(position: Int)

    var title: SafeText {
        switch self {
        case .help: "Help"
        case .facts: "Run"
        case .log: "Messages"
        case .themes: "Themes"
        case .menu: "What to look at"
        }
    }

    /// The first line shown.
    var scroll: Int {
        get {
            switch self {
            case .help(_, let scroll), .facts(let scroll), .log(let scroll): scroll
            // The window keeps the theme in sight.
            case .themes(let position, _): max(0, position - 3)
            case .menu: 0
            }
        }
        set {
            switch self {
            case .help(let context, _): self = .help(context, scroll: newValue)
            case .facts: self = .facts(scroll: newValue)
            case .log: self = .log(scroll: newValue)
            case .themes, .menu: break
            }
        }
    }
}

/// What is being looked for.
struct Search: Sendable, Hashable {
    var pattern = ""
    /// What is wrong with the pattern; nil for a usable one.
    var problem: String?
    /// The position where an interrupted search returns to.
    var origin: Int?
    /// Whether the last jump went round the end of the list.
    var wrapped = false

    /// The pattern as a matcher; nil without a usable pattern.
    var matcher: Matcher? { pattern.isEmpty ? nil : try? Matcher(pattern) }
}

/// The Outputs view: which answer is selected and how the list is sorted.
struct OutputsState: Sendable, Hashable {
    enum Order: String, Sendable, Hashable, CaseIterable {
        case count, score, first

        var title: SafeText {
            switch self {
            case .count: "most frequent first"
            case .score: "highest score first"
            case .first: "in order of appearance"
            }
        }

        var reversedTitle: SafeText {
            switch self {
            case .count: "least frequent first"
            case .score: "lowest score first"
            case .first: "latest first"
            }
        }
    }

    var cursor = ListCursor<String>()
    var order = Order.count
    var isReversed = false
    /// Whether answers that differ in case and spacing only count as one.
    var isNormalised = false
    var wraps = true
    var textScroll = 0
}

/// The Scores view: bins, scale and threshold.
struct ScoresState: Sendable, Hashable {
    /// The number of bins; nil for as many as suit the scores.
    var bins: Int?
    var isLogarithmic = false
    var shape = Shape.histogram
    /// The threshold x of P(score > x), in [0, 1).
    var threshold = 0.5

    /// How the distribution is drawn.
    enum Shape: Sendable, Hashable, CaseIterable {
        /// Draws per bin.
        case histogram
        /// P(score ≤ x) with its band.
        case cumulative
        /// P(score > x) with its band.
        case survival
    }

    static let binCounts = [2, 5, 10, 20, 25, 40, 50, 100]

    /// The bins shown: the reader's choice, or few for few distinct scores.
    func binCount(distinct: Int) -> Int {
        bins ?? (distinct <= 2 ? 10 : 20)
    }

    /// Changes to the next number of bins up (+1) or down (-1).
    mutating func changeBins(by direction: Int, distinct: Int) {
        let now = binCount(distinct: distinct)
        let all = Self.binCounts
        bins =
            direction > 0
            ? all.first { $0 > now } ?? all[all.count - 1] : all.last { $0 < now } ?? all[0]
    }
}

/// The Bounds view: the scale of its horizontal axis.
struct BoundsState: Sendable, Hashable {
    var isLinear = false
}

/// The Tokens view: which draw, which token, and the tree of all answers.
struct TokensState: Sendable, Hashable {
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
    var lacksProbabilities = false
    /// What was asked for last, so that nothing is asked for twice.
    var requested: Request?

    /// One answer of one prompt.
    struct Request: Sendable, Hashable {
        var prompt: PromptID
        /// nil asks for the greedy answer.
        var index: Int?
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
}
