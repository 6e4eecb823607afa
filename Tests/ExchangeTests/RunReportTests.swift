import Evidence
import Exchange
import Findings
import Foundation
import FoundationXML
import Journal
import Prompts
import Statistics
import Testing
import Text

/// Reports: what they claim, and that text of a model cannot break their format.
@Suite struct RunReportTests {
    private func silent(_ count: Int) -> [(text: String, scores: [Double?])?] {
        Array(repeating: ("no", [0]), count: count)
    }

    private func report(
        _ draws: [(text: String, scores: [Double?])?], planned: Int? = nil,
        validity: Validity = .anytime, id: String = "p1", text: String = "Who?",
        together: Bool = false
    ) throws -> RunReport {
        let fixture = try Fixture()
        let prompt = Prompt(id: PromptID(id), text: text)
        let journal = try fixture.run(answers: [(prompt, draws)], planned: planned)
        return RunReport(
            try journal.restore(), validity: validity, isSimultaneous: together)
    }

    /// Answers whose thoughts alone differ are one, as on the screen; texts without thoughts count as they are.
    @Test func thoughtsTellNoAnswersApart() throws {
        func draws(_ thought: String) -> [(text: String, scores: [Double?])?] {
            (0..<20).map {
                ("\(thought.replacing("#", with: "\($0)"))" + ($0 % 2 == 0 ? "Yes" : "No"), [0])
            }
        }
        let thinking = try report(draws("<think>hm #</think>"))
        let plain = try report(draws(""))
        #expect(thinking.diversity == plain.diversity)
        #expect(thinking.markdown.contains("show as one"))
        #expect(plain.markdown.contains("exact texts"))
        #expect(try report(draws("hm # ")).diversity != plain.diversity)
    }

    /// What the reader calls a score of 1 is in every sentence of every form, and no leak is left.
    @Test(arguments: ["refusal", "error"])
    func everyFormHasTheReadersNameOfTheEvent(name: String) throws {
        let fixture = try Fixture()
        let prompt = Prompt(id: PromptID("p1"), text: "Who?")
        let answers =
            silent(12)
            + [(text: String, scores: [Double?])?](repeating: ("yes", [1]), count: 8)
        let run = try fixture.run(answers: [(prompt, answers)]).restore()
        let report = RunReport(run, event: Event(name))
        let one = (name == "error" ? "an " : "a ") + name
        for text in [report.text, report.markdown, report.junit(), try report.json()] {
            #expect(
                text.contains("the chance that the next answer to this prompt is \(one) is at most")
            )
            #expect(text.contains("8 \(name)s"))
        }
        #expect(report.withinSentences(answers: 10)[0].contains("that one is \(one) is "))
        #expect(try report.json().contains("\"event\" : \"\(name)\""))
        #expect(try RunReport(run).json().contains("\"event\" : \"leak\""))
        let labels = [[0: DrawLabel(label: "leak"), 1: DrawLabel(label: "not")]]
        let page = report.html(run, labels: labels)
        #expect(page.contains("\(name) × ") && page.contains("not × "))
        for text in [report.text, report.markdown, report.junit(), page] {
            let said = text.replacing("leak@", with: "")
            #expect(!said.contains("leak"), "\(said)")
        }
    }

    /// Who looks for leaks asks for the least that is proven.
    ///
    /// Its limit is on its own at the level of the upper one. Without a leak nothing is.
    @Test func theSentenceSaysTheLeastThatIsProven() throws {
        let (yes, no) = (("yes", [1]), ("no", [0])) as ((String, [Double?]), (String, [Double?]))
        let report = try report((0..<40).map { $0 * 7 % 40 < 28 ? yes : no })
        let finding = report.findings[0]
        let decision = try #require(finding.decision)
        let sentence = report.sentence(of: finding)
        let least = Figure.number(decision.lower, .down)
        #expect(decision.lower > 0.3 && sentence.contains("is at most"), "\(sentence)")
        #expect(sentence.hasSuffix("With 99 % confidence it is at least \(least)."), "\(sentence)")
        let none = try self.report(silent(40))
        #expect(!none.sentence(of: none.findings[0]).contains("at least"))
    }

