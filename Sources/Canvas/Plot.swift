/// Drawings of numbers, as pure functions into a frame.
///
/// Each clips itself to its rectangle and leaves an empty rectangle alone; numbers that are not
/// finite are left out.
package enum Plot {}

/// How counts or sample sizes become lengths.
package enum PlotScale: String, CaseIterable, Sendable {
    case linear
    /// log(1 + count), so that an empty bin stays empty and a single draw is seen beside a million.
    case logarithmic

    /// The length of `count` as a part of the length of `maximum`, in [0, 1].
    package func fraction(of count: Int, maximum: Int) -> Double {
        guard count > 0, maximum > 0 else { return 0 }
        switch self {
        case .linear: return min(1, Double(count) / Double(maximum))
        case .logarithmic:
            return min(1, Logarithm.onePlus(Double(count)) / Logarithm.onePlus(Double(maximum)))
        }
    }
}
