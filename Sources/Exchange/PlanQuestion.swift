import Findings
import Statistics

/// `plan`: how many draws a goal takes, by Clopper–Pearson in advance and by the live bound.
///
/// Plans guarantee nothing. A goal out of reach is null.
struct PlanQuestion: Question {
    private let goal: Goal
    private let alpha: Double

    /// What is planned for; `x` is the target rate.
    private enum Goal: Sendable {
        case certify(target: Double, leaks: Int)
        case width(Double, rate: Double)
        case verdict(rate: Double, target: Double, power: Double)
    }

    private enum Field: String, CaseIterable, CodingKey {
        case metric, alpha, x, k, width, rate, power
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.fields(Field.self)
        alpha = try fields.decode(Double.self, forKey: .alpha)
        let rate = try fields.decodeIfPresent(Double.self, forKey: .rate)
        if let width = try fields.decodeIfPresent(Double.self, forKey: .width) {
            goal = .width(width, rate: rate ?? 0.5)
        } else if let rate {
            goal = .verdict(
                rate: rate, target: try fields.decode(Double.self, forKey: .x),
                power: try fields.decodeIfPresent(Double.self, forKey: .power) ?? 0.9)
        } else {
            goal = .certify(
                target: try fields.decode(Double.self, forKey: .x),
                leaks: try fields.decodeIfPresent(Int.self, forKey: .k) ?? 0)
        }
    }

    func fields() throws -> AnswerFields {
        let side: Bound.Side =
            switch goal {
            case .certify: .upper
            case .width: .two
            case .verdict(let rate, let target, _): rate <= target ? .upper : .lower
            }
        func draws(_ validity: Validity) throws -> Int? {
            try self.draws(
                Statement(alpha: alpha, side: side, validity: validity).proportionMethod)
        }
        return AnswerFields([
            "fixed": .whole(try draws(.fixed)), "anytime": .whole(try draws(.anytime)),
        ])
    }

    private func draws(_ method: Bound.Method) throws -> Int? {
        switch goal {
        case .certify(let target, let leaks):
            try Planner.drawsToCertify(
                target: target, leaks: leaks, alpha: alpha, method: method)
        case .width(let width, let rate):
            try Planner.drawsForWidth(width, rate: rate, alpha: alpha, method: method)
        case .verdict(let rate, let target, let power):
            try Planner.drawsForVerdict(
                rate: rate, target: target, power: power, alpha: alpha, method: method)
        }
    }
}

/// `forecast`: by which number of draws k leaks in n draws so far will be decided against x.
struct ForecastQuestion: Question {
    private let leaks: Int
    private let draws: Int
    private let target: Double
    private let alpha: Double
    private let isAnytime: Bool

    private enum Field: String, CaseIterable, CodingKey { case metric, alpha, validity, n, k, x }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.fields(Field.self)
        leaks = try fields.decode(Int.self, forKey: .k)
        draws = try fields.decode(Int.self, forKey: .n)
        target = try fields.decode(Double.self, forKey: .x)
        alpha = try fields.decode(Double.self, forKey: .alpha)
        isAnytime = try fields.choice(.validity, among: Validity.self) == .anytime
    }

    func fields() throws -> AnswerFields {
        let forecast = try DecisionForecast(
            leaks: leaks, draws: draws, target: target, alpha: alpha,
            method: Statement(alpha: alpha, validity: isAnytime ? .anytime : .fixed)
                .proportionMethod)
        return AnswerFields([
            "kind": .text("forecast"),
            "draws": .list(
                forecast.quantiles.map {
                    .object(
                        AnswerFields([
                            "probability": .number($0.probability), "draws": .whole($0.draws),
                        ]))
                }),
        ])
    }
}
