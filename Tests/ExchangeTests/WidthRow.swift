import Foundation
import Statistics

/// One line of the table of widths: the limits of a quantity by the former method and by the present
/// one, from the same draws.
struct WidthRow {
    var quantity: String
    var draws: String
    var before: Bound
    var after: Bound
    /// Why the former limits did not hold, so that the present ones may be wider; nil where they did.
    var wasInvalid: String?

    /// The width of both, or of the side that is asked for: an upper limit is as wide as it is high,
    /// a lower one as it is below the estimate.
    private func width(_ bound: Bound) -> Double {
        switch after.side {
        case .two: bound.upper - bound.lower
        case .upper: bound.upper
        case .lower: after.estimate - bound.lower
        }
    }

    /// The present width as a share of the former one.
    var ratio: Double { width(after) / width(before) }

    var line: String {
        "| \(quantity) | \(draws) | \(limits(before)) | \(limits(after)) | "
            + String(format: "%.2f", ratio) + (wasInvalid.map { " (\($0))" } ?? "") + " |"
    }

    static let head =
        "| limits of | draws | before | now | now/before |\n| --- | --- | --- | --- | --- |"

    private func limits(_ bound: Bound) -> String {
        switch after.side {
        case .two: "[\(figure(bound.lower, .down)), \(figure(bound.upper, .up))]"
        case .upper: "≤ \(figure(bound.upper, .up))"
        case .lower: "≥ \(figure(bound.lower, .down))"
        }
    }

    /// Three digits, rounded outwards.
    private func figure(_ value: Double, _ rounding: FloatingPointRoundingRule) -> String {
        guard value != 0 else { return "0" }
        let scale = pow(10, 2 - floor(log10(abs(value))))
        let rounded = (value * scale).rounded(rounding) / scale
        return String(format: abs(value) < 1e-4 ? "%.2e" : "%.3g", rounded)
    }
}
