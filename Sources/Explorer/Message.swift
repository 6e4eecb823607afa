import Canvas
import Evidence
import Prompts

/// Everything that can happen to the explorer.
package enum Message: Sendable {
    /// A key was pressed.
    case key(Key)
    /// The terminal has this size now, in cells.
    case resize(width: Int, height: Int)
    /// The newest picture of the run.
    case snapshot(Snapshot)
    /// The other runs that were opened, such as the same prompts under another model or decoding.
    ///
    /// The Compare view sets one of them beside the first.
    case others([Snapshot])
    /// The newest picture of the run that was opened beside the first by ``Effect/show(run:beside:)``.
    case beside(Snapshot)
    /// The runs of the folder, as far as they were read.
    case runs([RunEntry])
    /// What people said about the run at a position among those that were opened.
    case labels(LabelBook, ofRun: Int)
    /// Another run is to be shown, or what there is to choose from.
    case open(Opening)
    /// The answer to ``Effect/loadDraw(_:_:)`` or ``Effect/loadGreedy(_:)``; nil where the run has
    /// no such draw.
    case draw(LoadedDraw?)
    /// The answer to ``Effect/compute(_:)``.
    case computed(JobResult)
    /// What becomes of ``Effect/group(_:)``, or groups that are kept beside a run.
    case groups(GroupNews)
    /// A sentence from outside the explorer, for the status line and the log.
    case notice(Notice)
    /// Several sentences on one matter, for the log; the first is for the status line too.
    case notices([Notice])
    /// There is time to narrow limits further; the answer to ``Effect/refine``.
    case refine
    /// The wheel was turned over a cell: negative is up.
    case scroll(x: Int, y: Int, rows: Int)
    /// A cell was clicked.
    case click(x: Int, y: Int)
}

/// What is opened from the start, where the explorer has several runs.
package enum Opening: Sendable, Hashable {
    /// A run by its name, and one beside it in the Compare view, or none.
    case run(String, beside: String?)
    /// The menu of all runs, over the one that is shown.
    case menu
    /// The tour, at its first stop.
    case tour
}

/// One sentence for the status line, as it comes: it is made safe before it is shown.
package struct Notice: Sendable, Hashable {
    /// The sentence, unsanitised.
    package var text: String
    package var isError: Bool

    package init(_ text: String, isError: Bool = false) {
        self.text = text
        self.isError = isError
    }
}

/// One answer with its tokens, as the Tokens view shows it.
package struct LoadedDraw: Sendable, Hashable {
    package var prompt: PromptID
    /// The draw's launch number; nil for the greedy answer.
    package var index: Int?
    package var seed: UInt32?
    package var answer: Answer

    package init(prompt: PromptID, index: Int?, seed: UInt32?, answer: Answer) {
        self.prompt = prompt
        self.index = index
        self.seed = seed
        self.answer = answer
    }
}
