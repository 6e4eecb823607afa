/// The selected item of a list and where on the screen it stands.
///
/// The item is remembered by identity and its row by distance from the top of the pane, so a list
/// that is sorted anew, grows or is resized keeps the same item under the reader's eye.
struct ListCursor<ID: Hashable & Sendable>: Sendable, Hashable {
    /// The selected item; nil until the list has one.
    var selected: ID?
    /// Rows between the top of the pane and the selected item.
    var anchor = 0
    /// The item's last known position, for the case that it disappears; nil for an item that was
    /// selected without a look at the list.
    private var lastPosition: Int?

    init(selected: ID? = nil) {
        self.selected = selected
    }

    /// The position of the selected item among `items`, or of the nearest one if it is gone.
    func position(in items: [ID]) -> Int? {
        guard !items.isEmpty else { return nil }
        if let selected {
            if let lastPosition, lastPosition < items.count, items[lastPosition] == selected {
                return lastPosition
            }
            if let found = items.firstIndex(of: selected) { return found }
        }
        return min(lastPosition ?? 0, items.count - 1)
    }

    /// Makes the selection name an item of the list again after the list has changed.
    ///
    /// - Parameter keepsTop: whether a list that shows its first item goes on showing it, so that
    ///   what overtakes the selected item is seen.
    mutating func settle(in items: [ID], keepsTop: Bool = false) {
        guard let position = position(in: items) else { return }
        selected = items[position]
        // A list is scrolled only as far as the item needs it.
        guard let old = lastPosition else {
            anchor = position
            lastPosition = position
            return
        }
        if keepsTop, old <= anchor { anchor = position }
        lastPosition = position
    }

    /// Selects an item of a list that may not be there yet, which then begins at its top.
    mutating func select(_ item: ID) {
        self = ListCursor(selected: item)
    }

    /// Moves the selection by a number of rows, keeping it inside the list and the pane.
    mutating func move(by distance: Int, in items: [ID], height: Int) {
        guard let position = position(in: items) else { return }
        select(position + distance, in: items, height: height)
    }

    /// Selects the item at a position, clamped into the list.
    mutating func select(_ position: Int, in items: [ID], height: Int) {
        guard let old = self.position(in: items) else { return }
        let new = max(0, min(items.count - 1, position))
        selected = items[new]
        lastPosition = new
        anchor = max(0, min(max(0, height - 1), anchor + new - old))
    }

    /// The positions that a pane of this height shows, the selected one always among them.
    func window(in items: [ID], height: Int) -> Range<Int> {
        guard height > 0, let position = position(in: items) else { return 0..<0 }
        let anchor = max(0, min(self.anchor, height - 1))
        let top = max(0, min(position - anchor, items.count - height))
        return top..<min(items.count, top + height)
    }
}
