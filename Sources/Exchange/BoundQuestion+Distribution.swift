import Findings
import Statistics

extension BoundQuestion {
    /// P(score ≤ x), the complement of the table's P(score > x).
    func cumulative() throws -> Bound {
        var mirrored = self
        mirrored.metric = Quantity(.exceedance)
        mirrored.side = side.mirrored
        if isAnytime && method == nil { mirrored.method = .epochs }
        return Exceedance.complement(try mirrored.bound(of: mirrored.metric, scores))
    }
}