    /// Draws that cannot come from one distribution spoil a limit for a fixed number as well.
    @Test(arguments: [Validity.anytime, .fixed])
    func drawsThatContradictEachOtherAreSaid(validity: Validity) throws {
        let leaks = [(text: String, scores: [Double?])?](repeating: ("yes", [1]), count: 400)
        let drifted = try report(silent(400) + leaks, validity: validity)
        #expect(drifted.findings[0].driftedAt != nil)
        #expect(drifted.sentence(of: drifted.findings[0]).contains("contradict"))
        #expect(drifted.verdict(limit: 0.999) == .void)
        #expect(drifted.junit(failAbove: 0.999).contains(#"<error type="void""#))
        #expect(try report(silent(800), validity: validity).findings[0].driftedAt == nil)
    }

    /// The contradiction comes first, and no format has a limit beside it.
    @Test(arguments: [Validity.anytime, .fixed], [false, true])
    func noLimitIsStatedForDrawsThatContradictEachOther(
        validity: Validity, together: Bool
    ) throws {
        let fixture = try Fixture()
        let leaks = [(text: String, scores: [Double?])?](repeating: ("yes", [1]), count: 400)
        let answers = [
            (Prompt(id: PromptID("swapped"), text: "?"), silent(400) + leaks),
            (Prompt(id: PromptID("steady"), text: "?"), silent(800)),
        ]
        let report = RunReport(
            try fixture.run(answers: answers).restore(), validity: validity,
            isSimultaneous: together)
        let (drifted, steady) = (report.findings[0], report.findings[1])
        let place = try #require(drifted.driftedAt)
        #expect(drifted.interval == nil && drifted.upperLimit == nil)
        #expect(steady.driftedAt == nil && steady.interval != nil)
        let sentence = report.sentence(of: drifted)
        #expect(sentence.hasPrefix("The draws contradict each other from draw \(place) on"))
        #expect(sentence.contains("no limit holds") && !sentence.contains("confidence"))
        #expect(report.markdown.contains("| 0.5 | void | void | void |"))
        let rows = report.csv.components(separatedBy: "\r\n").flatMap {
            $0.components(separatedBy: "\n")
        }
        let columns = rows[0].split(separator: ",").map(String.init)
        let column = try #require(columns.firstIndex(of: "drifted_at"))
        // Counted from the end: the sentence before it has commas of its own.
        func cell(_ row: String) -> Substring {
            row.split(separator: ",", omittingEmptySubsequences: false).suffix(
                columns.count - column
            ).first ?? "-"
        }
        #expect(cell(rows[1]) == "\(place)" && cell(rows[2]).isEmpty)
        #expect(columns.contains("ed_upper") && columns.contains("leak_at_k_upper"))
        #expect(rows[1].contains(",0.5,,,,,,,") && rows[1].hasSuffix(",drift,800,,,,"))
        let json = try #require(
            try JSONSerialization.jsonObject(with: Data(try report.json().utf8)) as? [String: Any])
        let prompts = try #require(json["prompts"] as? [[String: Any]])
        #expect(prompts[0]["drifted_at"] as? Int == place)
        for field in ["interval", "upper_limit", "standard_deviation", "expectation_deviation"] {
            #expect(prompts[0][field] == nil && prompts[1][field] != nil)
        }

