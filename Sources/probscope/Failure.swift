import ArgumentParser
import Journal
import Platform

/// An expected failure: one clear sentence for standard error, and the exit code.
struct Failure: Error, CustomStringConvertible {
    var description: String
    var status: ExitCode

    init(_ description: String, status: ExitCode = ExitStatus.failed) {
        self.description = description
        self.status = status
    }

    /// Any other error, whose own words are the sentence.
    ///
    /// A damaged run is void evidence whatever it was opened for.
    init(_ error: any Error, status: ExitCode = ExitStatus.failed) {
        let isDamage = if case JournalError.corrupt = error { true } else { false }
        self =
            error as? Failure ?? Failure("\(error)", status: isDamage ? ExitStatus.void : status)
    }
}

/// Runs a step and turns its error into a failure with this exit code.
func failing<Value>(
    _ status: ExitCode = ExitStatus.failed, _ step: () throws -> Value
) throws(Failure) -> Value {
    do { return try step() } catch { throw Failure(error, status: status) }
}
