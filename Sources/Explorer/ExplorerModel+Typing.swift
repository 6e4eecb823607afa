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
        let text = purpose == .filter ? context.list.filter : ""
        line = LineEditor(purpose: purpose, text: text, history: histories[purpose] ?? [])
        if purpose == .search {
            search.origin = searchPosition
            search.problem = nil
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
        case .filter:
            if (try? Matcher(line.text)) != nil {
                context.list.filter = line.text
                search.problem = nil
            } else {
                search.problem = "not a regular expression: \(line.text)"
            }
        case .command: break
        }
    }

    private mutating func acceptLine() -> [Effect] {
        guard let line else { return [] }
        let text = line.text
        self.line = nil
        search.origin = nil
        if !text.isEmpty, histories[line.purpose]?.last != text {
            histories[line.purpose, default: []].append(text)
        }
        if line.purpose == .command { return run(command: text) }
        if let problem = search.problem {
            search.problem = nil
            fail(problem)
        } else if line.purpose == .search, !search.pattern.isEmpty, hits.isEmpty {
            fail("nothing found for \(search.pattern)")
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
        case .filter: context.list.filter = ""
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
        return Self.hits(of: search, in: lines.map(\.text.string))
    }

    /// The positions that match in the focused view.
    var viewHits: [Int] {
        context.search.pattern.isEmpty
            ? [] : Self.hits(of: context.search, in: views[view].searchTexts(context))
    }

    private static func hits(of search: Search, in texts: [String]) -> [Int] {
        guard let matcher = search.matcher else { return [] }
        return texts.enumerated().filter { matcher.matches($0.element) }.map(\.offset)
    }

    /// Where the selection is among the texts searched.
    private var searchPosition: Int {
        overlay?.scroll ?? views[view].searchPosition(context)
    }

    private mutating func select(searchPosition position: Int) {
        if overlay != nil {
            overlay?.scroll = position
        } else {
            views[view].select(searchPosition: position, &context)
        }
    }

    /// Selects the next (+1), the previous (-1) or, while typing, the nearest hit (0).
    mutating func jumpToHit(_ direction: Int) {
        search.wrapped = false
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
        select(searchPosition: next ?? (direction < 0 ? last : first))
    }

    /// What the title says about the search: `hit 2/7`, with a notice after going round.
    var searchNote: SafeText? { searchNote(of: search, hits: hits, at: searchPosition) }

    /// The same of the search in the views, whatever lies over them.
    var viewSearchNote: SafeText? {
        searchNote(
            of: context.search, hits: viewHits, at: views[view].searchPosition(context))
    }

    private func searchNote(
        of search: Search, hits: @autoclosure () -> [Int], at position: @autoclosure () -> Int
    ) -> SafeText? {
        if line?.purpose == .search, let problem = search.problem { return "\(problem)" }
        guard !search.pattern.isEmpty else { return nil }
        let (hits, position) = (hits(), position())
        guard !hits.isEmpty else { return "no hit for \(search.pattern)" }
        let number = hits.firstIndex(of: position).map { SafeText("\($0 + 1)") } ?? "-"
        return "hit " + number + "/\(hits.count)" + (search.wrapped ? ", went round the end" : "")
    }
}

extension String {
    /// The longest common start of two texts.
    fileprivate func commonPrefix(with other: String) -> String {
        String(zip(self, other).prefix { $0 == $1 }.map(\.0))
    }
}
