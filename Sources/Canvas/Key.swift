/// A key, or a combination, that every terminal can deliver.
package enum Key: Sendable, Hashable {
    case character(Character)
    case enter, escape, tab, backTab, backspace, delete, insert
    case up, down, left, right, pageUp, pageDown, home, end
    /// F1 to F12.
    case function(Int)
    /// A letter with Ctrl held, in lower case.
    case control(Character)

    /// Reads a name as scripts and help pages write it: `j`, `Enter`, `PgDn`, `C-d`, `F2`, `Space`.
    package init?(name: String) {
        if name.count == 1, let character = name.first {
            self = .character(character)
            return
        }
        let lowered = name.lowercased()
        if let named = Self.named[lowered] {
            self = named
        } else if lowered.hasPrefix("c-"), lowered.count == 3, let letter = lowered.last {
            self = .control(letter)
        } else if lowered.hasPrefix("f"), let number = Int(lowered.dropFirst()),
            (1...12).contains(number)
        {
            self = .function(number)
        } else {
            return nil
        }
    }

    /// The name that help pages print and `init(name:)` reads back.
    package var name: String {
        switch self {
        case .character(" "): "Space"
        case .character("<"): "lt"
        case .character(let character): String(character)
        case .enter: "Enter"
        case .escape: "Esc"
        case .tab: "Tab"
        case .backTab: "S-Tab"
        case .backspace: "Backspace"
        case .delete: "Del"
        case .insert: "Ins"
        case .up: "Up"
        case .down: "Down"
        case .left: "Left"
        case .right: "Right"
        case .pageUp: "PgUp"
        case .pageDown: "PgDn"
        case .home: "Home"
        case .end: "End"
        case .function(let number): "F\(number)"
        case .control(let letter): "C-\(letter)"
        }
    }

    private static let named: [String: Key] = [
        "enter": .enter, "return": .enter, "cr": .enter, "esc": .escape, "escape": .escape,
        "tab": .tab, "s-tab": .backTab, "backtab": .backTab, "backspace": .backspace,
        "bs": .backspace, "del": .delete, "delete": .delete, "ins": .insert, "insert": .insert,
        "up": .up, "down": .down, "left": .left, "right": .right, "pgup": .pageUp,
        "pageup": .pageUp, "pgdn": .pageDown, "pagedown": .pageDown, "home": .home, "end": .end,
        "space": .character(" "), "lt": .character("<"), "gt": .character(">"),
    ]
}