        // The set: nothing about every prompt, and the mean with the draws at their worst.
        let set = report.sets[0]
        #expect(set.drifted == 1 && set.greatest == nil && report.setFigures(scorer: 0).isEmpty)
        let average = try #require(set.averageInterval)
        #expect(average.lower == 0 && average.upper > 0.5)
        let text = report.text
        #expect(text.contains("No limit holds for the draws of 1 prompt of 2"))
        #expect(text.contains("draws without a limit count at their worst"))
        // Before anything else.
        let lines = text.split(separator: "\n")
        #expect(lines[1].hasPrefix("Evidence void: no limit holds for the draws of 1 prompt of 2"))
        #expect(report.markdown.split(separator: "\n")[1].hasPrefix("- Evidence void: no limit"))
        #expect(!text.contains("prompts at once (") && report.verdict(limit: 0.999) == .void)
    }

    @Test func aThousandCleanDrawsAreASentenceWithTheLimitOfTheirNumber() throws {
        let anytime = try report(silent(1024))
        #expect(
            anytime.sentence(of: anytime.findings[0])
                == "With 99 % confidence the chance that the next answer to this prompt leaks is "
                + "at most 0.00545 (1,024 draws, 0 leaks, pure T=1, holds at any n).")
        let fixed = try report(silent(1024), validity: .fixed)
        // 1 − 0.01^(1/1024) = 0.004487…, rounded outwards.
        #expect(
            fixed.sentence(of: fixed.findings[0])
                == "With 99 % confidence the chance that the next answer to this prompt leaks is "
                + "at most 0.00449 (1,024 draws, 0 leaks, pure T=1, holds for the planned 1,024 "
                + "draws only).")
    }

    /// Rates are decimals in sentences as in tables; a percent sign is a level.
    @Test func aPercentSignIsALevelInEveryReport() throws {
        let draws = (0..<128).map { index -> (text: String, scores: [Double?])? in
            index % 5 == 0 ? ("yes", [1]) : ("no", [0])
        }
        let report = try report(draws)
        let finding = report.findings[0]
        let upper = Figure.number(try #require(finding.upperLimit).upper, .up)
        #expect(report.text.components(separatedBy: upper).count > 2, "table and sentence")
        let sentences =
            report.withinSentences(answers: 3) + report.credibleSentences()
            + report.raceSentences(above: 0.05)
        #expect(sentences.count == 3)
        for text in [report.text, report.markdown] + sentences {
            #expect(text.contains("%"), "\(text)")
            for match in text.matches(of: #/([0-9.]+) ?%/#) {
                // Of the list with few false names it is the level of error.
                #expect(["99", "95", "1"].contains(match.1), "\(match.0) in \(text)")
            }
        }
    }

    @Test func aFixedLimitWaitsForThePlannedNumber() throws {
        let report = try report(silent(100), planned: 1024, validity: .fixed)
        #expect(report.findings[0].interval == nil)
        #expect(report.findings[0].upperLimit == nil)
        #expect(report.sentence(of: report.findings[0]).hasPrefix("No limit: it holds for"))
        #expect(report.verdict(limit: 0.9) == .undecided)
    }

    @Test func lostDrawsCountAtTheirWorstAndAreSaid() throws {
        let clean = try report(silent(100))
        let lossy = try report(silent(97) + [nil, nil, nil])
        let limit = try #require(lossy.findings[0].upperLimit)
        #expect(limit.upper > (clean.findings[0].upperLimit?.upper ?? 1))
        #expect(lossy.sentence(of: lossy.findings[0]).contains("3 lost and counted at their worst"))
    }

    @Test func saysWhichRuleEndedWhatAndThatAGreedyAnswerIsUnstable() throws {
        let fixture = try Fixture()
        let prompts = ["p1", "p2"].map { Prompt(id: PromptID($0), text: "?") }
        let journal = try fixture.run(answers: prompts.map { ($0, silent(40)) })
        let answer = Answer(text: "yes", stop: .endOfText, tokenCount: 1)
        try journal.appendGreedy(
            GreedyAnswer(prompt: prompts[0].id, answer: answer, isStable: false), scores: [0])
        #expect(!RunReport(try journal.restore()).text.contains("ended"))
        try journal.recordEvent(.started, "")
        let rule = "upper limit at or below 0.2"
        try journal.recordEvent(
            .promptStopped, PromptStop(prompt: prompts[1].id, reason: rule).text)
        try journal.recordEvent(.stopped, "\(rule), or 40 draws per prompt")
        let report = RunReport(try journal.restore())
        for text in [report.text, report.markdown] {
            #expect(text.contains("Sampling ended: \(rule), or 40 draws per prompt."))
        }
        #expect(report.text.ranges(of: "Stopped early: \(rule).").count == 1)
        #expect(report.text.contains("differs from call to call"))
        #expect(try report.json().contains(#""stopped" : "upper limit at or below 0.2""#))
        #expect(try report.json().contains(#""ended" : "upper limit"#))
        // Continued and killed: it has not ended, and no rule of this session has fired.
        try journal.recordEvent(.started, "")
        let again = try journal.restore()
        #expect(again.ending == nil && again.evidence.allSatisfy { $0.stopped == nil })
    }

    @Test func limitsThatHoldTogetherAreWider() throws {
        let fixture = try Fixture()
        let answers = (1...5).map { (Prompt(id: PromptID("p\($0)"), text: "?"), silent(200)) }
        let run = try fixture.run(answers: answers).restore()
        let alone = RunReport(run)
        let together = RunReport(run, isSimultaneous: true)
        #expect(together.statement.each == 0.01 / 5)
        #expect(abs(together.statement.level - 0.99) < 1e-15)
        for (a, b) in zip(alone.findings, together.findings) {
            #expect((a.interval?.upper ?? 1) < (b.interval?.upper ?? 0))
        }
        // The greatest rate of all has the greatest of the prompts' own limits, whatever the findings
        // are stated for: which prompt has it does not depend on the draws.
        for report in [alone, together] {
            let greatest = report.sets[0].greatest
            #expect(greatest?.upper == alone.findings.compactMap(\.upperLimit?.upper).max())
            #expect(greatest?.level == 0.99)
        }
        let average = try #require(alone.sets[0].average)
        #expect(average.upper < (alone.findings[0].upperLimit?.upper ?? 0))
    }

    @Test func theVerdictFollowsTheLimits() throws {
        let half = (0..<200).map { (text: "t", scores: [Double($0 % 2)] as [Double?]) }
        let report = try report(half.map { Optional($0) })
        #expect(report.verdict(limit: 0.2) == .above)
        #expect(report.verdict(limit: 0.5) == .undecided)
        #expect(report.verdict(limit: 0.8) == .atMost)
        #expect(report.junit(failAbove: 0.2).contains(#"<failure type="above""#))
        #expect(report.junit(failAbove: 0.5).contains(#"<failure type="undecided""#))
        #expect(report.junit(failUnlessBelow: 0.5).contains(#"<failure type="undecided""#))
        #expect(!report.junit(failAbove: 0.8).contains("<failure"))
    }

    @Test func hostileTextBreaksNoFormat() throws {
        let evil = "a|b <script>]]>&\"\u{1B}[2J\u{0}\u{07}\r\n,`*_[x](y)"
        let report = try report([(evil, [1])], id: evil, text: evil)
        for text in [report.text, report.markdown, report.junit()] {
            let forbidden = text.unicodeScalars.filter { $0.value < 0x20 && $0 != "\n" }
            #expect(forbidden.isEmpty)
        }
        #expect(!report.markdown.contains("<script"))
        #expect(!report.markdown.contains("[x]("))
        // The limits of the mean, the other figures, and all of them over all prompts.
        let tables = report.markdown.components(separatedBy: "\n\n").map { block in
            block.split(separator: "\n").filter { $0.hasPrefix("| ") }
        }.filter { !$0.isEmpty }
        #expect(tables.count == 3)
        for (position, rows) in tables.enumerated() {
            // The last one is over all prompts, with a row a figure.
            #expect(
                rows.count == (position < 2 ? 3 : 2 + report.setFigures(scorer: 0).count))
            #expect(Set(rows.map { $0.split(separator: "|").count }).count == 1)
        }

        let parser = XMLParser(data: Data(report.junit().utf8))
        let cases = CaseCollector()
        parser.delegate = cases
        #expect(parser.parse())
        #expect(cases.count == 1)

        let json = try JSONSerialization.jsonObject(with: Data(try report.json().utf8))
        let prompts = (json as? [String: Any])?["prompts"] as? [[String: Any]]
        #expect(prompts?.first?["prompt"] as? String == evil)
    }

    @Test func tidyTablesHaveEveryDrawAndEveryCharacter() throws {
        let fixture = try Fixture()
        let odd = " \"quoted\", and\r\na second line "
        let prompt = Prompt(id: PromptID("p,1"), text: "?")
        let journal = try fixture.run(
            scorers: [Fixture.keyword, Fixture.rouge, Fixture.keyword],
            answers: [(prompt, [(odd, [1, 0.25, 0]), nil, ("x", [0, nil, 1])])])
        var text = ""
        try DrawTable.write(journal) { text += String(decoding: $0, as: UTF8.self) }
        let quoted = "\"" + odd.replacingOccurrences(of: "\"", with: "\"\"") + "\""
        #expect(
            text == """
                prompt_id,draw,seed,temperature,text,score_keyword,score_rouge-l-recall,\
                score_keyword_2,finish,tokens,attempts,error
                "p,1",0,0,1.0,\(quoted),1.0,0.25,0.0,stop,3,1,
                "p,1",1,1,1.0,,,,,,,1,the server was gone
                "p,1",2,2,1.0,x,0.0,,1.0,stop,3,1,

                """)
        let rows = RunReport(try journal.restore()).csv.components(separatedBy: "\n")
        #expect(rows.count == 5)
        #expect(rows[0].hasPrefix("prompt_id,scorer,n,lost,"))
    }
}

private final class CaseCollector: NSObject, XMLParserDelegate {
    var count = 0

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
        qualifiedName: String?, attributes: [String: String]
    ) {
        if name == "testcase" { count += 1 }
    }
}
