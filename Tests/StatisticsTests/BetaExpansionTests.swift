import Platform
import Testing

@testable import Statistics

/// The expansion of the quantile, against the continued fraction of the tail.
@Suite struct BetaExpansionTests {
    @Test(
        arguments: [(2.1e5, 3e5), (5e6, 5e6), (2.5e5, 9.7e6), (9.7e6, 2.5e5)],
        [0.100001, 0.25, 0.4, 0.5])
    func `a quantile near the median of large parameters has its tail above it`(
        parameters: (a: Double, b: Double), alpha: Double
    ) {
        let beta = BetaDistribution(a: parameters.a, b: parameters.b)
        let quantile = beta.upperQuantile(alpha)
        let tails = beta.tails(x: quantile.value, complement: quantile.complement)
        // One unit in the last place of the point moves the tail by about 10⁻¹³.
        #expect(abs(exp(tails.logUpper) - alpha) < 2e-12)
        #expect(abs(exp(tails.logLower) - (1 - alpha)) < 2e-12)
    }

    @Test(arguments: [60.0, 300, 5000])
    func `the error of the expansion falls with the cube of the parameters`(a: Double) {
        let beta = BetaDistribution(a: a, b: 3 * a)
        for alpha in [0.3, 0.1, 0.02] {
            let quantile = beta.upperQuantile(alpha)
            let expanded = beta.expandedLogit(
                normalQuantile: SpecialFunctions.normalUpperQuantile(alpha))
            let exact = log(quantile.value / quantile.complement)
            #expect(abs(expanded - exact) < 20 / (a * a * a) + 4e-15)
        }
    }
}
