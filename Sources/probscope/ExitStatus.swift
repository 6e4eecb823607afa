import ArgumentParser

/// The exit codes that scripts may rely on.
enum ExitStatus {
    static let done = ExitCode(0)
    static let failed = ExitCode(1)
    /// The lower limit is above the limit that was set.
    static let gateFailed = ExitCode(3)
    /// The interval still straddles the limit that was set.
    static let undecided = ExitCode(4)
    static let badUsage = ExitCode(64)
    /// Ended by SIGINT; the run file is intact.
    static let interrupted = ExitCode(130)
    /// Ended by SIGTERM; the run file is intact.
    static let terminated = ExitCode(143)
}
