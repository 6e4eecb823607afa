import Canvas
import Testing

@testable import Explorer

@Suite struct KeyTableTests {
    @Test(arguments: KeyContext.allCases)
    func noKeyIsBoundTwiceWhereItActs(context: KeyContext) {
        var seen: [Key: String] = [:]
        for layer in context.chain {
            for binding in KeyTable.bindings where binding.context == layer {
                for key in binding.keys {
                    #expect(
                        seen[key] == nil,
                        "\(key.name) means \(seen[key] ?? "") and \(binding.help.string)")
                    seen[key] = binding.help.string
                }
            }
        }
    }

    @Test func everyNameInTheTableIsAKeyThatTerminalsDeliver() {
        for binding in KeyTable.bindings {
            let names = binding.names.split(separator: " ")
            #expect(names.count == binding.keys.count, "\(binding.names)")
            #expect(
                names.map(String.init) == binding.keys.map(\.name).map { $0 == "lt" ? "<" : $0 })
        }
    }

    @Test func everyActionCanBeReachedAndIsExplained() {
        let bound = Set(KeyTable.bindings.map(\.action))
        #expect(Set(Action.allCases).subtracting(bound).isEmpty)
        for binding in KeyTable.bindings { #expect(!binding.help.isEmpty) }
    }

    @Test func flowControlAndSignalKeysAreLeftToTheTerminal() {
        let keys = Set(KeyTable.bindings.flatMap(\.keys))
        for letter in ["s", "q", "\\", "i", "m"] as [Character] {
            #expect(!keys.contains(.control(letter)))
        }
    }

    @Test func theFooterAndTheHelpShowWhatTheDispatcherDoes() throws {
        for context in KeyContext.allCases {
            for binding in KeyTable.footer(for: context) {
                let key = try #require(binding.keys.first)
                #expect(KeyTable.action(for: key, in: context) == binding.action)
            }
            let explained = KeyTable.help(for: context).flatMap(\.keys)
            for binding in explained {
                for key in binding.keys {
                    #expect(KeyTable.action(for: key, in: context) == binding.action)
                }
            }
        }
    }

    @Test func commandsHaveUniqueNamesAndHelp() {
        let names = Command.all.map(\.name)
        #expect(Set(names).count == names.count)
        for command in Command.all { #expect(!command.help.isEmpty) }
    }

    /// Nothing of the help is cut at 80 columns.
    @Test(arguments: KeyContext.allCases)
    func theWholeHelpFitsIntoEightyColumns(context: KeyContext) {
        let lines = OverlayWindow.lines(
            of: .help(context, scroll: 0), model: Fixture.model, width: 80)
        for line in lines { #expect(line.text.width <= 72, "\(line.text)") }
        #expect(lines.contains { $0.text.string.hasPrefix("!  ") }, "marks are explained")
    }
}
