import Glibc

/// The few logarithms of the plots.
enum Logarithm {
    static func onePlus(_ x: Double) -> Double { log1p(x) }
    static func base10(_ x: Double) -> Double { log10(x) }
    static func powerOf10(_ exponent: Int) -> Double { pow(10, Double(exponent)) }
}
