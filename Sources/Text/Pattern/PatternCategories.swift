extension PatternSet.Kind {
    /// The kind that a letter behind a backslash names, and whether its opposite is meant.
    static func escaped(_ letter: Unicode.Scalar) -> (PatternSet.Kind, isNegated: Bool)? {
        switch letter {
        case "d": (.digit, false)
        case "D": (.digit, true)
        case "w": (.word, false)
        case "W": (.word, true)
        case "s": (.space, false)
        case "S": (.space, true)
        default: nil
        }
    }
}

/// General categories by the names that patterns have for them.
enum PatternCategories {
    static func named(_ name: String) -> [Unicode.GeneralCategory]? {
        let short = name.lowercased().filter { $0 != "_" && $0 != " " }
        return all[long[short] ?? short]
    }

    private static let long = [
        "letter": "l", "alphabetic": "l", "alpha": "l", "uppercaseletter": "lu", "uppercase": "lu",
        "lowercaseletter": "ll", "lowercase": "ll", "number": "n", "digit": "nd",
        "decimalnumber": "nd", "punctuation": "p", "punct": "p", "symbol": "s", "separator": "z",
        "mark": "m", "control": "cc", "space": "z",
    ]

    private static let all: [String: [Unicode.GeneralCategory]] = [
        "l": [.uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter],
        "lu": [.uppercaseLetter], "ll": [.lowercaseLetter], "lt": [.titlecaseLetter],
        "lm": [.modifierLetter], "lo": [.otherLetter],
        "m": [.nonspacingMark, .spacingMark, .enclosingMark], "mn": [.nonspacingMark],
        "mc": [.spacingMark], "me": [.enclosingMark],
        "n": [.decimalNumber, .letterNumber, .otherNumber], "nd": [.decimalNumber],
        "nl": [.letterNumber], "no": [.otherNumber],
        "p": [
            .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
            .initialPunctuation, .finalPunctuation, .otherPunctuation,
        ], "pc": [.connectorPunctuation], "pd": [.dashPunctuation], "ps": [.openPunctuation],
        "pe": [.closePunctuation], "pi": [.initialPunctuation], "pf": [.finalPunctuation],
        "po": [.otherPunctuation],
        "s": [.mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol], "sm": [.mathSymbol],
        "sc": [.currencySymbol], "sk": [.modifierSymbol], "so": [.otherSymbol],
        "z": [.spaceSeparator, .lineSeparator, .paragraphSeparator], "zs": [.spaceSeparator],
        "zl": [.lineSeparator], "zp": [.paragraphSeparator],
        "c": [.control, .format, .surrogate, .privateUse, .unassigned], "cc": [.control],
        "cf": [.format], "co": [.privateUse], "cn": [.unassigned],
    ]

    static let posix: [String: PatternSet.Kind] = [
        "alpha": .categories(all["l"] ?? []), "digit": .digit, "space": .space, "word": .word,
        "alnum": .categories((all["l"] ?? []) + (all["n"] ?? [])),
        "upper": .categories([.uppercaseLetter]), "lower": .categories([.lowercaseLetter]),
        "punct": .categories((all["p"] ?? []) + (all["s"] ?? [])),
        "blank": .categories([.spaceSeparator]), "cntrl": .categories([.control]),
    ]
}
