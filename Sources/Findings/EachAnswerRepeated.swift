import Platform
import Statistics

/// Answers of which each is there m times or a multiple of it, as in a file that holds the same draws m
/// times in another order.
///
/// Let K be the number of different answers. Whatever the model says, n draws have counts that are all
/// multiples of m for K answers with probability n!·eⁿ/nⁿ · m⁻ᴷ at most, for m = 2, 3 and 4: with g(y) the
/// sum of yʲ/j! over all multiples j of m, the expectation of mᴷ on that event is n! times the coefficient
/// of zⁿ in ∏(1 + m(g(pᵢz) − 1)). Each factor is e^(pᵢz) at most, as m·g(y) is the sum of e^(ωy) over the m-th
/// roots ω of 1, of which no other than 1 has a positive real part. So the product is eᶻ at most, and its
/// coefficient eᶻ/zⁿ for any z, which is least for z = n. One over the bound is an e-value.
struct EachAnswerRepeated: Sendable, Hashable {
    var times: Int
    /// The natural logarithm of the bound, without a weight for the number of times.
    var logChance: Double

    /// How many numbers of times are looked for.
    static let looks = 3

    /// The evidence for the number of times where it is greatest; nil where no such number divides how
    /// often each answer is there.
    init?(_ answers: [Int]) {
        var tally: [Int: Int] = [:]
        for answer in answers { tally[answer, default: 0] += 1 }
        let found = [4, 3, 2].first { times in tally.values.allSatisfy { $0 % times == 0 } }
        guard let found, tally.count > 1 else { return nil }
        times = found
        let draws = Double(answers.count)
        logChance =
            SpecialFunctions.logGamma(draws + 1) + draws - draws * log(draws)
            - Double(tally.count) * log(Double(found))
    }
}
