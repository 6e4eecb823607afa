import Evidence
import Findings
import Journal
import Prompts
import Statistics
import Text

extension RunReport {
    /// The report as JUnit XML: one test case a prompt and scorer, for continuous integration.
    ///
    /// A case fails where its lower limit is above `failAbove`, or where the limits still
    /// lie on both sides of it. A prompt that was not sampled, or whose draws contradict each other, is
    /// an error, with or without a limit.
    ///
    /// - Parameters:
    ///   - failAbove: the greatest rate that is acceptable.
    ///   - failUnlessBelow: the rate that every upper limit has to be at or below.
    package func junit(failAbove: Double? = nil, failUnlessBelow: Double? = nil) -> String {
        let limits = GateLimits(failAbove: failAbove, failUnlessBelow: failUnlessBelow)
        var cases: [String] = []
        var failures = 0
        var errors = 0
        if let emptiness {
            // A file without a test would pass for a run in which nothing was measured.
            let reason = XMLText.attribute(emptiness)
            errors += 1
            cases.append(
                """
                    <testcase classname="run" name="\(XMLText.attribute(plan.name))">\
                <error type="not scored" message="\(reason)"/></testcase>
                """)
        }
        for finding in findings {
            let element = element(finding, finding.outcome(limits))
            if element?.isError == true { errors += 1 }
            if element?.isError == false { failures += 1 }
            let body = element?.text ?? ""
            cases.append(
                """
                    <testcase classname="\(XMLText.attribute(finding.scorer.name))" \
                name="\(XMLText.attribute(finding.prompt.id.rawValue))">\(body)\
                <system-out>\(XMLText.content(sentence(of: finding)))</system-out></testcase>
                """)
        }
        for set in sets {
            if set.isDoubtful, !limits.isEmpty {
                failures += 1
                cases.append(Self.setCase(set, "failure", "undecided", Self.doubtWords))
            }
            guard let reason = set.void else { continue }
            errors += 1
            cases.append(
                Self.setCase(
                    set, "error", "void",
                    "the draws of all prompts \(reason.words): no limit holds"))
        }
        return Self.junit(cases, name: plan.name, failures: failures, errors: errors)
    }

    private static var doubtWords: String {
        "not enough evidence: the mean over the prompts lies \(Doubt.mark): \(Doubt.conclusion)"
    }

    /// A case about all prompts together.
    private static func setCase(
        _ set: ReportSet, _ element: String, _ type: String, _ message: String
    ) -> String {
        """
            <testcase classname="\(XMLText.attribute(set.scorer.name))" name="all prompts">\
        <\(element) type="\(type)" message="\(XMLText.attribute(message))"/></testcase>
        """
    }

    /// JUnit XML of a run that cannot be read as what was drawn: one case, an error.
    package static func junit(void reason: String, name: String) -> String {
        let shown = XMLText.attribute(name)
        let error = "<error type=\"void\" message=\"\(XMLText.attribute(reason))\"/>"
        return junit(
            ["    <testcase classname=\"run\" name=\"\(shown)\">\(error)</testcase>"], name: name,
            failures: 0, errors: 1)
    }

    private static func junit(
        _ cases: [String], name: String, failures: Int, errors: Int
    ) -> String {
        let counts = "tests=\"\(cases.count)\" failures=\"\(failures)\" errors=\"\(errors)\""
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuites name="probscope" \(counts)>
              <testsuite name="\(XMLText.attribute(name))" \(counts)>
            \(cases.joined(separator: "\n"))
              </testsuite>
            </testsuites>
            """
    }

    /// What a test case has in it; nil where it passed.
    private func element(
        _ finding: ReportRow, _ outcome: GateOutcome
    ) -> (isError: Bool, text: String)? {
        func element(_ name: String, _ type: String, _ message: String) -> (Bool, String) {
            let text = "<\(name) type=\"\(type)\" message=\"\(XMLText.attribute(message))\"/>"
            return (name == "error", text)
        }
        switch outcome {
        case .passed: return nil
        case .void(let reason):
            return element("error", "void", "the draws \(reason.words): no limit holds")
        case .notSampled: return element("error", "not sampled", sentence(of: finding))
        case .above(let limit):
            return element(
                "failure", "above",
                "proven above \(limit): the lower limit, \(statement.oneSidedLevel), is "
                    + "\(finding.decision?.lower ?? 0)")
        case .noLimit:
            return element(
                "failure", "undecided", "not enough evidence: \(sentence(of: finding))")
        case .outsideItsLimits:
            return element(
                "failure", "undecided",
                "not enough evidence: the mean lies outside its own limits: \(Doubt.conclusion)")
        case .undecided(let limit):
            return element(
                "failure", "undecided",
                "not enough evidence: the limits still lie on both sides of \(limit)")
        case .notBelow(let limit):
            return element(
                "failure", "undecided",
                "not proven at or below \(limit): the upper limit, "
                    + "\(statement.byItself.oneSidedLevel), is \(finding.acceptance?.upper ?? 1)")
        }
    }
}

extension Statement {
    /// What the limits that a gate reads hold for: those of an interval beside it are wider.
    package var oneSidedLevel: String {
        "one-sided at level \(Figure.level(alpha))" + (together > 1 ? " for all at once" : "")
    }
}

/// Text within XML: sanitised, since XML has no way to write control characters, and escaped.
enum XMLText {
    static func attribute(_ text: String) -> String { content(text) }

    static func content(_ text: String) -> String {
        var result = ""
        for scalar in SafeText(sanitizing: text).string.unicodeScalars {
            switch scalar {
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "&": result += "&amp;"
            case "\"": result += "&quot;"
            case "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
