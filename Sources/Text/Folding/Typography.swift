/// What typesetting makes of plain characters, undone.
///
/// Word processors and instruct models write ’ for ', “ for ", – for -, … for three dots; a name that
/// is written with either is the same name.
package enum Typography {
    /// The text with plain apostrophes, quotes, hyphens and dots, and in its compatibility form
    /// (NFKC: full width, ligatures, mathematical letters, circled digits).
    package static func plain(_ text: String) -> String {
        guard !text.utf8.allSatisfy({ $0 < 0x80 }) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if scalar.isASCII {
                result.append(scalar)
            } else {
                append(scalar, to: &result)
            }
        }
        return String(result)
    }

    private static func append(
        _ scalar: Unicode.Scalar, to result: inout String.UnicodeScalarView
    ) {
        if let mark = mark(scalar) {
            result.append(contentsOf: mark.unicodeScalars)
        } else if let form = CompatibilityForms.plain(scalar) {
            for scalar in form {
                // The full-width apostrophe and the small dash are marks only now.
                result.append(contentsOf: (mark(scalar) ?? String(scalar)).unicodeScalars)
            }
        } else {
            result.append(scalar)
        }
    }

    /// The plain form of a typographic mark.
    private static func mark(_ scalar: Unicode.Scalar) -> String? {
        switch scalar {
        // Quotation marks, modifier letters, primes, accents that stand alone.
        case "\u{2018}"..."\u{201B}", "\u{2039}", "\u{203A}", "\u{2032}", "\u{2035}", "\u{B4}",
            "\u{2B9}", "\u{2BB}"..."\u{2BD}", "\u{2C8}", "\u{2CA}", "\u{2CB}", "\u{55A}",
            "\u{5F3}", "\u{A78B}", "\u{A78C}", "\u{1FBD}", "\u{1FBF}", "\u{1FFD}",
            "\u{1FFE}":
            "'"
        case "\u{201C}"..."\u{201F}", "\u{AB}", "\u{BB}", "\u{2033}", "\u{2036}", "\u{2BA}",
            "\u{2EE}", "\u{5F4}", "\u{300C}"..."\u{300F}", "\u{301D}"..."\u{301F}":
            "\""
        // Hyphens, dashes, bullets in the form of a hyphen, minus signs.
        case "\u{2010}"..."\u{2015}", "\u{2043}", "\u{2212}", "\u{2D7}", "\u{58A}", "\u{5BE}",
            "\u{2E3A}", "\u{2E3B}", "\u{207B}", "\u{208B}", "\u{2796}", "\u{FE58}":
            "-"
        case "\u{2026}", "\u{22EF}": "..."
        case "\u{2025}": ".."
        default: nil
        }
    }
}
