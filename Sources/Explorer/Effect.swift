import Canvas
import Evidence
import Prompts

/// What the explorer wants done outside itself, as data.
package enum Effect: Sendable, Hashable {
    /// Leave the program.
    case quit
    /// Draw everything again, whatever the terminal is believed to show.
    case repaint
    /// Hand the terminal back to the shell until the program is continued.
    case suspend
    case pauseSampling
    case resumeSampling
    /// Draw this many more answers of one prompt.
    case orderMore(PromptID, Int)
    /// Give up this many of the draws of one prompt that were ordered, as far as they are to come.
    case takeBack(PromptID, Int)
    /// Draw answers of one prompt until it has this many, with those that are planned anyway.
    case orderUntil(PromptID, Int)
    /// Write pages to a file; answered by a ``Message/notice(_:)``.
    case export(Export)
    /// Put text on the clipboard; the user has allowed it.
    case copy(SafeText)
    /// Add lines to what is kept of a run's labels; a failure is answered by a
    /// ``Message/notice(_:)``. The run is named by its position among those that were opened.
    case keepLabels(run: Int, [LabelLine])
    /// Show these lines in the user's pager, with the terminal given to it until it ends.
    case page([SafeText])
    /// Put the request that makes a draw again on the clipboard, or show it where that is not allowed.
    case copyRequest(PromptID, Int, copies: Bool)
    /// Ask a server about answers, beside the explorer; answered by ``Message/groups(_:)``.
    case group(GroupOrder)
    /// Give up the order that is carried out.
    case stopGrouping
    /// Load one draw with its tokens; answered by ``Message/draw(_:)``.
    case loadDraw(PromptID, Int)
    /// Load the greedy answer with its tokens; answered by ``Message/draw(_:)``.
    case loadGreedy(PromptID)
    /// Show frames with this theme from now on.
    case setTheme(String)
    case setMouse(Bool)
    /// Read the run's file again.
    case reload
    /// Show another run, and one beside it in the Compare view, or none; answered by a
    /// ``Message/snapshot(_:)`` and a ``Message/beside(_:)`` once there is something to show.
    case show(run: String, beside: String?)
    /// Send ``Message/refine`` once nothing else is waiting: the limits of many draws are narrowed
    /// step by step, so that the first picture of a large run comes at once.
    case refine
    /// Do this work beside the explorer; answered by ``Message/computed(_:)``.
    case compute(Job)
    #if DEBUG
        /// Trap, or print to standard error, so that tests see what the terminal makes of it.
        case crash, noise
    #endif
}

/// Frames to be written to a file.
package struct Export: Sendable, Hashable {
    /// The file's name as it was typed; nil lets the program choose a free one.
    ///
    /// Its ending names the format: `.txt`, `.ansi` or `.svg`.
    package var path: String?
    /// One frame a page.
    package var pages: [Frame]
    /// A short name for the file where none was typed, such as `scores-a00-birthplace`.
    package var suggestedName: String
    /// Whether an existing file may be replaced.
    package var overwrites: Bool

    package init(path: String?, pages: [Frame], suggestedName: String, overwrites: Bool) {
        self.path = path
        self.pages = pages
        self.suggestedName = suggestedName
        self.overwrites = overwrites
    }
}
