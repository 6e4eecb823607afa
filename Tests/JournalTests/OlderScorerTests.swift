import Journal
import Prompts
import Statistics
import Testing

/// Files from before scorers said what their numbers mean.
@Suite struct OlderScorerTests {
    @Test(
        arguments: [
            ("template=f,sensitivity=0.8,specificity=0.9,model=m,pattern=y", true, 0.8, 0.9),
            ("template=f,sensitivity=0.8,model=m,pattern=y", true, 0.8, 1),
            ("template=f,specificity=0.9,model=m,no=n,pattern=y", true, 1, 0.9),
            // What stands in a model's name or in a pattern is not a promise.
            ("template=f,model=m,sensitivity=0.5,pattern=y", true, nil, nil),
            ("template=f,model=m,pattern=a,specificity=0.5", true, nil, nil),
            ("template=f,sensitivity=1.0,specificity=1.0,model=m,pattern=y", true, nil, nil),
            ("template=f,sensitivity=0.8,model=m", false, nil, nil),
            // A share that is none promises nothing: limits are as wide as can be.
            (
                "template=f,sensitivity=7,model=m,pattern=y", true, .leastNormalMagnitude,
                .leastNormalMagnitude
            ),
            ("", true, nil, nil),
        ] as [(String, Bool, Double?, Double?)])
    func `what an older file's settings promise is read, and nothing else`(
        settings: String, isBinary: Bool, sensitivity: Double?, specificity: Double?
    ) {
        func scorer(_ name: String, isLeak: Bool? = nil) -> RunIdentity.ScorerIdentity {
            RunIdentity.ScorerIdentity(
                name: name, settings: settings, isBinary: isBinary, zero: "no", one: "yes",
                isLeak: isLeak)
        }
        #expect(scorer("judge").judge?.sensitivity == sensitivity)
        #expect(scorer("judge").judge?.specificity == specificity)
        #expect(scorer("command").judge == nil)
        // A file that says what its scorers mean has it there alone.
        #expect(scorer("judge", isLeak: false).judge == nil)
    }

    @Test func `the part of the answer has one form in a run's identity`() {
        var identity = RunIdentity(
            promptsFingerprint: "", model: "", modelFingerprint: "", decodingName: "",
            decodingJSON: "", template: "", seed: 0, scorers: [])
        #expect(identity.answerPart == .standard && identity.answer == nil)
        for part in [AnswerPart(.whole), .standard] {
            identity.answerPart = part
            #expect(identity.answerPart == part)
            // What is usual is not written, so that files from before there were parts are equal to it.
            #expect((identity.answer == nil) == (part == .standard))
        }
    }
}
