/// What can come from the terminal or from a signal.
package enum InputEvent: Sendable, Hashable {
    case key(Key)
    case mouse(MouseEvent)
    /// The terminal has a new size, in cells.
    case resize(width: Int, height: Int)
    /// Another thread asked for attention.
    case wake
    /// The program was stopped and goes on; the screen has to be drawn anew.
    case resume
    /// The terminal is gone.
    case hangup
    /// SIGINT, or Ctrl-C.
    case interrupt
    /// SIGTERM.
    case terminate
}

/// The two mouse gestures that the program uses: a click selects, the wheel scrolls.
package struct MouseEvent: Sendable, Hashable {
    package enum Action: Sendable, Hashable {
        case click, scrollUp, scrollDown
    }

    package let action: Action
    package let position: Point

    package init(action: Action, position: Point) {
        self.action = action
        self.position = position
    }
}
