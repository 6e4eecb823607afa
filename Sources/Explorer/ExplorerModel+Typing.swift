import Canvas
import Prompts

extension ExplorerModel {
    /// Opens the line at the bottom for a search, a filter or a command.
    mutating func startTyping(_ action: Action) {
        let purpose: LineEditor.Purpose =
            switch action {
            case .search: .search
            case .filter: .filter
            default: .command
            }
        if purpose == .filter, let reason = reasonNotToFilter { return context.note(reason) }
        let text = purpose == .filter ? startFiltering() : ""
        line = LineEditor(purpose: purpose, text: text, history: histories[purpose] ?? [])
        if purpose == .search {
            search.origin = searchPosition
            search.problem = nil
        }
    }

    /// Whether `&` filters answers where it is pressed, not prompts.
    var filtersAnswers: Bool {
        ViewKind.filtering.contains(view) && context.mode == .sampled
    }

    /// Why nothing is filtered where `&` is pressed; nil where it narrows what the view lists.
    var reasonNotToFilter: String? {
        if filtersAnswers || !view.isDetail { return nil }
        return ViewKind.filtering.contains(view)
            ? "greedy is one answer: s shows the sampled ones"
            : "nothing is filtered here: & narrows the answers in Outputs (2), the prompts in their "
                + "list (1); / searches here"
    }

    /// What is typed to narrow the list: of a folder's runs where that is looked at, else of prompts.
    var listFilter: String {
        get { view.type.isAboutRun ? context.list.filter : context.folder?.filter ?? "" }
        set {
            if view.type.isAboutRun {
                context.list.filter = newValue
            } else {
                context.folder?.filter = newValue
            }
        }
    }

    /// What may have been meant by what was typed to filter answers, where it leaves none.
    var filterDoubt: String? { filtersAnswers ? context.filterDoubt : nil }

    /// Keeps what was filtered and selected, for the case that the filter is given up.
    ///
    /// - Returns: the filter as it is.
    private mutating func startFiltering() -> String {
        filterOrigin = FilterOrigin(
            isOfAnswers: filtersAnswers, prompts: listFilter,
            prompt: context.list.cursor, answers: context.answerList.filter,
            answer: context.answerList.cursor)
        return filtersAnswers ? context.answerList.filter.text : listFilter
    }

    /// What a filter was typed over.
    struct FilterOrigin: Sendable {
        var isOfAnswers: Bool
        var prompts: String
        var prompt: ListCursor<PromptID>
        var answers: AnswerFilter
        var answer: ListCursor<OutputDetail.Row.ID>
    }

    /// Takes a filter back as if it had not been typed.
    private mutating func restoreFilter() {
        guard let origin = filterOrigin else { return }
        filterOrigin = nil
        if origin.isOfAnswers {
            context.answerList.filter = origin.answers
            context.answerList.cursor = origin.answer
        } else {
            listFilter = origin.prompts
            context.list.cursor = origin.prompt
        }
    }

    /// Shows what a filter leaves while it is typed; one that cannot be used changes nothing.
    private mutating func filterChanged(to text: String) {
        search.problem = nil
        if filterOrigin?.isOfAnswers ?? false {
            do throws(AnswerFilter.Problem) {
                context.filterAnswers(try AnswerFilter(text))
            } catch {
                search.problem = error.description
            }
        } else if view.type.isAboutRun, AnswerFilter.isAboutAnswers(text) {
            search.problem = "terms such as score>0.5 are about answers: 2 shows them, & there"
        } else if (try? Matcher(text)) != nil {
            listFilter = text
        } else {
            search.problem = "not a regular expression: \(text)"
        }
    }

    /// Carries out an action while something is being typed.
    mutating func type(_ action: Action) -> [Effect] {
        switch action {
        case .quit: return [.quit]
        case .repaint: return [.repaint]
        case .suspend: return [.suspend]
        case .accept: return acceptLine()
        case .cancel: cancelLine()
        case .eraseBackward:
            if line?.text.isEmpty ?? true { cancelLine() } else { line?.deleteBackward() }
        case .eraseForward: line?.deleteForward()
        case .eraseWord: line?.deleteWord()
        case .eraseLine: line?.replace(with: "")
        case .cursorLeft: line?.move(by: -1)
        case .cursorRight: line?.move(by: 1)
        case .cursorStart: line?.moveToStart()
        case .cursorEnd: line?.moveToEnd()
        case .earlier: line?.recall(-1)
        case .later: line?.recall(1)
        case .complete: completeLine()
        default: break
        }
        if line != nil { lineChanged() }
        return []
    }

    /// Shows at once what the line would do, where that is harmless.
    mutating func lineChanged() {
        guard let line else { return }
        switch line.purpose {
        case .search:
            do throws(Matcher.PatternError) {
                _ = try Matcher(line.text)
                search.pattern = line.text
                search.problem = nil
                if let origin = search.origin { select(searchPosition: origin) }
                jumpToHit(0)
            } catch {
                search.problem = error.description
            }
        case .filter: filterChanged(to: line.text)
        case .command: break
        }
    }

