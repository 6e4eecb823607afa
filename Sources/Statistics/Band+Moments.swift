extension Band {
    /// The largest and smallest mean of any distribution inside the band.
    ///
    /// Anderson (1969): E X = 1 − ∫F, so the extremes are 1 − ∫L and 1 − ∫U, integrated exactly
    /// at the jumps; no grid adds slack. Cost: O(d).
    package var meanLimits: (lower: Double, upper: Double) {
        var atMost = 1.0
        var atLeast = 1.0
        forEachPiece { piece in
            atMost -= piece.width * piece.lower
            atLeast -= piece.width * piece.upper
        }
        return (max(0, atLeast - rounding), min(1, atMost + rounding))
    }

    /// An upper limit for the expected greatest of `k` draws: 1 − ∫Lᵏ.
    ///
    /// Cost: O(d).
    package func expectedMaximumUpper(of k: Int) -> Double {
        var atMost = 1.0
        forEachPiece { piece in
            atMost -= piece.width * Self.power(piece.lower, k)
        }
        return min(1, atMost + rounding + Double(k.bitWidth) * 0x1p-52)
    }

    /// A lower limit for the expected greatest of `k` draws: 1 − ∫Uᵏ.
    ///
    /// Cost: O(d).
    package func expectedMaximumLower(of k: Int) -> Double {
        var atLeast = 1.0
        forEachPiece { piece in
            atLeast -= piece.width * Self.power(piece.upper, k)
        }
        return max(0, atLeast - rounding - Double(k.bitWidth) * 0x1p-52)
    }

    /// Repeated squaring; `exponent` ≥ 0.
    private static func power(_ base: Double, _ exponent: Int) -> Double {
        var result = 1.0
        var square = base
        var rest = exponent
        while rest > 0 {
            if rest & 1 == 1 { result *= square }
            square *= square
            rest >>= 1
        }
        return result
    }

    /// One interval on which the band is constant.
    struct Piece {
        var start: Double
        var end: Double
        var lower: Double
        var upper: Double
        var width: Double { end - start }
    }

    /// The pieces of [0, 1] in ascending order; some may be empty.
    @inline(__always)
    func forEachPiece(_ body: (Piece) -> Void) {
        var start = 0.0
        for index in 0...jumps.count {
            let end = index < jumps.count ? jumps[index] : 1
            body(Piece(start: start, end: end, lower: lower[index], upper: upper[index]))
            start = end
        }
    }

    /// A limit on the rounding error of a sum over all pieces whose partial sums are at most one.
    var rounding: Double { Double(jumps.count + 8) * 0x1p-52 }
}
