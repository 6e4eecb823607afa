/// What a key does.
///
/// The key table binds keys to actions; `ExplorerModel.perform` carries them out.
enum Action: String, Sendable, Hashable, CaseIterable {
    // Moving
    case up, down, left, right, halfPageUp, halfPageDown, pageUp, pageDown, first, last
    case open, back, escape, focusNext, focusPrevious, nextPrompt, previousPrompt
    case showPrompts, showOutputs, showScores, showBounds, showTokens, showCompare
    case textUp, textDown, expand
    // Finding
    case search, nextHit, previousHit, filter, command
    case sortNext, sortReverse, mark, clearMarks
    // Reading
    case toggleMode, toggleValidity, nextAlpha, nextSide, nextScorer, freeze
    case toggleNormalised, toggleWrap
    case moreBins, fewerBins, automaticBins, toggleLogarithmic, nextShape
    case thresholdUp, thresholdDown, raiseTarget, lowerTarget
    case nextDraw, previousDraw, toggleTree, foldBranch
    // Other runs
    case tourNext, tourPrevious
    // The run
    case moreDraws, pause, nextRun, nextComparison, toggleMirrored
    // The screen
    case help, facts, log, chooseTheme, export, exportAll, copy, reload, repaint, suspend,
        toggleMouse
    case quit
    // Typing
    case accept, cancel, eraseBackward, eraseForward, eraseWord, eraseLine
    case cursorLeft, cursorRight, cursorStart, cursorEnd, earlier, later, complete
}
