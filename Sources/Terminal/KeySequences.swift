import Canvas

/// What terminals send for keys that have no character.
struct KeySequences: Sendable {
    private var keys: [[UInt8]: Key]

    /// The sequences of common terminals (xterm, VT220, rxvt, the Linux console), which many
    /// terminal descriptions lack.
    init() {
        keys = [:]
        for (text, key) in Self.common { keys[Array("\u{1B}\(text)".utf8)] = key }
    }

    /// Adds what the terminal's description says; it wins over the common sequences.
    mutating func add(_ sequence: [UInt8], key: Key) {
        // A control character is decoded as such: Ctrl-H and Backspace are often the same byte.
        if sequence.count > 1 { keys[sequence] = key }
    }

    func key(for sequence: some Collection<UInt8>) -> Key? {
        keys[Array(sequence)]
    }

    /// Names in terminal descriptions (terminfo) with their keys.
    static let capabilities: [(name: String, key: Key)] =
        [
            ("kcuu1", .up), ("kcud1", .down), ("kcub1", .left), ("kcuf1", .right),
            ("khome", .home), ("kend", .end), ("kpp", .pageUp), ("knp", .pageDown),
            ("kdch1", .delete), ("kich1", .insert), ("kcbt", .backTab), ("kent", .enter),
        ] + (1...12).map { ("kf\($0)", .function($0)) }

    private static let common: [(String, Key)] = [
        ("[A", .up), ("[B", .down), ("[C", .right), ("[D", .left),
        ("OA", .up), ("OB", .down), ("OC", .right), ("OD", .left),
        ("[H", .home), ("[F", .end), ("OH", .home), ("OF", .end),
        ("[1~", .home), ("[7~", .home), ("[4~", .end), ("[8~", .end),
        ("[2~", .insert), ("[3~", .delete), ("[5~", .pageUp), ("[6~", .pageDown),
        ("[Z", .backTab), ("OM", .enter),
        ("OP", .function(1)), ("OQ", .function(2)), ("OR", .function(3)), ("OS", .function(4)),
        ("[[A", .function(1)), ("[[B", .function(2)), ("[[C", .function(3)),
        ("[[D", .function(4)), ("[[E", .function(5)),
        ("[11~", .function(1)), ("[12~", .function(2)), ("[13~", .function(3)),
        ("[14~", .function(4)), ("[15~", .function(5)), ("[17~", .function(6)),
        ("[18~", .function(7)), ("[19~", .function(8)), ("[20~", .function(9)),
        ("[21~", .function(10)), ("[23~", .function(11)), ("[24~", .function(12)),
    ]
}
