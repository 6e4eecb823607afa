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
        let text = purpose == .filter ? filter : ""
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
                filter = line.text
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
        case .filter: filter = ""
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
            status = Notice(words.joined(separator: "  "))
        }
    }

    // MARK: - Searching

    /// The texts that a search goes through, in the order of the screen.
    var searchTexts: [String] {
        if let overlay {
            return OverlayWindow.lines(of: overlay, model: self, width: width).map {
                $0.text.string
            }
        }
        if viewContext == .tree { return treeRows.map(\.node.text) }
        switch view {
        case .outputs: return derived.outputs?.rows.map(\.text) ?? []
        case .compare:
            return comparedIDs.compactMap { derived.positions[$0] }.map(searchText)
        case .prompts, .scores, .bounds, .tokens:
            return derived.order.compactMap { derived.positions[$0] }.map(searchText)
        }
    }

    private func searchText(_ position: Int) -> String {
        let row = derived.rows[position]
        return row.id.rawValue + " " + row.text
    }

    /// The positions that match.
    var hits: [Int] {
        guard let matcher = search.matcher else { return [] }
        return searchTexts.enumerated().filter { matcher.matches($0.element) }.map(\.offset)
    }

    /// Where the selection is among the texts searched.
    var searchPosition: Int {
        if let overlay { return overlay.scroll }
        if viewContext == .tree { return tokens.branch.position(in: treeRows.map(\.path)) ?? 0 }
        switch view {
        case .outputs:
            return outputs.cursor.position(in: derived.outputs?.rows.map(\.text) ?? []) ?? 0
        case .compare: return prompts.position(in: comparedIDs) ?? 0
        case .prompts, .scores, .bounds, .tokens:
            return prompts.position(in: derived.order) ?? 0
        }
    }

    private mutating func select(searchPosition position: Int) {
        if overlay != nil {
            overlay?.scroll = position
            return
        }
        if viewContext == .tree {
            tokens.branch.select(
                position, in: treeRows.map(\.path), height: listHeight(of: .tokens))
            return
        }
        switch view {
        case .outputs:
            outputs.cursor.select(
                position, in: derived.outputs?.rows.map(\.text) ?? [],
                height: listHeight(of: .outputs))
            outputs.textScroll = 0
        case .compare:
            prompts.select(position, in: comparedIDs, height: listHeight(of: .compare))
        case .prompts, .scores, .bounds, .tokens:
            prompts.select(position, in: derived.order, height: listHeight(of: .prompts))
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
    var searchNote: SafeText? {
        if line?.purpose == .search, let problem = search.problem { return "\(problem)" }
        guard !search.pattern.isEmpty else { return nil }
        let hits = hits
        guard !hits.isEmpty else { return "no hit for \(search.pattern)" }
        let number = hits.firstIndex(of: searchPosition).map { SafeText("\($0 + 1)") } ?? "-"
        return "hit " + number + "/\(hits.count)" + (search.wrapped ? ", went round the end" : "")
    }
}

extension String {
    /// The longest common start of two texts.
    fileprivate func commonPrefix(with other: String) -> String {
        String(zip(self, other).prefix { $0 == $1 }.map(\.0))
    }
}
