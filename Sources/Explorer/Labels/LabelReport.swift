import Canvas
import Evidence
import Findings
import Prompts
import Statistics

/// What the labels of a run say, and what the random ones among them prove.
struct LabelReport: Sendable {
    /// How many distinct answers have each word, and how many draws gave these.
    private let words: [(word: String, count: Int, draws: Int)]
    private let people: [String]
    private let person: String
    private let sample: LabelSample?
    private let finding: LabelFinding?
    private let agreements: [(one: String, other: String, LabelAgreement)]
    private let scorer: String
    private let question: Statement
    private let event: Event
    private let glyphs: Glyphs

    init(_ context: Context) {
        let book = context.labels.book(of: context.runs.position)
        let prompts = context.received?.prompts ?? []
        var counts: [String: (texts: Int, draws: Int)] = [:]
        var texts: [PromptID: [Int: [DrawLabel]]] = [:]
        for evidence in prompts {
            let labels = book.labels(of: evidence)
            texts[evidence.prompt.id] = labels
            for (position, said) in labels {
                let draws =
                    evidence.outputs.indices.contains(position)
                    ? evidence.outputs[position].count : 0
                for word in Set(said.map(\.label)) {
                    counts[word, default: (0, 0)].texts += 1
                    counts[word, default: (0, 0)].draws += draws
                }
            }
        }
        words = counts.sorted { ($1.value.texts, $0.key) < ($0.value.texts, $1.key) }
            .map { ($0.key, $0.value.texts, $0.value.draws) }
        people = book.people
        person = context.labels.person
        sample = book.sample
        scorer = context.scorerFacts?.name ?? ""
        question = context.question
        event = context.event
        glyphs = context.glyphs
        guard let sample = book.sample else {
            (finding, agreements) = (nil, [])
            return
        }
        let reader = Reader(context, texts)
        finding = reader.finding(sample)
        agreements = reader.agreements(sample, people)
    }

    /// Reads the picked draws in their order.
    private struct Reader {
        let context: Context
        let texts: [PromptID: [Int: [DrawLabel]]]

        init(_ context: Context, _ texts: [PromptID: [Int: [DrawLabel]]]) {
            self.context = context
            self.texts = texts
        }

        private func text(_ draw: DrawName) -> (evidence: PromptEvidence, position: Int)? {
            guard let evidence = context.evidence(of: draw.prompt),
                evidence.sequence.indices.contains(draw.index)
            else { return nil }
            let position = Int(evidence.sequence[draw.index])
            return position < 0 ? nil : (evidence, position)
        }

        func finding(_ sample: LabelSample) -> LabelFinding {
            var pairs: [LabelFinding.Pair] = []
            for draw in sample.draws {
                guard let (evidence, position) = text(draw),
                    let said = texts[draw.prompt]?[position],
                    let word = LabelMark(said, person: context.labels.person).word,
                    let score = evidence.score(ofDraw: draw.index, by: context.scorer)
                else { break }
                let truth: Bool? =
                    switch word {
                    case DrawLabel.leak: true
                    case DrawLabel.not: false
                    default: nil
                    }
                pairs.append(
                    LabelFinding.Pair(verdict: score > context.threshold, truth: truth))
            }
            let prompts = (context.received?.prompts ?? []).filter {
                sample.prompt == nil || $0.prompt.id == sample.prompt
            }
            let isVoid = prompts.contains { evidence in
                context.findings.positions[evidence.prompt.id].map {
                    context.findings.rows[$0].reading.void != nil
                } ?? false
            }
            return LabelFinding(
                pairs, picked: sample.draws.count,
                scores: prompts.map { $0.scores(by: context.scorer) },
                threshold: context.threshold, isVoid: isVoid, alpha: context.question.alpha)
        }

        /// Of the draws from the first on that both have labelled.
        func agreements(
            _ sample: LabelSample, _ people: [String]
        ) -> [(one: String, other: String, LabelAgreement)] {
            var found: [(one: String, other: String, LabelAgreement)] = []
            for (place, one) in people.enumerated() {
                for other in people[(place + 1)...] {
                    var pairs: [(String, String)] = []
                    for draw in sample.draws {
                        guard let (_, position) = text(draw),
                            let said = texts[draw.prompt]?[position],
                            let first = said.last(where: { $0.person == one }),
                            let second = said.last(where: { $0.person == other })
                        else { break }
                        pairs.append((first.label, second.label))
                    }
                    if let agreement = LabelAgreement(pairs, alpha: context.question.alpha) {
                        found.append((one, other, agreement))
                    }
                }
            }
            return found
        }
    }

    // MARK: - In words

    private static func list(_ parts: [SafeText]) -> SafeText {
        parts.reduce(SafeText()) { $0.isEmpty ? $1 : $0 + ", " + $1 }
    }

    private func name(_ person: String) -> SafeText {
        person.isEmpty ? "somebody" : SafeText(oneLine: person)
    }

