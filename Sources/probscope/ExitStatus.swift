import ArgumentParser

/// The exit codes: an interface that scripts rely on.
enum ExitStatus {
    static let done = ExitCode.success
    static let failed = ExitCode(1)
    /// The lower limit is above the limit that was set.
    static let gateFailed = ExitCode(3)
    /// The interval still straddles the limit that was set.
    static let undecided = ExitCode(4)
    /// The draws contradict each other, are not what was drawn, or not from one model: no limit
    /// holds, so no gate can be passed or failed.
    static let void = ExitCode(5)
    static let badUsage = ExitCode(64)
    /// Ended by SIGINT; the run file is intact.
    static let interrupted = ExitCode(130)
    /// Ended by SIGTERM; the run file is intact.
    static let terminated = ExitCode(143)

    /// Every code and what it means, for the help and the manual.
    static let table: [(code: ExitCode, meaning: String)] = [
        (done, "done, or gate passed"),
        (failed, "failed, such as by bad input, with one sentence on standard error"),
        (gateFailed, "gate failed: a lower limit is above the limit, or a regression is proven"),
        (undecided, "not enough evidence: an interval still straddles the limit"),
        (
            void,
            "evidence void, no limit holds: draws that contradict each other or are copies, "
                + "another model, or a run file that is damaged"
        ),
        (badUsage, "bad usage: options that are wrong or do not fit the run file"),
        (interrupted, "interrupted; the run file is intact"),
        (terminated, "terminated; the run file is intact"),
    ]
}
