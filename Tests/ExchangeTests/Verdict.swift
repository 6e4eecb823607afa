import Exchange
import Findings

// What a gate with one limit says, in one word.

extension RunReport {
    enum Verdict {
        case void, above, undecided, atMost
    }

    func verdict(limit: Double) -> Verdict {
        let verdicts = findings.map { $0.verdict(limit: limit) }
        if verdicts.contains(.void) || sets.contains(where: { $0.void != nil }) { return .void }
        if verdicts.contains(.above) { return .above }
        return verdicts.contains(.undecided) ? .undecided : .atMost
    }
}

extension ReportRow {
    func verdict(limit: Double) -> RunReport.Verdict {
        switch outcome(GateLimits(failAbove: limit)) {
        case .void: .void
        case .above: .above
        case .passed: .atMost
        case .notSampled, .noLimit, .outsideItsLimits, .notBelow, .undecided: .undecided
        }
    }
}
