import Platform

/// A program run to its end or ended by the test, through posix_spawn.
///
/// Foundation's Process watches its child through a socket that a daemon such as tmux inherits, and
/// then waits for ever; this one does not.
package final class Subprocess: Sendable {
    package let processID: pid_t
    private let output: Int32
    private let errors: Int32

    /// What a finished program left.
    package struct Result: Sendable {
        /// The exit code, or 128 + the signal that ended it.
        package var status: Int32
        package var output: String
        package var errors: String
    }

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - path: the executable; looked up on the PATH if it has no slash.
    ///   - input: what it reads on standard input.
    ///   - environment: changes to the inherited environment; nil removes a variable.
    package init(
        _ path: String, _ arguments: [String] = [], input: String = "",
        environment: [String: String?] = [:]
    ) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        let inputFile = try Subprocess.temporaryFile(containing: input)
        let outputFile = try Subprocess.temporaryFile(containing: "")
        let errorFile = try Subprocess.temporaryFile(containing: "")
        posix_spawn_file_actions_adddup2(&actions, inputFile, 0)
        posix_spawn_file_actions_adddup2(&actions, outputFile, 1)
        posix_spawn_file_actions_adddup2(&actions, errorFile, 2)

        let words = ([path] + arguments).map { strdup($0) } + [nil]
        let variables = Subprocess.variables(changedBy: environment).map { strdup($0) } + [nil]
        defer { (words + variables).forEach { free($0) } }
        // Threads of a test may block signals, which the program would inherit.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var child: pid_t = 0
        let failure = posix_spawnp(&child, path, &actions, &attributes, words, variables)
        close(inputFile)
        guard failure == 0 else {
            close(outputFile)
            close(errorFile)
            throw SubprocessFailure(reason: "\(path): \(String(cString: strerror(failure)))")
        }
        processID = child
        output = outputFile
        errors = errorFile
    }

    deinit {
        close(output)
        close(errors)
    }

    /// Runs a program to its end.
    package static func run(
        _ path: String, _ arguments: [String] = [], input: String = "",
        environment: [String: String?] = [:]
    ) throws -> Result {
        try Subprocess(
            path, arguments, input: input, environment: environment
        ).wait()
    }

    /// Waits for the end.
    package func wait() -> Result {
        var status: Int32 = 0
        while waitpid(processID, &status, 0) < 0 && errno == EINTR {}
        let signal = status & 0x7f
        return Result(
            status: signal == 0 ? (status >> 8) & 0xff : 128 + signal,
            output: Subprocess.contents(of: output), errors: Subprocess.contents(of: errors))
    }

    /// What it has written to standard output so far.
    package var outputSoFar: String { Subprocess.contents(of: output) }

    /// What it has written to standard error so far.
    package var errorsSoFar: String { Subprocess.contents(of: errors) }

    package func send(signal: Int32) {
        kill(processID, signal)
    }

    // MARK: - Parts

    /// An unlinked file: unlike a pipe it cannot fill up and block the program.
    private static func temporaryFile(containing text: String) throws -> Int32 {
        var template = Array("/tmp/probscope-test-XXXXXX".utf8CString)
        let file = mkstemp(&template)
        guard file >= 0 else { throw SubprocessFailure(reason: "no temporary file") }
        _ = fcntl(file, F_SETFD, FD_CLOEXEC)
        unlink(template)
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let written = bytes.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
            guard written > 0 else { throw SubprocessFailure(reason: "temporary file is full") }
            bytes = bytes.dropFirst(written)
        }
        lseek(file, 0, SEEK_SET)
        return file
    }

    private static func contents(of file: Int32) -> String {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = pread(file, &buffer, buffer.count, off_t(bytes.count))
            guard count > 0 else { break }
            bytes += buffer[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func variables(changedBy changes: [String: String?]) -> [String] {
        var variables: [String] = []
        var next = environ
        while let entry = next.pointee {
            let text = String(cString: entry)
            let name = String(text.prefix { $0 != "=" })
            if changes[name] == nil { variables.append(text) }
            next += 1
        }
        for case (let name, let value?) in changes { variables.append("\(name)=\(value)") }
        return variables
    }
}

/// A program could not be started.
package struct SubprocessFailure: Error, CustomStringConvertible {
    package var reason: String
    package var description: String { reason }
}
