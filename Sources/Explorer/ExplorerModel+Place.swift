import Findings
import Prompts

/// Where the reader was, so that a later session can go on there.
///
/// Only places and looks are kept. What changes a statement (level, side, validity, target) starts
/// as the run and the command say, so that no number is read under a forgotten setting.
extension ExplorerModel {
    /// The place as names and values: view, prompt, order of the list, theme.
    package var place: [String: String] {
        var place = [
            "view": view.rawValue, "theme": theme, "sort": context.list.sort.column.rawValue,
            "sort.reversed": context.list.sort.isReversed ? "yes" : "no",
            "group": context.answerList.grouping.rawValue,
        ]
        for (view, columns) in context.columns {
            place["columns." + view.rawValue] = columns.text
        }
        if let prompt { place["prompt"] = prompt.rawValue }
        return place
    }

    /// Returns to a place; what is unknown in it is left out.
    package mutating func restore(_ place: [String: String]) {
        if let column = place["sort"].flatMap(PromptSort.Column.init) {
            context.list.sort = PromptSort(
                column: column, isReversed: place["sort.reversed"] == "yes")
        }
        if let grouping = place["group"].flatMap(AnswerGrouping.init) {
            context.answerList.grouping = grouping
        }
        for view in ViewKind.allCases where !view.type.columns.isEmpty {
            if let text = place["columns." + view.rawValue] {
                context.columns[view] = ColumnSettings(text, columns: view.type.columns)
            }
        }
        if let prompt = place["prompt"] {
            context.list.cursor.select(PromptID(prompt))
        }
        if let view = place["view"].flatMap(ViewKind.init) {
            go(to: view)
            if place["prompt"] != nil { views[view].entered(from: view) }
        }
        refresh()
    }
}
