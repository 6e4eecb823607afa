import Findings
import Text

/// The letters of a question of multiple choice in a report, with how often each is chosen.
enum HTMLChoices {
    static func table(_ choices: ChoiceShares) -> HTMLText {
        let isExact = choices.rows.contains { $0.exact != nil }
        let words: HTMLText =
            isExact
            ? "Probabilities are exact as far as answers were seen."
            : "The limits of each share hold on their own: the letters were there before any draw."
        let rows = choices.rows.map { row(choices, $0) }
        return """
            <table><caption>Choices, of \(Figure.count(choices.completed, "answer", "answers")). \
            \(words)</caption><thead><tr><th>letter</th><th class="number">draws</th>\
            <th class="number">share</th><th class="number">limits</th><th></th><th>choice</th></tr>\
            </thead><tbody>\(rows.joined())</tbody></table>
            """
    }

    private static func row(_ choices: ChoiceShares, _ row: ChoiceShares.Row) -> HTMLText {
        let letter = row.letter.map(String.init) ?? "none"
        let mark: HTMLText = row.isRight ? #" <span class="mark">right</span>"# : ""
        let text = SafeText(sanitizing: row.text).clipped(to: 120)
        return """
            <tr><td data-label="letter"><div>\(letter)\(mark)</div></td>\
            <td class="number" data-label="draws">\(Figure.count(row.count))</td>\
            <td class="number" data-label="share">\(Figure.number(row.share))</td>\
            <td class="number" data-label="share limits">\(row.limitWords ?? "–")</td>\
            <td data-label="">\(HTMLPicture.share(row))</td>\
            <td data-label="choice"><div>\(text)</div></td></tr>
            """
    }
}
