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

    /// No key of a view is bound to what neither the view nor the explorer does.
    @Test func everyKeyOfAViewDoesSomethingAndIsExplained() {
        for context in KeyContext.allCases where context.chain.contains(.views) {
            var model = Fixture.model
            if let view = ViewKind(rawValue: context.name) { model.go(to: view) }
            if context == .tree {
                model.go(to: .tokens)
                model.tokens.showsTree = true
            }
            model.refresh()
            for binding in context.chain.flatMap({ layer in
                KeyTable.bindings.filter { $0.context == layer && layer != .always }
            }) {
                var model = model
                let isTaken =
                    model.views[model.view].handle(binding.action, &model.context) != .none
                #expect(
                    isTaken || model.performInAnyView(binding.action) != nil,
                    "\(binding.names): \(binding.action.name) in \(context.name)")
            }
        }
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
