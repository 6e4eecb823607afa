/// What a cell means.
///
/// The theme decides how it looks, at the moment when a frame is written to a terminal or a file;
/// so a frame can be compared without knowing any colour.
///
/// The raw value is the name in a theme file.
package enum Role: String, CaseIterable, Sendable {
    case text
    case muted
    case title
    case heading
    /// The name of a key in a footer or a help page.
    case key
    case selection
    case border
    case borderFocus = "border.focus"
    case bar
    case barGreedy = "bar.greedy"
    case barSampled = "bar.sampled"
    /// An interval or a limit.
    case bound
    /// The inside of an interval or of a confidence band.
    case boundFill = "bound.fill"
    /// The limit that a user set.
    case target
    case good
    case warn
    case bad
    /// A search hit or a leaked keyword.
    case match
    case status
    case error
    /// A token of the lowest probability class.
    case probability0 = "probability.0"
    case probability1 = "probability.1"
    case probability2 = "probability.2"
    case probability3 = "probability.3"
    /// A token of the highest probability class.
    case probability4 = "probability.4"

    /// The roles of a scale from improbable to probable.
    package static let probabilities: [Role] = [
        .probability0, .probability1, .probability2, .probability3, .probability4,
    ]

    /// The roles of bars, which may have a gradient.
    static let bars: Set<Role> = [.bar, .barGreedy, .barSampled]
}
