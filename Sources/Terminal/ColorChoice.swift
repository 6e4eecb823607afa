import Canvas

/// What the user said about colour.
package enum ColorChoice: Sendable, Hashable {
    /// As many colours as the terminal has, none with `NO_COLOR`.
    case automatic
    /// As many colours as the terminal has, whatever `NO_COLOR` says.
    case always
    case never
    /// At most so many.
    case depth(ColorDepth)

    /// Reads `auto`, `always`, `never`, `8`, `16`, `256`.
    package init?(_ text: String) {
        switch text {
        case "auto": self = .automatic
        case "always": self = .always
        case "never": self = .never
        case "8": self = .depth(.eight)
        case "16": self = .depth(.sixteen)
        case "256": self = .depth(.palette)
        default: return nil
        }
    }

    /// The depth to use.
    ///
    /// `NO_COLOR` counts when it is set to anything but the empty text (no-color.org); an explicit
    /// choice beats it.
    /// - Parameters:
    ///   - detected: what the terminal can show.
    ///   - noColor: the value of `NO_COLOR` in the environment.
    package func depth(detected: ColorDepth, noColor: String?) -> ColorDepth {
        switch self {
        case .automatic: (noColor ?? "").isEmpty ? detected : .monochrome
        case .always: detected
        case .never: .monochrome
        case .depth(let limit): min(limit, detected)
        }
    }
}
