/// A set of characters that a pattern names.
struct PatternSet: Sendable {
    /// The kinds that have an escape or a name of their own.
    enum Kind: Sendable {
        case digit, word, space, any
        case categories([Unicode.GeneralCategory])

        func contains(_ scalar: Unicode.Scalar) -> Bool {
            switch self {
            case .any: true
            case .digit: scalar.properties.generalCategory == .decimalNumber
            case .space: scalar.properties.isWhitespace
            case .word:
                scalar == "_" || scalar.properties.isAlphabetic
                    || Self.wordCategories.contains(scalar.properties.generalCategory)
            case .categories(let categories):
                categories.contains(scalar.properties.generalCategory)
            }
        }

        private static let wordCategories: [Unicode.GeneralCategory] = [
            .decimalNumber, .nonspacingMark, .spacingMark, .enclosingMark, .connectorPunctuation,
        ]
    }

    private enum Item: Sendable {
        case range(UInt32, UInt32)
        case kind(Kind, isNegated: Bool)
    }

    private var items: [Item] = []
    private var ignoresCase = false
    private var isNegated = false
    /// The answers for ASCII.
    private var low: UInt64 = 0
    private var high: UInt64 = 0

    init(_ scalar: Unicode.Scalar, ignoresCase: Bool) {
        self.ignoresCase = ignoresCase
        items = [.range(scalar.value, scalar.value)]
        prepare()
    }

    init(_ kind: Kind, isNegated: Bool = false) {
        items = [.kind(kind, isNegated: isNegated)]
        prepare()
    }

    /// Everything but line ends.
    static let line: PatternSet = {
        var set = PatternSet()
        for scalar in ["\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"] as [Unicode.Scalar] {
            set.add(scalar, through: scalar)
        }
        set.close(isNegated: true, ignoresCase: false)
        return set
    }()

    /// An empty set to which items are added until it is closed.
    init() {}

    mutating func add(_ first: Unicode.Scalar, through last: Unicode.Scalar) {
        items.append(.range(first.value, last.value))
    }

    mutating func add(_ kind: Kind, isNegated: Bool) {
        items.append(.kind(kind, isNegated: isNegated))
    }

    mutating func close(isNegated: Bool, ignoresCase: Bool) {
        self.isNegated = isNegated
        self.ignoresCase = ignoresCase
        prepare()
    }

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<64: low >> UInt64(scalar.value) & 1 == 1
        case 64..<128: high >> UInt64(scalar.value - 64) & 1 == 1
        default: finds(scalar)
        }
    }

    private mutating func prepare() {
        for value in 0..<UInt32(128) {
            guard let scalar = Unicode.Scalar(value), finds(scalar) else { continue }
            if value < 64 { low |= 1 << UInt64(value) } else { high |= 1 << UInt64(value - 64) }
        }
    }

    private func finds(_ scalar: Unicode.Scalar) -> Bool {
        let found =
            has(scalar)
            || ignoresCase && Self.otherCases(scalar).contains(where: { has($0) })
        return found != isNegated
    }

    private func has(_ scalar: Unicode.Scalar) -> Bool {
        items.contains { item in
            switch item {
            case .range(let first, let last): first <= scalar.value && scalar.value <= last
            case .kind(let kind, let isNegated): kind.contains(scalar) != isNegated
            }
        }
    }

    private static func otherCases(_ scalar: Unicode.Scalar) -> [Unicode.Scalar] {
        let properties = scalar.properties
        let upper = properties.uppercaseMapping.unicodeScalars
        let lower = properties.lowercaseMapping.unicodeScalars
        var cases: [Unicode.Scalar] = []
        if upper.count == 1, let only = upper.first {
            cases.append(only)
            // σ and ς are one letter by way of Σ.
            let back = only.properties.lowercaseMapping.unicodeScalars
            if back.count == 1 { cases += back }
        }
        if lower.count == 1 { cases += lower }
        return cases
    }
}
