extension Frame {
    /// The same picture in printable ASCII alone, cell for cell: for a terminal or a file that
    /// cannot hold anything else.
    ///
    /// Characters without a twin become `?`.
    package func reducedToASCII() -> Frame {
        var reduced = self
        for y in 0..<height {
            for (x, cell) in row(y).enumerated() where cell.text.utf8.count != 1 {
                let twin = cell.text.unicodeScalars.first.flatMap { scalar in
                    scalar.isASCII ? Character(scalar) : ASCIITwin.table[scalar]
                }
                let text: Character = cell.isContinuation ? "?" : twin ?? "?"
                reduced.replace(text, x: x, y: y)
            }
        }
        return reduced
    }
}

/// Typographic characters and decoration with an ASCII character that reads the same.
private enum ASCIITwin {
    static let table: [Unicode.Scalar: Character] = {
        var table: [Unicode.Scalar: Character] = [:]
        for (scalars, twin) in twins {
            for scalar in scalars.unicodeScalars { table[scalar] = twin }
        }
        return table
    }()

    private static let twins: [(String, Character)] = [
        ("‘’‚‛′", "'"), ("“”„‟″«»", "\""), ("‐‑‒–—―−─━╌", "-"), ("│┃╎", "|"), ("…", "~"),
        ("┌┐└┘├┤┬┴┼╭╮╰╯┣┫", "+"), ("•●◆✓", "*"), ("▸→›", ">"), ("◂←‹", "<"), ("↑▴", "^"),
        ("↓▾", "v"), ("×✗", "x"), ("·", "."), ("█▉▊▋▌▓▇▆▅", "#"), ("▍▎▏▒░▄▃", ":"), ("▁▂", "."),
        ("⏎", "$"), ("àáâãäå", "a"), ("èéêë", "e"), ("ìíîï", "i"), ("òóôõö", "o"), ("ùúûü", "u"),
        ("ç", "c"), ("ñ", "n"), ("ÀÁÂÃÄÅ", "A"), ("ÈÉÊË", "E"), ("ÌÍÎÏ", "I"), ("ÒÓÔÕÖ", "O"),
        ("ÙÚÛÜ", "U"), ("Ç", "C"), ("Ñ", "N"), ("\u{A0}\u{2009}\u{202F}\u{3000}", " "),
    ]
}
