import Files
import Testing

/// Names of fields, however they are written.
@Suite struct FieldNameTests {
    @Test(arguments: [
        ("prompt", "prompt"), ("Prompt ID", "promptid"), ("prompt_id", "promptid"),
        ("prompt-Id", "promptid"), ("Réponse_1", "réponse1"), ("ÉCOLE", "école"), ("", ""),
        ("_-", ""),
        ("K\u{212A}", "kk"), ("a_very-Long Name of a column 12", "averylongnameofacolumn12"),
    ])
    func caseAndSeparatorsGo(name: String, plain: String) {
        #expect(FieldName.plain(name) == plain)
    }

    /// Names are compared without making plain ones of them, and the same comes out.
    @Test func namesAreAlikeWhereTheirPlainFormsAre() {
        var random = SystemRandomNumberGenerator()
        let pieces = [
            "a", "A", "b", "_", "-", " ", "1", "é", "E\u{301}", "É", "\u{212A}", "k", "İ", "",
        ]
        var alike = 0
        for _ in 0..<20_000 {
            func name() -> String {
                (0..<Int.random(in: 0...3, using: &random)).map { _ in
                    pieces.randomElement(using: &random)!
                }.joined()
            }
            let (one, other) = (name(), name())
            let expected = FieldName.plain(one) == FieldName.plain(other)
            #expect(FieldName.areAlike(one, other) == expected, "\(one) \(other)")
            if expected { alike += 1 }
        }
        #expect(alike > 500)
    }
}
