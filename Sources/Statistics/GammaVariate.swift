import Platform

/// Numbers with a gamma distribution of a shape of ½ or more: Marsaglia & Tsang (2000).
struct GammaVariate: Sendable {
    private let d: Double
    private let c: Double
    /// A shape below 1 is that of one more, times a uniform number to this power.
    private let power: Double?

    init(shape: Double) {
        power = shape < 1 ? 1 / shape : nil
        d = (shape < 1 ? shape + 1 : shape) - 1 / 3.0
        c = 1 / (9 * d).squareRoot()
    }

    func next(_ normal: NormalLayers, _ generator: inout SplitMix64) -> Double {
        while true {
            let x = normal.next(&generator)
            let v = 1 + c * x
            guard v > 0 else { continue }
            let (cube, square) = (v * v * v, x * x)
            let u = generator.uniform()
            // Their squeeze decides nearly always, without a logarithm.
            guard
                u < 1 - 0.0331 * square * square
                    || log(u) < 0.5 * square + d - d * cube + d * log(cube)
            else { continue }
            guard let power else { return d * cube }
            let last = generator.uniform()
            return d * cube * (power == 2 ? last * last : pow(last, power))
        }
    }
}

/// Standard normal numbers by the ziggurat of Marsaglia & Tsang (2000), as Doornik (2005) mends it: 128
/// layers of equal area, the lowest with the tail, and the layer from other bits than the place in it.
struct NormalLayers: Sendable {
    /// Where the tail begins, and the area of each layer.
    private static let (start, area) = (3.442619855899, 9.91256303526217e-3)
    /// The right edges from the lowest layer on, whose own stands for a box of its area; then 0.
    private let edges: [Double]
    /// The part of each layer that lies below the density.
    private let inner: [Double]

    init() {
        func density(_ x: Double) -> Double { exp(-0.5 * x * x) }
        var edges = [Self.area / density(Self.start), Self.start]
        while edges.count < 128 {
            let last = edges[edges.count - 1]
            edges.append((-2 * log(Self.area / last + density(last))).squareRoot())
        }
        edges.append(0)
        self.edges = edges
        inner = (0..<128).map { edges[$0 + 1] / edges[$0] }
    }

    func next(_ generator: inout SplitMix64) -> Double {
        while true {
            let bits = generator.next()
            let layer = Int(bits & 127)
            let u = Double(Int64(bitPattern: bits) >> 11) * 0x1p-52
            if abs(u) < inner[layer] { return u * edges[layer] }
            guard layer > 0 else { return (u < 0 ? -1 : 1) * Self.tail(&generator) }
            let x = u * edges[layer]
            let outer = exp(-0.5 * (edges[layer] * edges[layer] - x * x))
            let nearer = exp(-0.5 * (edges[layer + 1] * edges[layer + 1] - x * x))
            if nearer + generator.uniform() * (outer - nearer) < 1 { return x }
        }
    }

    /// A number of the right tail: Marsaglia (1964).
    private static func tail(_ generator: inout SplitMix64) -> Double {
        while true {
            let x = -log(generator.uniform()) / start
            if -2 * log(generator.uniform()) >= x * x { return start + x }
        }
    }
}

extension SplitMix64 {
    /// A number between 0 and 1, both excluded.
    fileprivate mutating func uniform() -> Double {
        (Double(next() >> 11) + 0.5) * 0x1p-53
    }
}
