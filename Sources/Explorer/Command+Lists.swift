import Canvas
import Evidence
import Findings
import Prompts
import Statistics

/// Lists, filters, searches and labels.
extension Command {
    static let listCommands: [Command] = [
        Command(
            "sort", "COLUMN", "sort the list of the view",
            completions: { model in model.orders.choices.map(\.word) }
        ) { (model, word, _) throws(Problem) in
            let word = try choice(word, of: model.orders.choices.map(\.word), for: "sort")
            model.views[model.view].sort(by: word, &model.context)
            return []
        },
        Command(
            "columns", "-n +lower id=24", "hide, show, resize; alone the list",
            completions: { model in
                ["default"] + model.view.type.columns.flatMap { ["-" + $0.name, "+" + $0.name] }
            }
        ) { (model, text, _) throws(Problem) in
            try model.setColumns(text)
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
            if let reason = model.reasonNotToFilter { throw Problem(reason) }
            if model.filtersAnswers {
                do throws(AnswerFilter.Problem) {
                    model.context.filterAnswers(try AnswerFilter(text))
                } catch {
                    throw Problem(error.description)
                }
                model.refresh()
                if let doubt = model.filterDoubt { throw Problem(doubt) }
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
            if !model.context.list.order.contains(PromptID(word)),
                model.context.list.matching.contains(PromptID(word))
            {
                model.context.list.isFolded = false
                model.context.refreshFindings()
            }
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
    static func label(
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
}
