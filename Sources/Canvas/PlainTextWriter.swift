/// Writes a frame as plain text.
package enum PlainTextWriter {
    /// One line a row, trailing blanks trimmed, each ended by a newline.
    package static func text(_ frame: Frame) -> String {
        var text = ""
        for y in 0..<frame.height {
            var blanks = 0
            for cell in frame.row(y) {
                if cell.text == " " {
                    blanks += 1
                    continue
                }
                text += String(repeating: " ", count: blanks)
                blanks = 0
                text += cell.text
            }
            text += "\n"
        }
        return text
    }
}
