import Foundation
import TestSupport
import Testing

/// `|` in the reader, in a real terminal.
@Suite struct PagerTests {
    /// What a pager writes is on the screen, not among what the explorer keeps off it, and its keys come
    /// from the terminal.
    @Test func thePagerIsSeenAndTheExplorerComesBack() throws {
        let folder = try TemporaryFolder()
        let pager = try folder.file(
            "pager.sh", containing: "sed 's/^/PAGED /'; echo waiting >&2; read line </dev/tty\n")
        let terminal = try RecordingTerminal(environment: "PAGER='sh \(pager)'")
        try terminal.tmux.wait(for: "recorded run")
        try terminal.tmux.type("27")
        try terminal.tmux.wait(for: "Answer 1 of")
        try terminal.tmux.type("|")
        try terminal.tmux.wait(for: "PAGED [answer]")
        try terminal.tmux.wait(for: "waiting")
        try terminal.tmux.type("\r")
        try terminal.tmux.wait(for: "Answer 1 of")
        try terminal.tmux.type("Q")
        try terminal.tmux.wait(for: "LEFT")
    }

    @Test func aPagerThatFailsIsNamed() throws {
        let terminal = try RecordingTerminal(environment: "PAGER=false")
        try terminal.tmux.wait(for: "recorded run")
        try terminal.tmux.type("27|")
        try terminal.tmux.wait(for: "the pager 'false' ended with code 1")
        try terminal.tmux.type("Q")
        try terminal.tmux.wait(for: "LEFT")
    }
}
