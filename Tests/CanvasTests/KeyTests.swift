import Canvas
import Testing

@Suite("Keys and key scripts")
struct KeyTests {
    @Test("A script is read key by key")
    func script() throws {
        #expect(
            try KeyScript.parse("jj<Enter>s<C-d><Esc>") == [
                .character("j"), .character("j"), .enter, .character("s"), .control("d"), .escape,
            ])
        #expect(
            try KeyScript.parse("<lt>é漢<Space><F10><S-Tab>") == [
                .character("<"), .character("é"), .character("漢"), .character(" "), .function(10),
                .backTab,
            ])
        #expect(try KeyScript.parse("") == [])
    }

    @Test("An unknown name and an open bracket are errors that tell where")
    func errors() {
        #expect(throws: KeyScript.SyntaxError.self) { try KeyScript.parse("jj<Entr>") }
        do {
            _ = try KeyScript.parse("j<Enter>k<nope>")
            Issue.record("not thrown")
        } catch {
            #expect(error.position == 10)
            #expect(error.name == "nope")
        }
        do {
            _ = try KeyScript.parse("j<Ent")
            Issue.record("not thrown")
        } catch {
            #expect(error.position == 2)
        }
    }

    @Test("The name of every key is read back as the key")
    func names() {
        let named: [Key] = [
            .enter, .escape, .tab, .backTab, .backspace, .delete, .insert, .up, .down, .left,
            .right, .pageUp, .pageDown, .home, .end, .character(" "), .character("<"),
        ]
        let all =
            named + (1...12).map { .function($0) } + "azAZ09?/:;é漢".map { .character($0) }
            + "abcz".map { .control($0) }
        for key in all { #expect(Key(name: key.name) == key, "\(key)") }
        #expect(Key(name: "F13") == nil)
        #expect(Key(name: "C-dd") == nil)
        #expect(Key(name: "") == nil)
    }
}
