/// Why a statistical function refused its input; every case names the offending value.
package enum StatisticsError: Error, Sendable, Hashable, CustomStringConvertible {
    /// A value is NaN or infinite.
    case notFinite(name: String, value: Double)
    /// A value lies outside the range that the quantity allows.
    case outsideRange(name: String, value: Double, range: String)
    /// A count is larger than the total that it is part of, such as k > n.
    case countAboveTotal(name: String, count: Double, total: Double)
    /// The number of draws is zero or negative.
    case noDraws(Int)
    /// The error probability α lies outside (0, ½].
    case alphaOutsideRange(Double)
    /// A set that must have members has none.
    case empty(name: String)
    /// Two lists that belong together have different lengths.
    case differentLengths(first: Int, second: Int)
    /// The method does not bound this quantity.
    case unsupportedMethod(Bound.Method, quantity: String)
    /// An exact computation would need more than this function is willing to spend.
    case tooLarge(name: String, value: Double, limit: Double)
    /// No value of the quantity agrees with all of the input, whatever the chance.
    case contradiction(String)

    /// One sentence that names the value and the accepted range.
    package var description: String {
        switch self {
        case .notFinite(let name, let value):
            "\(name) is \(value); a finite number is needed"
        case .outsideRange(let name, let value, let range):
            "\(name) is \(value); it must be in \(range)"
        case .countAboveTotal(let name, let count, let total):
            "\(name) is \(count), more than the total of \(total)"
        case .noDraws(let draws):
            "the number of draws is \(draws); at least 1 is needed"
        case .alphaOutsideRange(let alpha):
            "alpha is \(alpha); it must be above 0 and at most 0.5"
        case .empty(let name):
            "\(name) is empty; at least one member is needed"
        case .differentLengths(let first, let second):
            "the two lists have \(first) and \(second) members; they must have equally many"
        case .unsupportedMethod(let method, let quantity):
            "the method \(method.rawValue) does not bound a \(quantity)"
        case .tooLarge(let name, let value, let limit):
            "\(name) is \(value); the exact computation accepts at most \(limit)"
        case .contradiction(let what): "the input contradicts itself: \(what)"
        }
    }
}
