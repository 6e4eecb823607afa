/// What a key does in a list over the views, of whose lines one is selected.
enum ListStep {
    /// Something that is done everywhere.
    case effects([Effect])
    case cancelled
    case accepted
    /// Another line, round the end.
    case moved(to: Int)
    case nothing

    static func of(_ action: Action, position: Int, count: Int) -> ListStep {
        let next: Int
        switch action {
        case .quit: return .effects([.quit])
        case .repaint: return .effects([.repaint])
        case .suspend: return .effects([.suspend])
        case .cancel: return .cancelled
        case .accept: return .accepted
        case .down: next = position + 1
        case .up: next = position - 1
        case .first: next = 0
        case .last: next = count - 1
        default: return .nothing
        }
        return count > 0 ? .moved(to: (next + count) % count) : .nothing
    }
}

extension Sequence {
    /// The elements in an order; those of which none precedes the other stay as they are.
    func stablySorted(by precedes: (Element, Element) -> Bool) -> [Element] {
        enumerated().sorted { a, b in
            if precedes(a.element, b.element) { return true }
            if precedes(b.element, a.element) { return false }
            return a.offset < b.offset
        }.map(\.element)
    }
}
