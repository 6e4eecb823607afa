import Platform

/// The few functions of the C library that plots and colours need.
enum Logarithm {
    static func onePlus(_ x: Double) -> Double { log1p(x) }
    static func base10(_ x: Double) -> Double { log10(x) }
    static func power(_ x: Double, _ exponent: Double) -> Double { pow(x, exponent) }
    static func powerOf10(_ exponent: Int) -> Double { pow(10, Double(exponent)) }
}
