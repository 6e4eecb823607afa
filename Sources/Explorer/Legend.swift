import Canvas
import Evidence
import Findings

/// What the words and marks of the views mean, for readers who see them for the first time.
extension OverlayWindow {
    static func legendLines(_ view: ViewKind, _ model: ExplorerModel, width: Int) -> [Line] {
        let glyphs = model.context.glyphs
        var lines: [Line] = []
        let own = view.type.legend(glyphs)
        // What a view says of a word in its own way is not said once more.
        let further = common(model).filter { line in !own.contains { $0.0 == line.0 } }
        for (word, meaning) in own + further {
            // A word that is longer than its column stands in lines of its own.
            let isLong = word.width > legendWord
            if isLong {
                lines += word.wrapped(to: max(8, width)).map {
                    Line(text: $0, labelWidth: $0.width)
                }
            }
            for (row, text) in meaning.wrapped(to: max(8, width - legendWord - 2)).enumerated() {
                let label = row == 0 && !isLong ? word : ""
                lines.append(
                    Line(text: label.padded(to: legendWord) + "  " + text, labelWidth: legendWord))
            }
        }
        return lines
    }

    /// The columns of a word: those of a plain decoding.
    private static let legendWord = 19

    /// What stands in every view.
    private static func common(_ model: ExplorerModel) -> [(SafeText, SafeText)] {
        let context = model.context
        var lines: [(SafeText, SafeText)] = [
            (
                "SAMPLED, GREEDY",
                "whether draws are shown or the one answer at temperature 0; s changes it"
            ),
            ("n", "the number of draws, those that were lost included"),
            (
                Figure.level(context.question.alpha) + " two-sided",
                "how sure the limits are: they miss the truth in at most the rest of all runs, at "
                    + "both ends together; a changes it, B shows one end alone"
            ),
            (
                "holds at any n",
                "you may watch and stop when you like; fixed n holds only if n was chosen before"
            ),
            ("mixture+bets48", "the method of the limits: upper by a mixture, lower by bets"),
            ("target", "the rate that verdicts are about: yours (:target), 0.05 if you gave none"),
        ]
        if let shown = context.shown {
            let missing = context.findings.summary.missing
            if max(shown.progress.lost, missing.lost) > 0 {
                lines.append(
                    ("lost", "draws without a whole answer; every limit counts them at their worst")
                )
            }
            if missing.unscored > 0 {
                lines.append(
                    (
                        "not scored",
                        "answers without a score, as where a prompt has no reference: every limit "
                            + "counts them at their worst"
                    ))
            }
            lines.append(
                (
                    "\(shown.facts.decoding)",
                    shown.facts.isImported
                        ? "how a file says that tokens were drawn; nobody has checked it"
                        : "how tokens were drawn; pure: nothing cut off or penalised"
                ))
        }
        if let scorer = context.scorerFacts {
            lines.append(
                ("score", "by \(scorer.name): 0 = \(scorer.zero), 1 = \(scorer.one)"))
        }
        return lines
    }
}

extension ExplorerModel {
    /// Does what the selected line of the help says; closes any other window.
    mutating func runHelpLine() -> [Effect] {
        guard let overlay else { return [] }
        let lines = OverlayWindow.lines(of: overlay, model: self, width: context.screen.width)
        self.overlay = nil
        guard case .help(_, let selected) = overlay, lines.indices.contains(selected) else {
            return []
        }
        switch lines[selected].deed {
        case .action(let action): return perform(action)
        case .command(let name):
            startTyping(.command)
            line?.replace(with: name + " ")
        case nil: break
        }
        return []
    }
}
