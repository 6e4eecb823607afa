/// A measured number with its unit.
struct Quantity: Sendable {
    var value: Double
    var unit: Unit

    enum Unit: Sendable {
        case seconds
        case bytes
        case perSecond
        case bytesPerSecond
        /// A ratio of two figures of the same kind.
        case times
    }

    static func seconds(_ value: Double) -> Quantity { Quantity(value: value, unit: .seconds) }
    static func bytes(_ value: Double) -> Quantity { Quantity(value: value, unit: .bytes) }
    static func perSecond(_ value: Double) -> Quantity { Quantity(value: value, unit: .perSecond) }
    static func bytesPerSecond(_ value: Double) -> Quantity {
        Quantity(value: value, unit: .bytesPerSecond)
    }
    static func times(_ value: Double) -> Quantity { Quantity(value: value, unit: .times) }

    /// How many times better this is than another figure of the same unit.
    func advantage(over other: Quantity) -> Double {
        switch unit {
        case .seconds, .bytes: other.value / value
        case .perSecond, .bytesPerSecond, .times: value / other.value
        }
    }
}

extension Quantity: CustomStringConvertible {
    var description: String {
        switch unit {
        case .seconds: scaled([(1, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns")])
        case .bytes: scaled([(1e6, "MB"), (1e3, "kB"), (1, "B")])
        case .perSecond: Self.digits(value) + " /s"
        case .bytesPerSecond: Self.digits(value / 1e6) + " MB/s"
        case .times: Self.digits(value) + " ×"
        }
    }

    private func scaled(_ units: [(size: Double, name: String)]) -> String {
        let unit = units.first { abs(value) >= $0.size } ?? (1, units.last?.name ?? "")
        return Self.digits(value / unit.size) + " " + unit.name
    }

    /// Three significant digits, thousands apart.
    static func digits(_ value: Double) -> String {
        guard value.isFinite else { return "–" }
        let size = abs(value)
        if size >= 100 { return grouped(Int(value.rounded())) }
        let places = size >= 10 || size == 0 ? 1 : size >= 1 ? 2 : 3
        let power = [1, 10, 100, 1000][places]
        let scaled = Int((size * Double(power)).rounded())
        let fraction = String(scaled % power)
        let zeros = String(repeating: "0", count: places - fraction.count)
        let text = "\(scaled / power).\(zeros)\(fraction)"
        return size == 0 ? "0" : value < 0 ? "-" + text : text
    }

    private static func grouped(_ number: Int) -> String {
        var text = String(number.magnitude)
        var index = text.endIndex
        while text.distance(from: text.startIndex, to: index) > 3 {
            index = text.index(index, offsetBy: -3)
            text.insert(",", at: index)
        }
        return number < 0 ? "-" + text : text
    }
}

/// What a figure should be.
enum Target: Sendable {
    case atMost(Quantity)
    case atLeast(Quantity)

    func isMet(by figure: Quantity) -> Bool {
        switch self {
        case .atMost(let limit): figure.value <= limit.value
        case .atLeast(let limit): figure.value >= limit.value
        }
    }
}

extension Target: CustomStringConvertible {
    var description: String {
        switch self {
        case .atMost(let limit): "≤ \(limit)"
        case .atLeast(let limit): "≥ \(limit)"
        }
    }
}
