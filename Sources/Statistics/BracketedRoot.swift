/// The root of a monotone function between two points, by regula falsi with the correction of
/// Illinois, so that a few evaluations of an expensive function suffice.
enum BracketedRoot {
    /// The point with f = 0, to `tolerance` of its value; the nearer end if there is no sign change.
    static func solve(
        from low: Double, to high: Double, tolerance: Double = 1e-13, function: (Double) -> Double
    ) -> Double {
        var a = low
        var b = high
        var atA = function(a)
        var atB = function(b)
        if atA == 0 || (atA > 0) == (atB > 0) { return abs(atA) < abs(atB) ? a : b }
        for _ in 0..<200 {
            if abs(b - a) <= tolerance * max(abs(a), abs(b)) { break }
            var middle = b - atB * (b - a) / (atB - atA)
            if !(middle > min(a, b) && middle < max(a, b)) { middle = 0.5 * (a + b) }
            let value = function(middle)
            if value == 0 { return middle }
            if (value > 0) != (atB > 0) {
                (a, atA) = (b, atB)
            } else {
                atA *= 0.5
            }
            let moved = abs(middle - b)
            (b, atB) = (middle, value)
            if moved <= tolerance * abs(b) { break }
        }
        return b
    }
}
