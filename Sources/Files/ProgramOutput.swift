import Platform

/// What another program writes on its standard output.
enum ProgramOutput {
    enum Result {
        /// There is no such program, or it lacks what it needs (exit code 9).
        case missing
        case output([UInt8])
        case failed
    }

    /// Runs a program that is looked for in `PATH`, with no input and its errors unseen.
    ///
    /// - Parameter limit: more bytes than this are a failure.
    static func run(_ words: [String], limit: Int) -> Result {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return .failed }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        defer { close(ends[0]) }
        var actions = newSpawnActions()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        var arguments = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var variables = ChildEnvironment.withoutKeys().map { strdup($0) } + [nil]
        defer { for variable in variables { free(variable) } }
        var child: pid_t = 0
        let status = posix_spawnp(&child, words[0], &actions, nil, &arguments, &variables)
        close(ends[1])
        guard status == 0 else { return status == ENOENT ? .missing : .failed }
        let output = read(ends[0], limit: limit)
        if output == nil { kill(child, SIGKILL) }
        var code: Int32 = 0
        while waitpid(child, &code, 0) < 0, errno == EINTR {}
        switch (code, output) {
        case (0, let output?): return .output(output)
        // Exit codes 9 and 127, as wait tells them.
        case (9 << 8, _), (127 << 8, _): return .missing
        default: return .failed
        }
    }

    /// Everything up to the end; nil where it is too much or cannot be read.
    private static func read(_ descriptor: Int32, limit: Int) -> [UInt8]? {
        var result: [UInt8] = []
        var room = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let got = Platform.read(descriptor, &room, room.count)
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { return nil }
            if got == 0 { return result }
            result += room.prefix(got)
            guard result.count <= limit else { return nil }
        }
    }
}
