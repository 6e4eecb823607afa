import Canvas
import Evidence
import Findings
import Prompts
import Statistics

extension Command {
    /// All commands, in the order of the help.
    static let all: [Command] = readingCommands + listCommands + runCommands + screenCommands

    private static let readingCommands: [Command] = [
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
            guard !text.isEmpty, text.count <= 30 else {
                throw Problem(":event takes a name of at most 30 characters, such as refusal")
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
            guard let bound = model.context.selectedRow?.reading.bound,
                let within = try? LeakAtK.bound(from: bound, attempts: answers)
            else { throw Problem("this prompt has no limits") }
            model.say(
                Notice(
                    "within \(answers) answers to \(model.context.prompt?.rawValue ?? ""): a leak with "
                        + "chance \(Figure.limits(within, glyphs: model.context.glyphs).string) "
                        + "(\(Figure.level(bound.alpha).string))"))
            return []
        },
        Command("hierarchical", "", "a model's belief about the mean rate") {
            (model, _, _) throws(Problem) in
            guard model.context.isBinary, let shown = model.context.shown,
                let believed = CredibleMean(
                    shown.prompts.map(model.context.scoreEvidence),
                    voids: model.context.findings.rows.map { $0.reading.void != nil })
            else { throw Problem("there are no draws by a scorer that gives 0 or 1 only") }
            let interval = believed.interval
            model.say(
                Notice(
                    "credible, not guaranteed: mean rate of prompts like these "
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
            model.context.question.validity = validity == "fixed" ? .fixed : .anytime
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
            "group", "exact|folded|answer", "which answers count as one",
            completions: { _ in AnswerGrouping.allCases.map(\.rawValue) }
        ) { (model, word, _) throws(Problem) in
            if let need = AnswerGrouping.needs[word] { throw Problem(need) }
            let name = try choice(word, of: AnswerGrouping.allCases.map(\.rawValue), for: "group")
            model.context.groupAnswers(by: AnswerGrouping(rawValue: name) ?? .folded)
            return []
        },
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

    private static let listCommands: [Command] = [
        Command(
            "sort", "COLUMN", "sort the list of the view",
            completions: { model in
                if model.view == .runs { return RunFolder.Column.allCases.map(\.rawValue) }
                if model.view == .outputs { return AnswerList.Order.allCases.map(\.rawValue) }
                return model.view == .compare
                    ? CompareSort.Column.all(isPair: model.context.comparison != nil).map(
                        \.rawValue)
                    : PromptSort.Column.allCases.map(\.rawValue)
            }
        ) { (model, word, _) throws(Problem) in
            guard model.view != .compare else {
                let names = CompareSort.Column.all(isPair: model.context.comparison != nil)
                    .map(\.rawValue)
                let name = try choice(word, of: names, for: "sort")
                model.views[CompareView.self].sort = CompareSort(
                    column: CompareSort.Column(rawValue: name) ?? .run)
                return []
            }
            if model.view == .runs {
                let names = RunFolder.Column.allCases.map(\.rawValue)
                let name = try choice(word, of: names, for: "sort")
                model.context.folder?.sort = RunFolder.Column(rawValue: name) ?? .name
                model.context.folder?.isReversed = false
                return []
            }
            if model.view == .outputs {
                let names = AnswerList.Order.allCases.map(\.rawValue)
                let name = try choice(word, of: names, for: "sort")
                model.context.answerList.order = AnswerList.Order(rawValue: name) ?? .count
                model.context.answerList.isReversed = false
                model.context.answerList.cursor = ListCursor()
                return []
            }
            let names = PromptSort.Column.allCases.map(\.rawValue)
            let name = try choice(word, of: names, for: "sort")
            model.context.list.sort = PromptSort(column: PromptSort.Column(rawValue: name) ?? .file)
            return []
        },
        Command(
            "label", "WORD NOTE", "leak, not, unsure; sample 50; alone a report",
            completions: { _ in labelWords }
        ) { (model, text, _) throws(Problem) in try label(text, &model) },
        Command("grep", "PATTERN", "look through all answers to all prompts") {
            (model, text, _) throws(Problem) in try model.grep(text)
        },
        Command("filter", "TEXT", "prompts or answers that match; alone all") {
            (model, text, _) throws(Problem) in
            if model.filtersAnswers {
                do throws(AnswerFilter.Problem) {
                    model.context.filterAnswers(try AnswerFilter(text))
                } catch {
                    throw Problem(error.description)
                }
                return []
            }
            do throws(Matcher.PatternError) {
                _ = try Matcher(text)
            } catch {
                throw Problem(error.description)
            }
            model.listFilter = text
            return []
        },
        Command(
            "only", "different|a|b|all", "what two runs differ in",
            completions: { _ in DifferencesView.Selection.allCases.map(\.rawValue) }
        ) { (model, word, _) throws(Problem) in
            guard model.context.comparison != nil else { throw Problem(ExplorerModel.onlyOneRun) }
            if model.view == .differences {
                let name = try choice(
                    word, of: DifferencesView.Selection.allCases.map(\.rawValue), for: "only")
                model.views[DifferencesView.self].select(
                    DifferencesView.Selection(rawValue: name) ?? .all)
                return []
            }
            let name = try choice(word, of: ["different", "all"], for: "only")
            model.views[CompareView.self].isOnlyDifferent = name == "different"
            if model.view != .compare { model.go(to: .compare) }
            return []
        },
        Command(
            "prompt", "ID", "go to a prompt; a number alone is its row",
            completions: { $0.context.list.order.map(\.rawValue) }
        ) { (model, word, _) throws(Problem) in
            guard let position = model.context.list.order.firstIndex(of: PromptID(word)) else {
                let near = NearestName.closest(
                    to: word, in: model.context.list.order.map(\.rawValue))
                throw Problem(
                    "there is no prompt '\(word)'" + (near.map { "; did you mean \($0)?" } ?? ""))
            }
            model.context.list.select(position, height: model.context.listHeight)
            return []
        },
        Command(
            "view", "NAME", "show a view", completions: { _ in ViewKind.allCases.map(\.rawValue) }
        ) { (model, word, _) throws(Problem) in
            let name = try choice(word, of: ViewKind.allCases.map(\.rawValue), for: "view")
            model.go(to: ViewKind(rawValue: name) ?? .prompts)
            return []
        },
    ]

    private static let labelWords = [
        "leak", "not", "unsure", "none", "sample", "next", "undo", "by",
    ]

    /// Labels the selected answers, picks draws to be labelled, or tells what labels say.
    private static func label(
        _ text: String, _ model: inout ExplorerModel
    ) throws(Problem) -> [Effect] {
        let words = text.split(separator: " ", maxSplits: 1).map(String.init)
        guard let first = words.first else {
            model.context.labels.report = LabelReport(model.context)
            model.overlay = .labels(scroll: 0)
            return []
        }
        let rest = words.count > 1 ? words[1] : ""
        if first == model.context.event.name.string {
            return model.label(as: DrawLabel.leak, note: rest.isEmpty ? nil : rest)
        }
        switch try choice(first, of: labelWords, for: "label") {
        case "sample":
            let parts = rest.split(separator: " ")
            if parts.isEmpty {
                model.showNextSample()
                return []
            }
            guard let count = Int(parts[0]), (1...100_000).contains(count),
                parts.count == 1 || parts.count == 2 && parts[1] == "here"
            else {
                throw Problem(
                    ":label sample takes a number from 1 to 100000, and here for this prompt alone")
            }
            return try model.pickSample(count, ofPrompt: parts.count == 2)
        case "next":
            model.showNextSample()
            return []
        case "undo": return model.takeLabelBack()
        case "by":
            guard !rest.isEmpty, rest.count <= 100 else {
                throw Problem(":label by takes a name of at most 100 characters")
            }
            model.context.labels.person = rest
            model.say(Notice("labels are \(rest)'s from now on"))
            return []
        case let word:
            return model.label(
                as: word == "none" ? nil : word, note: rest.isEmpty ? nil : rest)
        }
    }

    private static let runCommands: [Command] = [
        Command("draws", "2048", "draw until this prompt has so many answers") {
            (model, word, _) throws(Problem) in
            guard model.isSampled else { throw Problem(ExplorerModel.isRecorded) }
            guard let draws = Int(word), (1...100_000_000).contains(draws) else {
                throw Problem(
                    ":draws takes a whole number from 1 to 100000000, not '\(word)'")
            }
            let now = model.context.receivedEvidence?.drawCount ?? 0
            guard draws > now else {
                throw Problem("this prompt has \(now) draws already")
            }
            return model.order(until: draws)
        },
        Command("pause", "", "pause sampling") { (model, _, _) throws(Problem) in
            guard model.isSampled else { throw Problem(ExplorerModel.isRecorded) }
            return [.pauseSampling]
        },
        Command("resume", "", "go on sampling") { (model, _, _) throws(Problem) in
            guard model.isSampled else { throw Problem(ExplorerModel.isRecorded) }
            return [.resumeSampling]
        },
        Command("freeze", "", "freeze the numbers, or go on") { (model, _, _) throws(Problem) in
            model.perform(.freeze)
        },
        Command(
            "model", "NAME", "another run of the demo; alone, the menu",
            completions: { $0.choices.map(\.name) }
        ) { (model, word, _) throws(Problem) in
            guard !model.choices.isEmpty else {
                throw Problem("there is no other run here: probscope demo has some")
            }
            guard !word.isEmpty else {
                model.showMenu()
                return []
            }
            let name = try choice(word, of: model.choices.map(\.name), for: "model")
            model.tourPosition = nil
            return model.open(run: name, beside: nil)
        },
        Command("tour", "", "walk through the case study") { (model, _, _) throws(Problem) in
            guard model.tour != nil else {
                throw Problem("there is no tour here: probscope demo --tour is one")
            }
            return model.resumeTour(at: 0)
        },
        Command("reload", "", "read the file again") { (_, _, _) throws(Problem) in [.reload] },
    ]

    /// What `:set` changes; the same names as those of the flags and the configuration.
    private static let settings = [
        "alpha", "bins", "clipboard", "event", "glyphs", "group", "mode", "mouse", "scorer", "side",
        "target", "theme", "threshold", "validity",
    ]

    private static func trimmedBlanks(_ text: String) -> String {
        String(text.drop { $0 == " " || $0 == "=" })
    }

    private static let screenCommands: [Command] = [
        Command("export", "FILE", "write .txt .md .ansi .svg; export! replaces") {
            (model, path, forced) throws(Problem) in
            model.export(to: path.isEmpty ? nil : path, overwrites: forced)
        },
        Command("export-all", "FILE", "write the scores of all prompts, a page each") {
            (model, path, forced) throws(Problem) in
            model.exportAll(to: path.isEmpty ? nil : path, overwrites: forced)
        },
        Command(
            "set", "NAME VALUE", "change a setting, such as theme or group",
            completions: { _ in settings }
        ) { (model, text, _) throws(Problem) in
            let words = text.split(maxSplits: 1, whereSeparator: { $0 == " " || $0 == "=" })
            guard let name = words.first.map(String.init) else {
                throw Problem(":set takes one of \(settings.joined(separator: ", ")) and a value")
            }
            guard settings.contains(name) else {
                let near = NearestName.closest(to: name, in: settings)
                throw Problem(
                    "there is no setting '\(name)'" + (near.map { "; did you mean \($0)?" } ?? ""))
            }
            let value = words.count > 1 ? trimmedBlanks(String(words[1])) : ""
            return try named(name).run(&model, value, false)
        },
        Command("theme", "NAME", "colours", completions: { $0.themes }) {
            (model, word, _) throws(Problem) in
            model.theme = try choice(word, of: model.themes, for: "theme")
            return [.setTheme(model.theme)]
        },
        Command(
            "glyphs", "ascii|block|braille", "what plots are made of",
            completions: { _ in GlyphLevel.allCases.map(\.rawValue) }
        ) { (model, word, _) throws(Problem) in
            let names = GlyphLevel.allCases.map(\.rawValue)
            let level = try choice(word, of: names, for: "glyphs")
            model.context.glyphs = Glyphs(GlyphLevel(rawValue: level) ?? .block)
            return []
        },
        Command("mouse", "on|off", "mouse", completions: { _ in ["on", "off"] }) {
            (model, word, _) throws(Problem) in
            let isOn = try choice(word, of: ["on", "off"], for: "mouse") == "on"
            return model.setMouse(isOn)
        },
        Command(
            "clipboard", "on|off", "let y use the terminal's clipboard (OSC 52)",
            completions: { _ in ["on", "off"] }
        ) { (model, word, _) throws(Problem) in
            model.allowsClipboard =
                try choice(word, of: ["on", "off"], for: "clipboard") == "on"
            return []
        },
        Command("facts", "", "what is known about the run") { (model, _, _) throws(Problem) in
            model.perform(.facts)
        },
        Command("log", "", "messages so far") { (model, _, _) throws(Problem) in
            model.perform(.log)
        },
        Command("help", "", "all keys and commands") { (model, _, _) throws(Problem) in
            model.perform(.help)
        },
        Command("quit", "", "quit") { (_, _, _) throws(Problem) in [.quit] },
    ]
}

extension ExplorerModel {
    /// The position among the other runs of the one that a word means.
    fileprivate func otherRun(
        _ word: String, named name: (RunFacts) -> String, for command: String
    ) throws(Command.Problem) -> Int {
        let others = context.runs.others
        guard !others.isEmpty else { throw Command.Problem(Self.onlyOneRun) }
        let names = others.map { name($0.snapshot.facts) }
        let name = try Command.choice(word, of: names, for: command)
        return names.firstIndex(of: name) ?? 0
    }

    /// How a run gets the scorer that a word is, or is the start of; nil for any other word.
    fileprivate func advice(on scorer: String) -> String? {
        let known =
            knownScorers.first { $0 == scorer } ?? knownScorers.first { $0.hasPrefix(scorer) }
        return known.map {
            "probscope score RUN --scorer \($0) -o NEW.run makes a run with that"
        }
    }

    /// Carries out one command line.
    mutating func run(command text: String) -> [Effect] {
        let words = text.split(separator: " ", maxSplits: 1)
        guard let first = words.first else { return [] }
        let argument = words.count > 1 ? Self.trimmed(String(words[1])) : ""
        if let row = Int(first), words.count == 1 {
            goTo(row: row, isRelative: "+-".contains(first.first ?? " "))
            return []
        }
        #if DEBUG
            if text == "crash now" { return [.crash] }
            if text == "noise now" { return [.noise] }
        #endif
        let forced = first.hasSuffix("!")
        do throws(Command.Problem) {
            let command = try Command.named(String(forced ? first.dropLast() : first))
            return try command.run(&self, argument, forced)
        } catch {
            fail(error.description)
            return []
        }
    }

    /// Goes to a row of the focused list, counted from 1, or so many rows on.
    private mutating func goTo(row: Int, isRelative: Bool) {
        let isOfAnswers = view == .outputs && context.mode == .sampled
        let count = isOfAnswers ? context.answers?.rows.count ?? 0 : context.list.order.count
        let now =
            isOfAnswers
            ? views[view].searchPosition(context)
            : context.list.cursor.position(in: context.list.order) ?? 0
        let wanted = isRelative ? now &+ row : row &- 1
        if !isRelative, !(0..<count).contains(wanted) {
            context.note("there is no row \(row): the list has \(count)")
        }
        let position = max(0, min(count - 1, wanted))
        if isOfAnswers {
            views[view].select(searchPosition: position, &context)
        } else {
            context.list.select(position, height: context.listHeight)
        }
    }

    private static func trimmed(_ text: String) -> String {
        var text = Substring(text)
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
