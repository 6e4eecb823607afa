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
        var cases: [String] = []
        var failures = 0
        var errors = 0
        if findings.isEmpty {
            // A file without a test would pass for a run in which nothing was measured.
            let reason = XMLText.attribute("the run has no scores; probscope score makes them")
            errors += 1
            cases.append(
                """
                    <testcase classname="run" name="\(XMLText.attribute(plan.name))">\
                <error type="not scored" message="\(reason)"/></testcase>
                """)
        }
        for finding in findings {
            let outcome = Outcome(
                finding, sentence: sentence(of: finding), failAbove: failAbove,
                failUnlessBelow: failUnlessBelow, statement)
            var body = ""
            switch outcome {
            case .passed: break
            case .failed(let type, let message):
                failures += 1
                body = "<failure type=\"\(type)\" message=\"\(XMLText.attribute(message))\"/>"
            case .error(let type, let message):
                errors += 1
                body = "<error type=\"\(type)\" message=\"\(XMLText.attribute(message))\"/>"
            }
            cases.append(
                """
                    <testcase classname="\(XMLText.attribute(finding.scorer.name))" \
                name="\(XMLText.attribute(finding.prompt.id.rawValue))">\(body)\
                <system-out>\(XMLText.content(sentence(of: finding)))</system-out></testcase>
                """)
        }
        for set in sets {
            guard let reason = set.void else { continue }
            errors += 1
            let message = XMLText.attribute(
                "the draws of all prompts \(reason.words): no limit holds")
            cases.append(
                """
                    <testcase classname="\(XMLText.attribute(set.scorer.name))" name="all prompts">\
                <error type="void" message="\(message)"/></testcase>
                """)
        }
        return Self.junit(cases, name: plan.name, failures: failures, errors: errors)
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

    private enum Outcome {
        case passed
        case failed(type: String, message: String)
        case error(type: String, message: String)

        /// - Parameter statement: what is stated of the findings: all of it of a proof that one is
        ///   above, each by itself of one that all are below.
        init(
            _ finding: Finding, sentence: String, failAbove: Double?, failUnlessBelow: Double?,
            _ statement: Statement
        ) {
            if finding.failure != nil {
                self = .error(type: "not sampled", message: sentence)
                return
            }
            if let contradiction = finding.contradiction {
                self = .error(type: "void", message: "\(contradiction): no limit holds")
                return
            }
            let limits = [failAbove, failUnlessBelow].compactMap { $0 }
            let decision = finding.decision
            if let limit = limits.first(where: { finding.verdict(limit: $0) == .above }) {
                self = .failed(
                    type: "above",
                    message:
                        "proven above \(limit): the lower limit, \(statement.oneSidedLevel), is "
                        + "\(decision?.lower ?? 0)")
            } else if finding.excludesEstimate, !limits.isEmpty {
                self = .failed(
                    type: "undecided",
                    message:
                        "not enough evidence: the mean of all draws lies outside its own limits")
            } else if let limit = failAbove, finding.verdict(limit: limit) == .undecided {
                self = .failed(
                    type: "undecided",
                    message: "not enough evidence: the limits still lie on both sides of \(limit)")
            } else if let limit = failUnlessBelow, finding.verdict(limit: limit) != .atMost {
                self = .failed(
                    type: "undecided",
                    message:
                        "not proven at or below \(limit): the upper limit, \(statement.byItself.oneSidedLevel), is "
                        + "\(finding.acceptance?.upper ?? 1)")
            } else {
                self = .passed
            }
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
