import CTerminal
import Canvas
import Platform

/// The terminal while the program has it: full screen, keys unbuffered and unechoed.
///
/// One session at a time, on one thread; only `WakeHandle` may be used from others. The terminal is
/// given back by `close`, at exit, and before a crash is reported. What libraries print to standard
/// output or standard error meanwhile is kept and printed afterwards.
package final class TerminalSession {
    /// How many colours are used.
    package let colorDepth: ColorDepth
    /// Whether characters beyond ASCII can be shown; if not, frames are reduced to ASCII.
    package let codesetIsUTF8: Bool
    /// A sentence for the status line if the terminal is not used as its type says.
    package let note: String?
    /// Wakes `waitForInput` from any thread.
    package let wakeHandle = WakeHandle()

    private let input: Int32
    private let ownsInput: Bool
    private let escapeDelay: Int
    private var decoder: InputDecoder
    private var encoder: RowEncoder?
    private var shown: (frame: Frame, theme: Theme)?
    private var rowBuffer: [cterminal_cell] = []
    private var isOpen = true
    private var isHungUp = false

    // MARK: - Opening and closing

    /// Why no picture can be shown here, found out without touching the terminal.
    ///
    /// What only an attempt can tell, such as a terminal without input, is not found.
    package static func obstacle(environment: [String: String]) -> TerminalError? {
        guard isatty(STDOUT_FILENO) == 1 else { return .outputIsNotATerminal }
        let name = environment["TERM"] ?? ""
        let isTooSimple = !name.isEmpty && Int(cterminal_check(name)) == CTERMINAL_NO_ADDRESSING
        return isTooSimple ? .tooSimple(name: name) : nil
    }

    /// Takes the terminal over.
    ///
    /// Keys come from standard input, or from the controlling terminal if standard input is
    /// something else. A terminal type without an installed description is treated as
    /// `xterm-256color`, and `note` says so.
    package static func open(options: TerminalOptions) throws(TerminalError) -> TerminalSession {
        if let obstacle = obstacle(environment: options.environment) { throw obstacle }
        let ownsInput = isatty(STDIN_FILENO) != 1
        let input = ownsInput ? Platform.open("/dev/tty", O_RDWR | O_CLOEXEC) : STDIN_FILENO
        guard input >= 0 else { throw .noInput }
        let forceUTF8 = options.glyphs.map { $0 != .ascii } ?? false
        let isUTF8 = cterminal_set_locale(forceUTF8 ? 1 : 0) == 1
        do throws(TerminalError) {
            let note = try takeOver(options: options, input: input)
            return TerminalSession(
                options: options, input: input, ownsInput: ownsInput, isUTF8: isUTF8, note: note)
        } catch {
            if ownsInput { Platform.close(input) }
            throw error
        }
    }

    private init(
        options: TerminalOptions, input: Int32, ownsInput: Bool, isUTF8: Bool, note: String?
    ) {
        self.input = input
        self.ownsInput = ownsInput
        self.note = note
        codesetIsUTF8 = isUTF8
        escapeDelay = options.escapeDelay
        let detected = ColorDepth(
            colors: Int(cterminal_colors()), pairs: Int(cterminal_pairs()))
        colorDepth = options.color.depth(
            detected: detected, noColor: options.environment["NO_COLOR"])
        var sequences = KeySequences()
        for (name, key) in KeySequences.capabilities {
            if let bytes = cterminal_key_sequence(name) {
                sequences.add(Array(String(cString: bytes).utf8), key: key)
            }
        }
        decoder = InputDecoder(sequences: sequences)
        setMouse(options.mouse)
    }

    /// - Returns: a note if the terminal is not treated as what it says it is.
    private static func takeOver(
        options: TerminalOptions, input: Int32
    ) throws(TerminalError) -> String? {
        let name = options.environment["TERM"] ?? ""
        let fallback = "xterm-256color"
        if !name.isEmpty, try open(name, input: input) { return nil }
        guard try open(fallback, input: input) else { throw .unknown(name: name) }
        return name.isEmpty
            ? "TERM is not set; the terminal is treated as \(fallback)"
            : "TERM=\(name) is not known here; the terminal is treated as \(fallback)"
    }

    private static func open(_ name: String, input: Int32) throws(TerminalError) -> Bool {
        switch Int(cterminal_open(name, input, STDOUT_FILENO)) {
        case CTERMINAL_OPENED: return true
        case CTERMINAL_UNKNOWN: return false
        default: throw .system(code: errno)
        }
    }

    /// Gives the terminal back as it was found.
    ///
    /// Further calls do nothing.
    package func close() {
        guard isOpen else { return }
        isOpen = false
        cterminal_close()
        if ownsInput { Platform.close(input) }
    }

    deinit {
        close()
    }

    // MARK: - Pictures

    /// The size of the terminal in cells, as it is now.
    package var size: (width: Int, height: Int) {
        var width: Int32 = 0
        var height: Int32 = 0
        cterminal_size(&width, &height)
        return (Int(width), Int(height))
    }

    /// Shows a frame.
    ///
    /// Only rows that changed are handed over, and only cells that changed are sent; a frame equal
    /// to the last one sends nothing.
    package func flush(_ frame: Frame, theme: Theme) {
        guard isOpen, !isHungUp else { return }
        let frame = codesetIsUTF8 ? frame : frame.reducedToASCII()
        let isSameTheme = shown?.theme == theme
        if isSameTheme, shown?.frame == frame { return }
        var encoder = isSameTheme ? self.encoder : nil
        if encoder == nil { encoder = RowEncoder(theme: theme, depth: colorDepth) }
        let before = isSameTheme && shown?.frame.width == frame.width ? shown?.frame : nil
        for y in 0..<frame.height {
            if let before, y < before.height, before.row(y) == frame.row(y) { continue }
            encoder?.encode(frame.row(y), into: &rowBuffer)
            cterminal_put_row(Int32(y), rowBuffer, Int32(rowBuffer.count))
        }
        self.encoder = encoder
        shown = (frame, theme)
        cterminal_flush(Int32(frame.cursor?.x ?? -1), Int32(frame.cursor?.y ?? -1))
    }

    /// Makes the next `flush` draw everything anew, as after another program wrote to the terminal.
    package func repaint() {
        guard isOpen else { return }
        shown = nil
        cterminal_repaint()
    }

    /// Turns clicks and the wheel on or off; off gives the terminal its text selection back.
    package func setMouse(_ on: Bool) {
        cterminal_mouse(on ? 1 : 0)
    }

    /// Stops the program and its process group as Ctrl-Z does, with the terminal given back; returns
    /// when it goes on.
    package func suspend() {
        suspend(wholeGroup: true)
    }

    /// Gives the terminal to another program for a while, as the shell had it.
    ///
    /// An interrupt that comes meanwhile is for that program.
    package func lend(to body: () -> Void) {
        guard isOpen else { return }
        cterminal_lend()
        body()
        cterminal_take_back()
        repaint()
    }

    private func suspend(wholeGroup: Bool) {
        guard isOpen else { return }
        cterminal_suspend(wholeGroup ? 1 : 0)
        repaint()
    }

    // MARK: - Input

    /// Waits for keys, signals or a wake-up.
    ///
    /// - Parameter timeoutMilliseconds: how long to wait; `nil` waits as long as it takes.
    /// - Returns: what happened, in order; nothing if the time ran out. A stop from outside is dealt
    ///   with here and reported as `.resume`. After `.hangup` the terminal is gone and every call returns it.
    package func waitForInput(timeoutMilliseconds: Int?) -> [InputEvent] {
        guard isOpen, !isHungUp else { return [.hangup] }
        let timeout = timeoutMilliseconds.map { Int32(clamping: max(0, $0)) } ?? -1
        var polled = [
            pollfd(fd: input, events: Int16(POLLIN), revents: 0),
            pollfd(fd: cterminal_wake_descriptor(), events: Int16(POLLIN), revents: 0),
        ]
        guard poll(&polled, nfds_t(polled.count), timeout) > 0 else { return [] }
        var events: [InputEvent] = []
        if polled[1].revents != 0 { events += takeSignals(from: polled[1].fd) }
        if polled[0].revents != 0 { events += readKeys() }
        return events
    }

    private func takeSignals(from descriptor: Int32) -> [InputEvent] {
        var bytes = [UInt8](repeating: 0, count: 256)
        while read(descriptor, &bytes, bytes.count) == bytes.count {}
        let signals = Int(cterminal_take_signals())
        var events: [InputEvent] = []
        if signals & CTERMINAL_SIGNAL_HANGUP != 0 { events.append(.hangup) }
        if signals & CTERMINAL_SIGNAL_TERMINATE != 0 { events.append(.terminate) }
        if signals & CTERMINAL_SIGNAL_INTERRUPT != 0 { events.append(.interrupt) }
        if signals & CTERMINAL_SIGNAL_STOP != 0 {
            // Whoever else was to be stopped has had the signal too.
            suspend(wholeGroup: false)
            events.append(.resume)
        } else if signals & CTERMINAL_SIGNAL_CONTINUE != 0 {
            cterminal_resume()
            repaint()
            events.append(.resume)
        }
        if signals & CTERMINAL_SIGNAL_RESIZE != 0 {
            let size = size
            cterminal_resize(Int32(size.width), Int32(size.height))
            shown = nil
            events.append(.resize(width: size.width, height: size.height))
        }
        if wakeHandle.take() { events.append(.wake) }
        return events
    }

    private func readKeys() -> [InputEvent] {
        var events = readOnce()
        // An incomplete sequence gets a moment to arrive; then it is what it is.
        while decoder.isWaiting, !isHungUp {
            var polled = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
            if poll(&polled, 1, Int32(escapeDelay)) > 0 {
                events += readOnce()
            } else {
                events += decoder.finish()
            }
        }
        return events
    }

    /// A terminal that is gone reads as an end of file or an error, at once and for ever.
    private func readOnce() -> [InputEvent] {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = read(input, &bytes, bytes.count)
        if count > 0 { return decoder.decode(bytes.prefix(count)) }
        if count < 0, errno == EINTR || errno == EAGAIN { return [] }
        isHungUp = true
        return [.hangup]
    }
}
