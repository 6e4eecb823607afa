import Canvas
import Evidence
import Findings
import Statistics

/// What is said below the list of groups that a server was asked about: how they were made, what may
/// be inferred from them, and what their limits hold for.
struct GroupLines {
    let context: Context
    let detail: OutputDetail
    private var glyphs: Glyphs { context.glyphs }
    private var isTopic: Bool { context.answerList.grouping == .topic }

    /// How the groups were made.
    var title: SafeText {
        guard let partition = detail.partition else { return "All answers" }
        let rule: SafeText =
            (isTopic ? "Topics: " : "Meanings: ") + SafeText(oneLine: partition.rule)
        return rule
            + (partition.frozenGroups > 0
                ? glyphs.dot + "found in the first \(partition.frozenAt) draws" : "")
    }

    /// Three lines.
    func lines(width: Int) -> [SafeText] {
        guard let partition = detail.partition else {
            return [
                Words.fitting(
                    [
                        "nobody was asked about these answers yet; spellings of one are together "
                            + "meanwhile",
                        "nobody was asked about these answers yet",
                    ], width: width)
            ]
        }
        let remarks = partition.remarks.map { SafeText(oneLine: $0) }
            .reduce(SafeText()) { $0.isEmpty ? $1 : $0 + "; " + $1 }
        return [
            Words.fitting(isTopic ? topic(partition) : entropy, width: width),
            remarks.isEmpty
                ? Words.fitting(caveat, width: width)
                : remarks.clipped(to: width, glyphs: glyphs),
            limits(partition, width: width),
        ]
    }

    private var caveat: [SafeText] {
        isTopic
            ? [
                "A topic is what answers are about: 42 and 43, yes and no may be one topic.",
                "a topic says what answers are about, no more",
            ]
            : [
                "Each answer was compared with the first one of every group, both ways.",
                "meanings are the judge's",
            ]
    }

    /// How alike the texts of the selected topic are.
    private func topic(_ partition: AnswerPartition) -> [SafeText] {
        let number = context.selectedAnswer.flatMap { partition.group(of: $0.text) }
        let least = number.flatMap {
            partition.likeness.indices.contains($0) ? partition.likeness[$0] : nil
        }
        guard let least else { return ["This topic has one text."] }
        let figure = Figure.fixed(least, places: 2, .down)
        return [
            "The two texts of this topic that are least alike have a cosine of " + figure + ".",
            "lowest cosine in this topic " + figure,
        ]
    }

    /// The entropy of meanings beside that of texts.
    private var entropy: [SafeText] {
        guard let meanings = detail.meanings, let texts = detail.diversity else {
            return ["the entropy of meanings comes when all answers were judged"]
        }
        func words(_ diversity: OutputDiversity) -> SafeText {
            diversity.tellsVariety
                ? Figure.fixed(diversity.chaoShenEntropy, places: 2) + " nats"
                : "more than can be told"
        }
        let of: SafeText = "entropy of meanings " + words(meanings) + ", of texts " + words(texts)
        return [of + " (Chao-Shen, estimates)", of, "entropy of meanings " + words(meanings)]
    }

    /// What the limits of the shares hold for.
    private func limits(_ partition: AnswerPartition, width: Int) -> SafeText {
        if context.selectedRow?.void == nil, let row = detail.rows.first, row.target == nil {
            return Words.fitting(
                [
                    "Shares are estimates: limits come from draws after those that the topics "
                        + "were found in.",
                    "Shares are estimates; limits come from further draws.",
                    "shares are estimates; further draws give limits", "shares are estimates",
                ], width: width)
        }
        guard isTopic, let row = detail.rows.first else {
            return OutputTable.statement(detail, context: context, width: width)
        }
        let lost =
            context.selectedEvidence?.lostDraws.count { $0 >= partition.frozenAt } ?? 0
        let label: SafeText =
            width >= 70 ? "all shares, later draws alone: " : "later draws: "
        return label
            + Words.guarantee(
                draws: detail.completed + detail.lost - partition.frozenAt,
                MissingScores(lost: lost),
                OutputTable.reading(of: row, detail: detail, context: context),
                question: context.question, width: width - label.width, glyphs: glyphs)
    }
}
