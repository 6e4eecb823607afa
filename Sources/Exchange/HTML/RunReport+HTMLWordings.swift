import Findings
import Statistics
import Text

/// Questions in several wordings on the page.
extension RunReport {
    /// A table a scorer; nothing without groups.
    var wordingTables: HTMLText {
        let tables = sets.indices.map { scorer -> HTMLText in
            let groups = wordings(scorer: scorer)
            guard !groups.isEmpty else { return "" }
            let heads = Self.wordingHeader.map { #"<th class="number">\#($0)</th>"# as HTMLText }
            let rows = groups.map { group -> HTMLText in
                let cells = zip(Self.wordingHeader, Self.cells(group)).map { name, cell in
                    #"<td class="number" data-label="\#(name)">\#(cell)</td>"# as HTMLText
                }
                return "<tr>\(cells.joined())</tr>"
            }
            return """
                <section><h2>\(wordingTitle(scorer))</h2><table><caption>\(wordingSentence(scorer))\
                </caption><thead><tr>\(heads.joined())</tr></thead><tbody>\(rows.joined())</tbody>\
                </table></section>
                """
        }
        return tables.joined()
    }
}
