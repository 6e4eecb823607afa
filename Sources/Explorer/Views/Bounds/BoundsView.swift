import Canvas
import Evidence
import Findings
import Prompts
import Statistics

extension ViewKind {
    package static let bounds = ViewKind("bounds")
}

extension Action {
    static let raiseTarget = Action("raiseTarget")
    static let lowerTarget = Action("lowerTarget")
}

/// The estimate and its interval against the number of draws.
struct BoundsView: View {
    static let kind = ViewKind.bounds
    static let hotkey = "4"
    static let title: SafeText = "Bounds"
    static let isSearchedAsSeen = true
    static let summary: SafeText = "the interval against the number of draws"
    static let room = ViewRoom.dashboard
    static let keys = [
        KeyBinding(Self.self, "Right l", .raiseTarget, "raise the target", label: "target"),
        KeyBinding(Self.self, "Left h", .lowerTarget, "lower the target"),
        KeyBinding(Self.self, "L", .toggleLogarithmic, "logarithmic or linear draws"),
        KeyBinding(
            Self.self, "+", .moreDraws, "draw as many answers again to this prompt",
            label: "more"),
    ]

    /// The targets that the arrow keys go through; `:target` takes any other.
    private static let targets = [
        0.000_1, 0.000_2, 0.000_5, 0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.15, 0.2,
        0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9,
    ]

    /// Whether the axis of draws is linear.
    var isLinear = false
    private(set) var series: BoundSeries?
    private var key: Key?

    private struct Key: Hashable {
        var prompt: PromptID
        var scorer: Int
        var alpha: Double
        var side: Bound.Side
        var validity: Validity
    }

    static func legend(_ glyphs: Glyphs) -> [(SafeText, SafeText)] {
        [
            ("estimate", "the average score after so many draws"),
            ("limits at any n", "where the truth is, however often one looks"),
            ("if n was fixed", "the tighter limits of one who chose n before and looked once"),
            (
                "exact",
                "without replacement: what the answers seen prove alone, with no chance of error"
            ),
            ("each on its own", "the level holds for each line, not for all lines at once"),
            ("T", "the target"),
        ]
    }

    mutating func refresh(_ context: inout Context, isShown: Bool) {
        guard isShown else { return }
        guard let evidence = context.selectedEvidence else {
            series = nil
            return
        }
        let question = context.question
        let key = Key(
            prompt: evidence.prompt.id, scorer: context.scorer, alpha: question.alpha,
            side: question.side, validity: question.validity)
        // Taken out, so that it grows in place.
        let kept = self.key == key ? self.series : nil
        self.series = nil
        var series = kept ?? BoundSeries(question: question, scorer: context.scorerFacts)
        let scores = context.scoreEvidence(evidence)
        series.adopt(
            context.findings.positions[evidence.prompt.id].flatMap {
                context.findings.limits[$0]
            })
        series.extend(to: scores, sharing: &context.findings.bounds)
        series.settle(scores, planned: context.planned, change: question.planChange)
        series.forecast(scores, target: context.target)
        self.series = series
        self.key = key
    }

    mutating func forget(_ change: RunChange) {
        series = nil
        key = nil
    }

    func stated(_ context: Context) -> [(of: SafeText, reading: Reading)] { context.statedMeans }

    func draw(_ context: Context, isFocused: Bool, into frame: inout Frame, in rect: Rect) {
        BoundsPane(context: context, view: self, isFocused: isFocused).draw(into: &frame, in: rect)
    }

    mutating func handle(_ action: Action, _ context: inout Context) -> Response {
        let target = context.target
        switch action {
        case .raiseTarget: context.target = Self.targets.first { $0 > target * 1.001 } ?? target
        case .lowerTarget: context.target = Self.targets.last { $0 < target * 0.999 } ?? target
        case .toggleLogarithmic: isLinear.toggle()
        case .toggleValidity:
            let now = context.toggleValidity()
            context.note("Bounds shows both; the other views show \(now) now")
        default:
            guard let step = action.rowStep else { return .none }
            context.movePrompt(by: step)
        }
        return .done
    }
}
