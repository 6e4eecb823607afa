import Canvas
import Evidence
import Findings
import Prompts
import Statistics

/// What is asked of the draws.
extension Command {
    static let readingCommands: [Command] = [
        Command("alpha", "0.01", "the error probability of each statement") {
            (model, word, _) throws(Problem) in
            guard let alpha = Double(word), alpha >= 1e-12, alpha <= 0.5 else {
                throw Problem(":alpha takes a number from 1e-12 to 0.5, not '\(word)'")
            }
            model.context.question.alpha = alpha
            model.hasChosenAlpha = true
            return []
        },
        Command("event", "NAME", "what a score of 1 is called, such as leak") {
            (model, text, _) throws(Problem) in
            guard Event.isName(text) else {
                throw Problem(":event takes a name of \(Event.nameWords)")
            }
            model.context.event = Event(text)
            return []
        },
        Command("target", "0.05", "the rate that verdicts are about") {
            (model, word, _) throws(Problem) in
            model.context.target = try number(word, in: 0...1, for: "target")
            return []
        },
        Command("within", "1000000", "how likely a leak is within so many answers") {
            (model, word, _) throws(Problem) in
            guard let answers = Int(word), (1...1_000_000_000).contains(answers) else {
                throw Problem(
                    ":within takes a whole number from 1 to 1000000000, not '\(word)'")
            }
            guard model.context.isBinary else {
                throw Problem(":within is about scorers that give 0 or 1 only")
            }
            let limits = model.context.selectedRow?.reading.bound
            guard let within = WithinFinding(limits, answers: answers) else {
                throw Problem("this prompt has no limits")
            }
            model.say(
                Notice(
                    "within \(answers) answers to \(model.context.prompt?.rawValue ?? ""): the chance of "
                        + "\(model.context.event.one.string) is \(within.words) (\(Figure.level(within.bound.alpha).string))"
                ))
            return []
        },
        Command("hierarchical", "", "a model's belief about the mean rate") {
            (model, _, _) throws(Problem) in
            if case .void(let reason)? = model.context.setMean?.reading {
                throw Problem("no limit holds for the set (\(reason.mark)), and no model does")
            }
            guard model.context.isBinary, let shown = model.context.shown,
                let believed = CredibleMean(
                    shown.prompts.map(model.context.scoreEvidence),
                    voids: model.context.findings.rows.map { $0.reading.void != nil },
                    questions: WordingGroup.questions(of: shown.prompts.map(\.prompt)))
            else { throw Problem("there are no draws by a scorer that gives 0 or 1 only") }
            let interval = believed.interval
            model.say(
                Notice(
                    "credible, not guaranteed, from \(believed.basis): mean rate of prompts like these "
                        + "\(Figure.unit(interval.mean).string) "
                        + "[\(Figure.unit(interval.lower, rounding: .down).string), "
                        + "\(Figure.unit(interval.upper, rounding: .up).string)] with mass "
                        + "\(Figure.level(1 - interval.mass).string)"))
            return []
        },
        Command(
            "side", "two|upper|lower", "which limits are shown",
            completions: { _ in ["two", "upper", "lower"] }
        ) { (model, word, _) throws(Problem) in
            let side = try choice(word, of: ["two", "upper", "lower"], for: "side")
            model.context.question.side = Bound.Side(rawValue: side) ?? .two
            return []
        },
        Command(
            "validity", "anytime|fixed", "when the limits hold",
            completions: { _ in ["anytime", "fixed"] }
        ) { (model, word, _) throws(Problem) in
            let validity = try choice(word, of: ["anytime", "fixed"], for: "validity")
            model.context.wantedValidity = validity == "fixed" ? .fixed : .anytime
            return []
        },
        Command(
            "mode", "sampled|greedy", "which answers are shown",
            completions: { _ in ["sampled", "greedy"] }
        ) { (model, word, _) throws(Problem) in
            model.context.mode =
                try choice(word, of: ["sampled", "greedy"], for: "mode") == "greedy"
                ? .greedy : .sampled
            return []
        },
        Command(
            "scorer", "NAME", "which scores are shown",
            completions: { $0.context.shown?.facts.scorers.map(\.name) ?? [] }
        ) { (model, word, _) throws(Problem) in
            let names = model.context.shown?.facts.scorers.map(\.name) ?? []
            let name: String
            do throws(Problem) {
                name = try choice(word, of: names, for: "scorer")
            } catch {
                let advice = names.contains { $0.hasPrefix(word) } ? nil : model.advice(on: word)
                throw advice.map { Problem("\(error.description); \($0)") } ?? error
            }
            model.context.scorer = names.firstIndex(of: name) ?? 0
            return []
        },
        Command(
            "run", "NAME", "show another of the open runs in all views",
            completions: { $0.context.runs.others.map(\.snapshot.facts.name) }
        ) { (model, word, _) throws(Problem) in
            model.showRun(try model.otherRun(word, named: \.name, for: "run"))
            return []
        },
        Command(
            "decoding", "NAME", "show the open run that was sampled like this",
            completions: { $0.context.runs.others.map(\.snapshot.facts.decoding) }
        ) { (model, word, _) throws(Problem) in
            if word == model.context.shown?.facts.decoding { return [] }
            model.showRun(try model.otherRun(word, named: \.decoding, for: "decoding"))
            return []
        },
        Command(
            "against", "NAME", "the run that Compare sets beside this one",
            completions: { $0.context.runs.others.map(\.snapshot.facts.name) }
        ) { (model, word, _) throws(Problem) in
            model.compare(with: try model.otherRun(word, named: \.name, for: "against"))
            return []
        },
        Command(
            "group", "topic", "exact, folded, answer, topic or meaning",
            completions: { _ in AnswerGrouping.allCases.map(\.rawValue) }
        ) { (model, word, forced) throws(Problem) in try model.group(word, anew: forced) },
        Command(
            "bins", "20|auto", "the bins of the histogram", completions: { _ in ["auto"] }
        ) { (model, word, _) throws(Problem) in
            if word == "auto" {
                model.views[ScoresView.self].bins = nil
                return []
            }
            guard let bins = Int(word), (1...1000).contains(bins) else {
                throw Problem(":bins takes auto or a number from 1 to 1000, not '\(word)'")
            }
            model.views[ScoresView.self].bins = bins
            return []
        },
        Command("threshold", "0.5", "the score x of P(score > x)") {
            (model, word, _) throws(Problem) in
            model.views[ScoresView.self].threshold = try number(word, in: 0...1, for: "threshold")
            return []
        },
    ]
}
