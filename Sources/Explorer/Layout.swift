import Canvas

/// Which views stand where on a screen of a given size.
struct Layout: Sendable, Hashable {
    struct Pane: Sendable, Hashable {
        let view: ViewKind
        let rect: Rect
    }

    /// The smallest screen on which anything useful can be shown.
    static let leastWidth = 24
    static let leastHeight = 6

    /// The columns of the list beside another pane, as many as it has on the usual screen: fewer
    /// would cost each prompt its number of draws and its histogram.
    private static let listWidth = 80
    /// The least width on which another pane fits beside the list.
    private static let splitWidth = 150

    let panes: [Pane]

    /// The panes for one focused view between the title row and the footer row.
    init(width: Int, height: Int, view: ViewKind, isExpanded: Bool) {
        let body = Rect(x: 0, y: 1, width: width, height: height - 2)
        if isExpanded || width < Self.splitWidth || height < 16 {
            panes = [Pane(view: view, rect: body)]
        } else if width >= 160, height >= 38, view.type.room == .dashboard {
            panes = Self.dashboard(body)
        } else if view.type.room == .alone {
            panes = [Pane(view: view, rect: body)]
        } else {
            let (list, rest) = body.columns(Self.listWidth)
            panes = [
                Pane(view: .prompts, rect: list),
                Pane(view: view == .prompts ? .outputs : view, rect: Self.indented(rest)),
            ]
        }
    }

    /// List and outputs on the left, scores and bounds on the right.
    private static func dashboard(_ body: Rect) -> [Pane] {
        let (left, right) = body.columns(body.width / 2)
        let (list, outputs) = left.rows(body.height / 2)
        let (scores, bounds) = indented(right).rows(body.height / 2)
        return [
            Pane(view: .prompts, rect: list), Pane(view: .outputs, rect: outputs),
            Pane(view: .scores, rect: scores), Pane(view: .bounds, rect: bounds),
        ]
    }

    /// The rectangle without a gap of one column at its left.
    private static func indented(_ rect: Rect) -> Rect {
        rect.columns(1).1
    }

    func rect(of view: ViewKind) -> Rect? {
        panes.first { $0.view == view }?.rect
    }
}
