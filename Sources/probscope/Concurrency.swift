import ArgumentParser
import Sampling

/// How many requests each server gets at once: a number, or as many as are of use to it.
enum Concurrency: ExpressibleByArgument, Hashable {
    case fixed(Int)
    case auto

    static let most = 4096
    /// The most that is tried: vLLM's usual number of sequences.
    static let mostFound = 256

    init?(argument: String) {
        if argument == "auto" {
            self = .auto
        } else if let number = Int(argument) {
            self = .fixed(number)
        } else {
            return nil
        }
    }

    var defaultValueDescription: String {
        switch self {
        case .fixed(let number): "\(number)"
        case .auto: "auto"
        }
    }

    /// The number, where one is given.
    var number: Int? {
        if case .fixed(let number) = self { number } else { nil }
    }
}

extension ServerOptions {
    /// Has the plan find out how many draws a server can take at once, where that is asked for.
    func adapt(_ plan: inout SamplingPlan) {
        if concurrency == .auto { plan.limits.mostAtOnce = Concurrency.mostFound }
    }
}
