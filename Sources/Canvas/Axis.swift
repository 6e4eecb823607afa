/// A line of numbers from one end of a plot to the other.
///
/// The first column (or the lowest row) begins at the lower end of the range and the last one ends
/// at the upper end, so a value and the histogram bin that holds it meet in the same column.
package struct Axis: Sendable, Hashable {
    package let range: ClosedRange<Double>
    package let scale: PlotScale

    /// A logarithmic axis that begins at or below 0 begins at a millionth of its end instead.
    package init(_ range: ClosedRange<Double>, scale: PlotScale = .linear) {
        self.scale = scale
        if scale == .logarithmic, range.lowerBound <= 0 {
            let upper = max(range.upperBound, 1e-300)
            self.range = (upper * 1e-6)...upper
        } else {
            self.range = range
        }
    }

    /// Where a value stands, 0 at the lower end and 1 at the upper; outside the range it is below 0
    /// or above 1.
    ///
    /// `nil` for what cannot be placed.
    package func fraction(of value: Double) -> Double? {
        let (lower, upper) = (transformed(range.lowerBound), transformed(range.upperBound))
        guard value.isFinite, scale == .linear || value > 0, upper > lower else { return nil }
        return (transformed(value) - lower) / (upper - lower)
    }

    /// The value at a fraction of the way.
    package func value(at fraction: Double) -> Double {
        let (lower, upper) = (transformed(range.lowerBound), transformed(range.upperBound))
        let place = lower + (upper - lower) * fraction
        return scale == .linear ? place : Logarithm.power(10, place)
    }

    /// The cell, counted from the lower end, that holds a value; values outside stand in the first
    /// or last cell.
    package func cell(of value: Double, count: Int) -> Int {
        guard let fraction = fraction(of: value), count > 0 else { return 0 }
        let limited = min(1, max(0, fraction))
        return min(count - 1, Int(limited * Double(count) + 1e-9))
    }

    /// The value in the middle of a cell.
    package func value(ofCell cell: Int, count: Int) -> Double {
        value(at: (Double(cell) + 0.5) / Double(max(1, count)))
    }

    /// At most `count` round numbers in the range.
    package func ticks(count: Int) -> Ticks {
        scale == .linear ? Ticks(range: range, count: count) : Ticks(decades: range, count: count)
    }

    private func transformed(_ value: Double) -> Double {
        scale == .linear ? value : Logarithm.base10(value)
    }
}
