/// Values of a curve between its points.
enum Interpolation {
    /// The values at ascending places; `nil` before the first point, and after the last one unless
    /// the curve is a step function.
    ///
    /// Points that are not finite are left out.
    static func values(
        of points: [(x: Double, y: Double)], at places: [Double], step: Bool
    ) -> [Double?] {
        let points = points.filter { $0.x.isFinite && $0.y.isFinite }
        var next = 0
        return places.map { place in
            while next < points.count, points[next].x <= place { next += 1 }
            guard next > 0 else { return nil }
            let before = points[next - 1]
            if step { return before.y }
            guard next < points.count else { return before.x == place ? before.y : nil }
            let after = points[next]
            let part = (place - before.x) / (after.x - before.x)
            return before.y + (after.y - before.y) * part
        }
    }
}
