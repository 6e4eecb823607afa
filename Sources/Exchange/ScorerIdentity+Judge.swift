import Evidence
import Journal
import Statistics

extension RunIdentity.ScorerIdentity {
    /// What is known of the errors of the judge that this scorer is, where that is known.
    var judge: JudgeAccuracy? {
        JudgeAccuracy(scorer: name, isBinary: isBinary, settings: settings)
    }
}
