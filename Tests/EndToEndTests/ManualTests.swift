import Explorer
import Foundation
import TestSupport
import Testing

/// The manual page: complete, true, and safe for every formatter.
@Suite struct ManualTests {
    private func page() throws -> String {
        let result = try Program.run("manual")
        #expect(result.status == 0, "\(result.errors)")
        return result.output
    }

    /// Text as the page's source has it.
    private func source(_ text: String) -> String {
        text.replacing("\\", with: "\\e").replacing("-", with: "\\-").replacing("'", with: "\\(aq")
            .replacing("~", with: "\\(ti").replacing("^", with: "\\(ha")
    }

    @Test func everyCommandAndEveryLongOptionIsInTheManual() throws {
        let page = try page()
        let help = try HelpDump()
        #expect(help.options.count >= 16)
        for (command, options) in help.options {
            #expect(page.contains("\n.SS \"probscope \(command)\"\n"))
            for option in options where option != "--version" && option != "--help" {
                #expect(page.contains("\\fB\(source(option))\\fR"), "\(command) \(option)")
            }
        }
        #expect(page.contains(source("--help")) && page.contains(source("--version")))
    }

    /// Who reads of a command sees it used.
    @Test func everyCommandHasAnExample() throws {
        let page = try page()
        let sections = page.components(separatedBy: "\n.SS \"probscope ").dropFirst()
        #expect(sections.count >= 18)
        for section in sections where !section.hasPrefix("help\"") {
            let name = section.prefix { $0 != "\"" }
            let part = section.components(separatedBy: "\n.S")[0]
            #expect(part.contains("\n  probscope \(name)"), "\(name)")
        }
    }

    @Test func thePagesThatHelpShowsAreInTheManual() throws {
        let page = try page()
        for name in ["statistics", "servers", "formats", "keys"] {
            #expect(page.contains("  probscope help \(name)\n"))
        }
    }

    @Test func everyKeyAndEveryColonCommandIsInTheManual() throws {
        let page = try page()
        for binding in KeyTable.bindings {
            #expect(page.contains(".TP\n\\fB\(source(binding.names))\\fR\n"), "\(binding.names)")
        }
        for command in ExplorerManual.commands {
            #expect(page.contains("\\fB:\(source(command.term))\\fR"), "\(command.term)")
        }
    }

    @Test func everyVariableThatTheProgramReadsIsInTheManual() throws {
        let page = try page()
        let folder = URL(filePath: Program.checkout + "/Sources")
        let reads = /(?:environment\[|getenv\(|folder\()"([A-Z_]+)"/
        var found: Set<String> = []
        for case let file as URL in try #require(
            FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
        where file.pathExtension == "swift" {
            let text = try String(contentsOf: file, encoding: .utf8)
            found.formUnion(text.matches(of: reads).map { String($0.output.1) })
        }
        #expect(found.count >= 8)
        for name in found { #expect(page.contains("\\fB\(name)\\fR"), "\(name)") }
    }

    @Test func exitCodesAreThoseOfTheHelp() throws {
        let page = try page()
        let help = try Program.run("--help").output.split(whereSeparator: \.isWhitespace)
        for code in [0, 1, 3, 4, 64, 130, 143] {
            #expect(page.contains(".TP\n\\fB\(code)\\fR\n"))
            #expect(help.contains("\(code)"))
        }
    }

    /// Whatever a help text says, nothing in it is a command to the formatter.
    @Test func thePageIsASCIIWithKnownRequestsAndEscapesAlone() throws {
        let page = try page()
        #expect(page.utf8.allSatisfy { $0 == 10 || (32..<127).contains($0) })
        let requests: Set<Substring> = [".TH", ".SH", ".SS", ".PP", ".TP", ".EX", ".EE"]
        var isExample = false
        for line in page.split(separator: "\n", omittingEmptySubsequences: false) {
            #expect(!line.hasPrefix("'"))
            guard line.hasPrefix(".") else { continue }
            let request = line.prefix { $0 != " " }
            #expect(requests.contains(request), "\(line)")
            if request == ".EX" || request == ".EE" {
                #expect(isExample == (request == ".EE"))
                isExample.toggle()
            }
        }
        #expect(!isExample)
        let escapes = /\\(?:[e\-&]|\((?:aq|ga|ha|ti|dq)|\[u[0-9A-F]{4,6}\]|f[BIR])/
        #expect(!page.replacing(escapes, with: "").contains("\\"))
    }
}
