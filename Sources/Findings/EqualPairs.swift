import Platform
import Statistics

/// Evidence that answers of one request are copies of each other: neighbours within requests are equal
/// more often than answers that were put together at random.
///
/// The answers of a request are taken in pairs. Draws of one prompt are exchangeable: given all texts
/// of M pairs, every way of putting them together is as likely as any other, whatever the model says.
/// With W equal pairs, λ^W / E[λ^W] is then an e-value, the expectation being over all these ways, which
/// is known exactly:
///
///     E[λ^W] = Σ_j (λ − 1)^j · C(M, j) · j! / (2M)_2j · c_j,   Σ_j c_j z^j = Π_i Σ_a (n_i)_2a / a! · z^a
///
/// with n_i how often each text is there and (n)_k = n (n − 1) … (n − k + 1), since E C(W, j) counts the
/// sets of j pairs that are equal. The mean over some λ is an e-value, too.
///
/// It is computed when a prompt has 4, 8, … 256 pairs, and then anew for the next 256. The evidence is
/// the sum of all these e-values with weights that were fixed beforehand and sum to 1 at most; half of
/// them go to products over all prompts, which are independent of each other. A sum of such terms only
/// grows and has an expectation of 1 at most, whenever one looks and whichever prompts are drawn next:
/// it ever exceeds 1/α with probability α at most (Markov).
package struct EqualPairs {
    /// The logarithm of the evidence.
    package private(set) var logEvidence = -Double.infinity
    private let prompts: Int
    private var windows: [Int: Window] = [:]
    private var products: [Look: Product] = [:]

    /// The pairs of one prompt.
    private struct Window {
        var pairs: [(Int, Int)] = []
        /// How many windows were full before.
        var round = 1
    }

    /// When evidence is computed.
    private struct Look: Hashable {
        var round: Int
        var pairs: Int
    }

    /// The product of what all prompts say at one look.
    private struct Product {
        var logs = EqualPairs.lambdas.map { _ in 0.0 }
        var prompts = 0
    }

    private static let looks = [4, 8, 16, 32, 64, 128, 256]
    /// How much more often pairs may be equal than by chance, from a little to always.
    private static let lambdas = [2.0, 16, 1e4]

    init(prompts: Int) {
        self.prompts = max(1, prompts)
    }

    /// Takes in the answers of one request, each as a number that stands for its text.
    mutating func take(_ answers: [Int], prompt: Int) {
        var window = windows[prompt] ?? Window()
        for place in stride(from: 0, to: answers.count - 1, by: 2) {
            window.pairs.append((answers[place], answers[place + 1]))
            let count = window.pairs.count
            guard Self.looks.contains(count) else { continue }
            look(window.pairs, Look(round: window.round, pairs: count))
            if count == Self.looks.last {
                window.pairs.removeAll(keepingCapacity: true)
                window.round += 1
            }
        }
        windows[prompt] = window
    }

    private mutating func look(_ pairs: [(Int, Int)], _ look: Look) {
        let logs = Self.logEValues(pairs)
        // Σ 1/(r (r + 1)) over all rounds is 1.
        let round = Double(look.round)
        let weight = -log(2 * Double(Self.looks.count) * round * (round + 1))
        add(logs, weight: weight - log(Double(prompts)))
        var product = products[look] ?? Product()
        for (index, value) in logs.enumerated() { product.logs[index] += value }
        product.prompts += 1
        products[look] = product
        if product.prompts == prompts {
            add(product.logs, weight: weight)
            products[look] = nil
        }
    }

    private mutating func add(_ logs: [Double], weight: Double) {
        let mean = SpecialFunctions.logSumExp(logs) - log(Double(logs.count))
        logEvidence = Self.logAdd(logEvidence, weight + mean)
    }

    // MARK: - E-values

    /// The logarithm of λ^W / E[λ^W] for each λ.
    static func logEValues(_ pairs: [(Int, Int)]) -> [Double] {
        var counts: [Int: Int] = [:]
        for pair in pairs {
            counts[pair.0, default: 0] += 1
            counts[pair.1, default: 0] += 1
        }
        let equal = Double(pairs.count { $0.0 == $0.1 })
        let moments = logMoments(counts.values.sorted(), pairs: pairs.count)
        return lambdas.map { lambda in
            var expectation = -Double.infinity
            for (order, moment) in moments.enumerated() {
                expectation = logAdd(expectation, Double(order) * log(lambda - 1) + moment)
            }
            return equal * log(lambda) - expectation
        }
    }

    /// The logarithms of E C(W, j), from j = 0 on.
    private static func logMoments(_ counts: [Int], pairs: Int) -> [Double] {
        var coefficients = [0.0]
        for count in counts where count > 1 {
            let terms = (0...count / 2).map { used in
                logFalling(count, 2 * used) - SpecialFunctions.logGamma(Double(used) + 1)
            }
            var next = Array(
                repeating: -Double.infinity, count: coefficients.count + terms.count - 1)
            for (place, coefficient) in coefficients.enumerated() {
                for (used, term) in terms.enumerated() {
                    next[place + used] = logAdd(next[place + used], coefficient + term)
                }
            }
            coefficients = next
        }
        return coefficients.enumerated().map { order, coefficient in
            // C(M, j) · j! = (M)_j
            coefficient + logFalling(pairs, order) - logFalling(2 * pairs, 2 * order)
        }
    }

    /// The logarithm of n (n − 1) … (n − k + 1).
    private static func logFalling(_ n: Int, _ k: Int) -> Double {
        SpecialFunctions.logGamma(Double(n) + 1) - SpecialFunctions.logGamma(Double(n - k) + 1)
    }

    private static func logAdd(_ one: Double, _ two: Double) -> Double {
        let larger = max(one, two)
        guard larger > -.infinity else { return larger }
        return larger + log(1 + exp(min(one, two) - larger))
    }
}