    /// The paragraphs of the window.
    var paragraphs: [(label: SafeText, text: SafeText)] {
        var lines: [(SafeText, SafeText)] = []
        let total = words.reduce(0) { $0 + $1.count }
        guard total > 0 || sample != nil else {
            return [
                ("labels", "none yet: m in Outputs or in the reader labels an answer"),
                ("random", Self.advice),
            ]
        }
        let counts = Self.list(
            words.map { word, texts, draws in
                event.title(ofLabel: word) + ": " + Words.count(texts, "answer", "answers") + " ("
                    + Words.count(draws, "draw", "draws") + ")"
            })
        let by = Self.list(people.map(name))
        lines.append(
            ("labels", (counts.isEmpty ? "none yet" : counts) + (by.isEmpty ? "" : "; by " + by)))
        guard let sample, let finding else { return lines + [("random", Self.advice)] }
        let scope =
            sample.prompt.map { "of " + SafeText(oneLine: $0.rawValue) } ?? "of all prompts alike"
        lines.append(
            (
                "random",
                "\(finding.labelled) of \(finding.picked) picked draws, " + scope
                    + ", are labelled from the first on"
                    + (finding.unsure > 0 ? " (\(finding.unsure) unsure: at their worst)" : "")
            ))
        return lines + accuracy(finding) + rates(finding) + agreementLines
    }

    private static let advice: SafeText =
        "no draws were picked: :label sample 50 picks 50 at random, which prove how often the "
        + "scorer is right"

    private func accuracy(_ finding: LabelFinding) -> [(SafeText, SafeText)] {
        func share(
            _ bound: Bound?, of name: SafeText, _ count: Int, labelled label: SafeText
        ) -> SafeText {
            guard let bound else {
                return "not known: no picked draw is labelled " + label
            }
            return "right about " + Figure.unit(bound.estimate).trimmingLeadingBlanks() + " of "
                + "\(count) " + name + ", at least "
                + Figure.unit(bound.lower, rounding: .down).trimmingLeadingBlanks()
        }
        return [
            ("scorer", SafeText(oneLine: scorer)),
            (
                "sensitivity",
                share(
                    finding.sensitivity, of: event.many, finding.positives,
                    labelled: event.title(ofLabel: DrawLabel.leak))
            ),
            (
                "specificity",
                share(
                    finding.specificity, of: "others", finding.negatives,
                    labelled: event.title(ofLabel: DrawLabel.not))
            ),
        ]
    }

    private func rates(_ finding: LabelFinding) -> [(SafeText, SafeText)] {
        let level = Figure.level(question.alpha)
        func rate(_ bound: Bound?, _ missing: SafeText) -> SafeText {
            guard let bound else { return missing }
            let estimate =
                bound.estimate.isNaN
                ? "" : Figure.unit(bound.estimate).trimmingLeadingBlanks() + " "
            return estimate + Figure.interval(bound)
        }
        return [
            (event.rate, "each with " + level + " limits that hold at any n:"),
            ("by the scorer", rate(finding.verdicts, "no limit holds") + " as it is"),
            (
                "corrected",
                rate(finding.corrected, "not known: label more of the picked draws")
                    + " for all its errors that the labels leave possible"
            ),
            ("labels alone", rate(finding.byLabels, "not known yet") + " without the scorer"),
        ] + contradiction(finding, level)
    }

    /// Limits of one rate that exclude each other: at least one of them is wrong.
    private func contradiction(
        _ finding: LabelFinding, _ level: SafeText
    ) -> [(SafeText, SafeText)] {
        guard finding.isContradictory else { return [] }
        return [
            (
                "contradiction",
                "these limits exclude each other, so that one of them is wrong: as rare as two "
                    + level + " limits fail, or the picked draws are not those that were scored"
            )
        ]
    }

    private var agreementLines: [(SafeText, SafeText)] {
        let lines = agreements.map { one, other, agreement -> (SafeText, SafeText) in
            let kappa =
                agreement.kappa.map { ", kappa " + Figure.fixed($0, places: 2) } ?? ""
            return (
                "agreement",
                name(one) + " and " + name(other)
                    + " agree on \(agreement.agreed) of \(agreement.labelled) picked draws, "
                    + Figure.interval(agreement.share) + kappa
            )
        }
        guard lines.isEmpty, people.count > 1 else { return lines }
        return [("agreement", "two people must label the same picked draws from the first on")]
    }
}

extension OverlayWindow {
    static func labelLines(_ model: ExplorerModel, width: Int) -> [Line] {
        (model.context.labels.report?.paragraphs ?? []).flatMap { label, text in
            text.wrapped(to: max(8, width - 16)).enumerated().map { row, line in
                Line(
                    text: (row == 0 ? label : "").padded(to: 14) + "  " + line, labelWidth: 14)
            }
        }
    }
}
