import Canvas

/// The one table of keys.
///
/// The dispatcher, the footer, the help overlay and the manual read it.
package enum KeyTable {
    /// All bindings; within a context in the order of usefulness.
    package static let bindings: [KeyBinding] =
        Views.types.flatMap { $0.keys } + promptKeys + viewKeys + overlayKeys + themeKeys + menuKeys
        + labelKeys + columnKeys
        + typingKeys
        + alwaysKeys

    /// The action of a key where `context` is innermost.
    static func action(for key: Key, in context: KeyContext) -> Action? {
        index[context]?[key]
    }

    /// The bindings that the footer shows, most useful first: the context's own, then the common.
    package static func footer(for context: KeyContext) -> [KeyBinding] {
        footers[context] ?? []
    }

    private static let footers = Dictionary(
        uniqueKeysWithValues: KeyContext.allCases.map { context in
            let shown = context.chain.flatMap { layer in
                bindings.filter { $0.context == layer && $0.label != nil }
            }
            return (context, shown)
        })

    /// The bindings of the help overlay, by heading.
    package static func help(for context: KeyContext) -> [(heading: SafeText, keys: [KeyBinding])] {
        context.chain.map { layer in
            (layer.heading, bindings.filter { $0.context == layer })
        }
    }

    private static let index: [KeyContext: [Key: Action]] = {
        var index: [KeyContext: [Key: Action]] = [:]
        for context in KeyContext.allCases {
            for layer in context.chain.reversed() {
                for binding in bindings where binding.context == layer {
                    for key in binding.keys { index[context, default: [:]][key] = binding.action }
                }
            }
        }
        return index
    }()

    // MARK: - The table

    /// The keys by which views are shown.
    private static let hotkeys: [KeyBinding] = Views.types.map {
        KeyBinding(.views, $0.hotkey, .show($0.kind), $0.title + ": " + $0.summary)
    }

    private static let viewKeys: [KeyBinding] =
        [
            KeyBinding(
                .views, "s", .toggleMode, "sampled answers or the greedy one",
                label: "greedy"),
            KeyBinding(.views, "? F1", .help, "this help", label: "help"),
            KeyBinding(.views, "W", .legend, "what am I looking at: words and marks of this view"),
            KeyBinding(
                .views, "q", .back, "end the tour; one view back; at the first view, quit",
                label: "back"),
            KeyBinding(
                .views, "S F6", .chooseOrder, "choose what to sort by, from a list",
                label: "sort menu"),
            KeyBinding(
                .views, "Esc", .escape, "show all answers; one view back; at the first, clear"),
            KeyBinding(.views, "Backspace", .leave, "one view back, never out of the program"),
            KeyBinding(.views, "Tab", .focusNext, "next pane or view", label: "next"),
            KeyBinding(.views, "S-Tab", .focusPrevious, "previous pane or view"),
        ] + hotkeys + [
            KeyBinding(
                .views, "0", .count,
                "begins a count: 03j is 3 down, 012G row 12; or 10j"),
            KeyBinding(.views, "j Down", .down, "down"),
            KeyBinding(.views, "k Up", .up, "up"),
            KeyBinding(.views, "C-d", .halfPageDown, "half a page down"),
            KeyBinding(.views, "C-u", .halfPageUp, "half a page up"),
            KeyBinding(.views, "PgDn C-f", .pageDown, "a page down"),
            KeyBinding(.views, "PgUp C-b", .pageUp, "a page up"),
            KeyBinding(.views, "g Home", .first, "to the first"),
            KeyBinding(.views, "G End", .last, "to the last"),
            KeyBinding(.views, "e", .expand, "this pane alone, or all panes"),
            KeyBinding(.views, "/ F3", .search, "search", label: "search"),
            KeyBinding(.views, "n", .nextHit, "next hit"),
            KeyBinding(.views, "N", .previousHit, "previous hit"),
            KeyBinding(
                .views, "& F4", .filter, "show only prompts, or answers, that match",
                label: "filter"),
            KeyBinding(.views, ":", .command, "type a command", label: "command"),
            KeyBinding(
                .views, "b", .toggleValidity, "bounds that hold at any n, or at a fixed n only"),
            KeyBinding(.views, "a", .nextAlpha, "next level: 90, 95, 99 or 99.9 %"),
            KeyBinding(.views, "B", .nextSide, "two-sided, upper or lower limits"),
            KeyBinding(.views, "v", .nextScorer, "next scorer"),
            KeyBinding(.views, "D", .nextRun, "show the next of the open runs: another decoding"),
            KeyBinding(.views, "f", .freeze, "freeze the numbers, or go on"),
            KeyBinding(.views, "p", .pause, "pause sampling, or go on"),
            KeyBinding(.views, "i", .facts, "what is known about the run and its server"),
            KeyBinding(.views, "M", .log, "messages so far"),
            KeyBinding(.views, "x", .export, "write this picture to a file", label: "export"),
            KeyBinding(
                .views, "E", .exportAll, "write every prompt's scores to a file, a page each"),
            KeyBinding(.views, "y", .copy, "copy the selected text, once :clipboard on allows it"),
            KeyBinding(.views, "T", .chooseTheme, "choose a theme; each is shown at once"),
            KeyBinding(.views, "F2", .toggleMouse, "mouse on or off"),
            KeyBinding(.views, "R", .reload, "read the file again"),
            KeyBinding(.views, ">", .tourNext, "next stop of the tour, or back to the tour"),
            KeyBinding(.views, "<", .tourPrevious, "the stop before"),
            KeyBinding(.views, "Q F10", .quit, "quit"),
        ]

    private static let promptKeys: [KeyBinding] = [
        KeyBinding(.prompts, "]", .nextPrompt, "next prompt"),
        KeyBinding(.prompts, "[", .previousPrompt, "previous prompt"),
    ]

    private static let overlayKeys: [KeyBinding] = [
        KeyBinding(
            .overlay, "Esc q ? F1", .back, "close",
            label: "close"),
        KeyBinding(.overlay, "Enter", .accept, "in the help, do what the line says; else close"),
        KeyBinding(.overlay, "j Down", .down, "down", label: "down"),
        KeyBinding(.overlay, "k Up", .up, "up", label: "up"),
        KeyBinding(.overlay, "C-d", .halfPageDown, "half a page down"),
        KeyBinding(.overlay, "C-u", .halfPageUp, "half a page up"),
        KeyBinding(.overlay, "PgDn C-f Space", .pageDown, "a page down"),
        KeyBinding(.overlay, "PgUp C-b", .pageUp, "a page up"),
        KeyBinding(.overlay, "g Home", .first, "to the start"),
        KeyBinding(.overlay, "G End", .last, "to the end"),
        KeyBinding(.overlay, "/", .search, "search", label: "search"),
        KeyBinding(.overlay, "n", .nextHit, "next hit"),
        KeyBinding(.overlay, "N", .previousHit, "previous hit"),
        KeyBinding(.overlay, "Q", .quit, "quit"),
    ]

    private static let themeKeys: [KeyBinding] = [
        KeyBinding(.themes, "Enter", .accept, "keep this theme", label: "keep"),
        KeyBinding(.themes, "Esc q", .cancel, "back to the theme before", label: "never mind"),
        KeyBinding(.themes, "j Down T", .down, "next theme", label: "next"),
        KeyBinding(.themes, "k Up", .up, "theme before", label: "previous"),
        KeyBinding(.themes, "g Home", .first, "first theme"),
        KeyBinding(.themes, "G End", .last, "last theme"),
        KeyBinding(.themes, "Q", .quit, "quit"),
    ]

    private static let menuKeys: [KeyBinding] = [
        KeyBinding(.menu, "Enter", .accept, "open this", label: "open"),
        KeyBinding(.menu, "Esc q", .cancel, "stay with what is shown", label: "close"),
        KeyBinding(.menu, "j Down", .down, "next", label: "next"),
        KeyBinding(.menu, "k Up", .up, "previous", label: "previous"),
        KeyBinding(.menu, "g Home", .first, "the first"),
        KeyBinding(.menu, "G End", .last, "the last"),
        KeyBinding(.menu, "Q", .quit, "quit"),
    ]

    private static let labelKeys: [KeyBinding] = [
        KeyBinding(.labels, "l", .labelLeak, "it is what is looked for: a leak", label: "leak"),
        KeyBinding(.labels, "n", .labelNot, "it is not", label: "not"),
        KeyBinding(.labels, "u", .labelUnsure, "nobody can tell", label: "unsure"),
        KeyBinding(.labels, "0", .labelNone, "no label: take it away"),
        KeyBinding(.labels, "N", .labelNote, "a label with a note", label: "note"),
        KeyBinding(.labels, "Enter", .accept, "take this label", label: "take"),
        KeyBinding(.labels, "Esc q m", .cancel, "leave it as it is", label: "close"),
        KeyBinding(.labels, "j Down", .down, "next"),
        KeyBinding(.labels, "k Up", .up, "previous"),
        KeyBinding(.labels, "g Home", .first, "the first"),
        KeyBinding(.labels, "G End", .last, "the last"),
        KeyBinding(.labels, "Q", .quit, "quit"),
    ]

    private static let columnKeys: [KeyBinding] = [
        KeyBinding(.columns, "Space Enter", .toggleColumn, "show it, or hide it", label: "show"),
        KeyBinding(.columns, "> Right l", .wider, "wider", label: "wider"),
        KeyBinding(.columns, "< Left h", .narrower, "narrower", label: "narrower"),
        KeyBinding(.columns, "=", .resetColumn, "as it is without being chosen", label: "reset"),
        KeyBinding(.columns, "Esc q C", .cancel, "close", label: "close"),
        KeyBinding(.columns, "j Down", .down, "next"),
        KeyBinding(.columns, "k Up", .up, "previous"),
        KeyBinding(.columns, "g Home", .first, "the first"),
        KeyBinding(.columns, "G End", .last, "the last"),
        KeyBinding(.columns, "Q", .quit, "quit"),
    ]

    private static let typingKeys: [KeyBinding] = [
        KeyBinding(.typing, "Enter", .accept, "do it", label: "do it"),
        KeyBinding(.typing, "Esc", .cancel, "never mind", label: "never mind"),
        KeyBinding(.typing, "Tab", .complete, "complete the word", label: "complete"),
        KeyBinding(.typing, "Up C-p", .earlier, "earlier line", label: "earlier"),
        KeyBinding(.typing, "Down C-n", .later, "later line"),
        KeyBinding(.typing, "Left", .cursorLeft, "left"),
        KeyBinding(.typing, "Right", .cursorRight, "right"),
        KeyBinding(.typing, "Home C-a", .cursorStart, "to the start"),
        KeyBinding(.typing, "End C-e", .cursorEnd, "to the end"),
        KeyBinding(.typing, "Backspace C-h", .eraseBackward, "erase to the left"),
        KeyBinding(.typing, "Del", .eraseForward, "erase under the cursor"),
        KeyBinding(.typing, "C-w", .eraseWord, "erase a word"),
        KeyBinding(.typing, "C-u", .eraseLine, "erase the line"),
    ]

    private static let alwaysKeys: [KeyBinding] = [
        KeyBinding(.always, "C-c", .quit, "quit from anywhere"),
        KeyBinding(.always, "C-l", .repaint, "draw the screen anew"),
        KeyBinding(.always, "C-z", .suspend, "back to the shell; `fg` returns"),
    ]
}