    private mutating func acceptLine() -> [Effect] {
        guard let line else { return [] }
        let text = line.text
        self.line = nil
        search.origin = nil
        if line.purpose == .filter, search.problem == nil { filterOrigin = nil }
        if !text.isEmpty, histories[line.purpose]?.last != text {
            histories[line.purpose, default: []].append(text)
        }
        if line.purpose == .command { return run(command: text) }
        if let problem = search.problem {
            search.problem = nil
            restoreFilter()
            fail(problem)
        } else if line.purpose == .filter, let doubt = filterDoubt {
            fail(doubt)
        } else if line.purpose == .search, !search.pattern.isEmpty, hits.isEmpty {
            fail(
                "nothing found for \(search.pattern)"
                    + (view == .prompts && overlay == nil
                        ? "; :grep \(search.pattern) looks through all answers" : ""))
        }
        return []
    }

    private mutating func cancelLine() {
        guard let line else { return }
        self.line = nil
        search.problem = nil
        switch line.purpose {
        case .search:
            search.pattern = ""
            if let origin = search.origin { select(searchPosition: origin) }
            search.origin = nil
        case .filter: restoreFilter()
        case .command: break
        }
    }

    private mutating func completeLine() {
        guard let line, line.purpose == .command else { return }
        let candidates = Command.completions(of: line.text, model: self)
        guard let first = candidates.first else { return }
        let common = candidates.dropFirst().reduce(first) { $0.commonPrefix(with: $1) }
        if candidates.count == 1 {
            self.line?.replace(with: first + " ")
        } else if common.count > line.text.count {
            self.line?.replace(with: common)
        } else {
            let words = candidates.map { $0.split(separator: " ").last.map(String.init) ?? $0 }
            context.note(words.joined(separator: "  "))
        }
    }

    // MARK: - Searching

    /// The positions that match, in the window over the views or in the views.
    var hits: [Int] {
        guard let overlay else { return viewHits }
        let lines = OverlayWindow.lines(of: overlay, model: self, width: context.screen.width)
        guard let matcher = search.matcher else { return [] }
        return lines.indices.filter { matcher.matches(lines[$0].text.string) }
    }

    /// The positions that match in the focused view.
    var viewHits: [Int] {
        if ViewKind.pictured.contains(view) { return pictureHits }
        guard let matcher = context.search.matcher else { return [] }
        return views[view].hits(of: matcher, context)
    }

    /// Where the selection is among the texts searched.
    private var searchPosition: Int {
        overlay?.scroll ?? viewPosition
    }

    private mutating func select(searchPosition position: Int) {
        if overlay != nil {
            overlay?.scroll = position
        } else if ViewKind.pictured.contains(view) {
            context.search.row = position
        } else {
            views[view].select(searchPosition: position, &context)
        }
    }

    /// Selects the next (+1), the previous (-1) or, while typing, the nearest hit (0).
    ///
    /// - Parameter times: so many hits on.
    mutating func jumpToHit(_ direction: Int, times: Int = 1) {
        search.wrapped = false
        search.isFresh = true
        guard !search.pattern.isEmpty else {
            if direction != 0 { fail("nothing to look for yet: type / and a word") }
            return
        }
        let hits = hits
        guard let first = hits.first, let last = hits.last else {
            if direction != 0 { fail("nothing found for \(search.pattern)") }
            return
        }
        let position = searchPosition
        let next =
            switch direction {
            case 0: hits.first { $0 >= position }
            case 1: hits.first { $0 > position }
            default: hits.last { $0 < position }
            }
        search.wrapped = next == nil
        var hit = next ?? (direction < 0 ? last : first)
        if times > 1, let place = hits.firstIndex(of: hit) {
            let further = place + direction * ((times - 1) % hits.count)
            search.wrapped = search.wrapped || times > hits.count || !hits.indices.contains(further)
            hit = hits[(further + hits.count) % hits.count]
        }
        select(searchPosition: hit)
    }

    /// What the title says about the search: `hit 2/7`, with a notice after going round.
    var searchNote: SafeText? { searchNote(of: search, hits: hits, at: searchPosition) }

    /// The same of the search in the views, whatever lies over them.
    var viewSearchNote: SafeText? {
        searchNote(
            of: context.search, hits: viewHits, at: viewPosition)
    }

    private func searchNote(
        of search: Search, hits: @autoclosure () -> [Int], at position: @autoclosure () -> Int
    ) -> SafeText? {
        if line?.purpose == .search, let problem = search.problem { return "\(problem)" }
        guard !search.pattern.isEmpty, search.isFresh || line?.purpose == .search else {
            return nil
        }
        let (hits, position) = (hits(), position())
        guard !hits.isEmpty else { return "no hit for \(search.pattern)" }
        guard let number = hits.firstIndex(of: position) else {
            return Words.count(hits.count, "hit", "hits")
        }
        return "hit \(number + 1)/\(hits.count)" + (search.wrapped ? ", went round the end" : "")
    }
}

extension String {
    /// The longest common start of two texts.
    func commonPrefix(with other: String) -> String {
        String(zip(self, other).prefix { $0 == $1 }.map(\.0))
    }
}
