import Canvas

/// Counts before a movement, as in less and vim: `10j` is ten rows down, `20G` the twentieth row.
///
/// Digits from 1 on show views at once. So a count begins with 0 (`03j`, `012G`), or with the digit of
/// a view and a 0 directly behind it, which takes the view back: `10j` needs no thought.
extension ExplorerModel {
    /// A count that is being typed.
    struct Count: Sendable, Hashable {
        var number: Int
    }

    /// What was on the screen before a digit showed a view.
    struct BeforeDigit: Sendable, Hashable {
        var digit: Int
        var screen: Screen
    }

    static let greatestCount = 999_999_999

    /// Takes in a digit that begins or goes on with a count.
    ///
    /// - Returns: whether it was one.
    mutating func count(_ key: Key) -> Bool {
        let before = beforeDigit
        beforeDigit = nil
        guard line == nil, overlay == nil, case .character(let character) = key,
            let digit = Self.digits.firstIndex(of: character)
        else { return false }
        if let count {
            self.count = Count(number: min(Self.greatestCount, count.number * 10 + digit))
        } else if digit > 0 {
            beforeDigit = BeforeDigit(digit: digit, screen: context.screen)
            return false
        } else if let before {
            context.screen.stack = before.screen.stack
            context.screen.isExpanded = before.screen.isExpanded
            count = Count(number: before.digit * 10)
        } else {
            count = Count(number: 0)
        }
        context.note(
            "\(count?.number ?? 0): a key that moves is pressed so often; G goes to that row")
        return true
    }

    private static let digits: [Character] = Array("0123456789")

    /// Carries out an action as often as a count says; nil where it does not count.
    mutating func perform(_ action: Action, times number: Int) -> [Effect]? {
        guard number > 0 else { return nil }
        switch action {
        case .first, .last:
            guard ![.prompts, .outputs].contains(view) else {
                goTo(row: number, isRelative: false)
                return []
            }
            context.repeats = number - 1
            defer { context.repeats = 1 }
            return perform(.first) + perform(.down)
        case _ where action.isMovement || Self.counted.contains(action):
            context.repeats = number
            defer { context.repeats = 1 }
            return perform(action)
        default: return nil
        }
    }

    /// What is done several times by pressing a key once, beside movements.
    private static let counted: Set<Action> = [
        .nextPrompt, .previousPrompt, .nextHit, .previousHit, .nextGroup, .previousGroup,
    ]
}
