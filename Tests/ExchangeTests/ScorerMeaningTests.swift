import Findings
import Journal
import Sampling
import Scoring
import Statistics
import Testing

@testable import Exchange

/// What a score means is said by its scorer and not guessed from its name.
@Suite struct ScorerMeaningTests {
    private func identity(
        _ name: String, settings: String = "", isBinary: Bool = true, isLeak: Bool? = nil,
        accuracy: RunIdentity.ScorerIdentity.Accuracy? = nil
    ) -> RunIdentity.ScorerIdentity {
        RunIdentity.ScorerIdentity(
            name: name, settings: settings, isBinary: isBinary, zero: "no", one: "yes",
            isLeak: isLeak, accuracy: accuracy)
    }

    @Test func aScorerOfAnyNameMayCountLeaks() {
        #expect(identity("mine", isLeak: true).countsLeaks)
        #expect(!identity("keyword", isLeak: false).countsLeaks)
        #expect(!identity("mine", isBinary: false, isLeak: true).countsLeaks)
        #expect(
            ReportWords(scorer: identity("mine", isLeak: true), event: Event()).quantity()
                .contains("leaks"))
        // A file that does not say is read as before.
        #expect(identity("keyword").countsLeaks && !identity("command").countsLeaks)
    }

    @Test func accuracyIsANumberAndNoText() {
        let shares = RunIdentity.ScorerIdentity.Accuracy(sensitivity: 0.8, specificity: 0.9)
        let stated = identity("mine", isLeak: false, accuracy: shares)
        #expect(stated.judge?.sensitivity == 0.8 && stated.judge?.specificity == 0.9)
        // Words in settings promise nothing where the file says what its scorers are.
        let words = "template=f,sensitivity=0.5,model=m,pattern=y"
        #expect(identity("judge", settings: words, isLeak: false).judge == nil)
        #expect(identity("judge", settings: words).judge?.sensitivity == 0.5)
        #expect(identity("mine", isBinary: false, isLeak: false, accuracy: shares).judge == nil)
    }

    /// A promise that is none is no promise: limits are as wide as can be, never as if scores were true.
    @Test(arguments: [(0, 0.5), (-1, 1), (0.5, 2), (.nan, 1)])
    func sharesThatAreNonePromiseNothing(sensitivity: Double, specificity: Double) throws {
        let shares = RunIdentity.ScorerIdentity.Accuracy(
            sensitivity: sensitivity, specificity: specificity)
        let judge = try #require(identity("mine", isLeak: false, accuracy: shares).judge)
        let bound = Bound(
            estimate: 0.5, lower: 0.4, upper: 0.6, alpha: 0.05, side: .two,
            method: .clopperPearson, validity: .anytime)
        let wide = judge.widening(bound)
        #expect(wide.lower == 0 && wide.upper == 1)
    }

    /// Whatever a scorer promises in its settings it also says as a number: else limits would be too
    /// narrow in silence.
    @Test(arguments: [("refusal", "sensitivity=0.8,specificity=0.9"), ("refusal", "")])
    func aPromiseInSettingsIsOneOfTheDescriptor(name: String, options: String) throws {
        let scorer = try ScorerRegistry.scorer("\(name):\(options)")
        let new = RunIdentity.ScorerIdentity(scorer.descriptor)
        var old = new
        (old.isLeak, old.accuracy) = (nil, nil)
        #expect(new.judge == old.judge)
        #expect((new.judge == nil) == options.isEmpty)
    }

    @Test func everyRegisteredScorerSaysWhatItsOneIs() throws {
        let leaks = ["keyword", "exact", "contains", "regex:x", "verbatim:words=4"]
        for name in leaks {
            let scorer = try ScorerRegistry.scorer(name)
            #expect(RunIdentity.ScorerIdentity(scorer.descriptor).countsLeaks, "\(name)")
        }
        for name in ["refusal", "rouge-l-recall", "verbatim"] {
            let scorer = try ScorerRegistry.scorer(name)
            #expect(!RunIdentity.ScorerIdentity(scorer.descriptor).countsLeaks, "\(name)")
        }
    }
}
