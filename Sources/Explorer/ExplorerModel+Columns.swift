import Canvas

extension Action {
    static let chooseColumns = Action("chooseColumns")
    static let toggleColumn = Action("toggleColumn")
    static let wider = Action("wider")
    static let narrower = Action("narrower")
    static let resetColumn = Action("resetColumn")
}

/// The chooser of columns.
extension ExplorerModel {
    /// What is shown of the columns of the focused list: the name and the width of each.
    private var shownColumns: [String: Int] {
        views[view].shownColumns(context, width: context.screen.rect(of: view).width)
    }

    /// The lines of the chooser.
    var columnLines: [SafeText] {
        let shown = shownColumns
        let settings = context.columns[view] ?? ColumnSettings()
        return view.type.columns.map { column in
            let mark: SafeText =
                shown[column.name] != nil
                ? "[x] " : settings.hidden.contains(column.name) ? "[ ] " : "[-] "
            var line =
                mark + SafeText(sanitizing: column.name).padded(to: 10)
                + SafeText(sanitizing: column.meaning).padded(to: 34)
            if shown[column.name] == nil, !settings.hidden.contains(column.name) {
                line += "empty, or no room"
            } else if column.leastWidth != nil, let width = shown[column.name] {
                line += "< \(width) >"
            }
            return line
        }
    }

    /// Opens the chooser where there are columns to choose from.
    mutating func chooseColumns() {
        guard !view.type.columns.isEmpty else {
            return context.note("columns are chosen in Prompts and in Outputs")
        }
        overlay = .list(.columns, position: 0)
    }

    /// Changes the column at a position of the chooser.
    mutating func changeColumn(_ action: Action, at position: Int) {
        guard view.type.columns.indices.contains(position) else { return }
        let column = view.type.columns[position]
        let shown = shownColumns[column.name]
        var settings = context.columns[view] ?? ColumnSettings()
        switch action {
        case .toggleColumn, .accept:
            if shown != nil { settings.hide(column.name) } else { settings.want(column.name) }
        case .wider, .narrower:
            guard let shown, column.leastWidth != nil else {
                return context.note("\(column.name) is as wide as what it shows")
            }
            settings.resize(column, from: shown, by: action == .wider ? 1 : -1)
        default: settings.reset(column.name)
        }
        context.columns[view] = settings.text.isEmpty ? nil : settings
    }

    static let columnActions: Set<Action> = [
        .toggleColumn, .accept, .wider, .narrower, .resetColumn,
    ]

    /// Carries out `:columns`.
    mutating func setColumns(_ text: String) throws(Command.Problem) {
        guard !view.type.columns.isEmpty else {
            throw Command.Problem("columns are chosen in Prompts and in Outputs")
        }
        if text.isEmpty { return chooseColumns() }
        if text == "default" {
            context.columns[view] = nil
            return
        }
        var settings = context.columns[view] ?? ColumnSettings()
        for word in text.split(separator: " ") {
            guard settings.change(String(word), columns: view.type.columns) else {
                throw Command.Problem(
                    ":columns takes -NAME, +NAME and NAME=WIDTH (\(Self.resizable(view)) up to "
                        + "\(ColumnSettings.widest)) of \(view.type.columns.map(\.name).joined(separator: ", ")); "
                        + "default forgets them")
            }
        }
        context.columns[view] = settings
    }

    private static func resizable(_ view: ViewKind) -> String {
        view.type.columns.compactMap { column in
            column.leastWidth.map { "\(column.name) from \($0)" }
        }
        .joined(separator: ", ")
    }
}
