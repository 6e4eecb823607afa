import Evidence
import Prompts

/// What must be equal for two sets of draws to come from one distribution: when a run is continued
/// or merged, everything here must match.
package struct RunIdentity: Codable, Sendable, Hashable {
    /// The fingerprint of the prompt set.
    package var promptsFingerprint: String
    /// The model's name, as the server gives it.
    package var model: String
    /// A stable mark of the model's weights as far as the server tells (size, parameters, hash).
    package var modelFingerprint: String
    /// What the model answers to a fixed question; nil where that is not known.
    package var modelProbe: ModelProbe?
    /// What the server's chat template makes of fixed conversations; nil where prompts are not rendered
    /// by one, or it cannot be asked.
    package var templateProbe: TemplateProbe?
    /// The model's file on its server's machine; nil where that is not known.
    ///
    /// Machines may keep one model in different places, so it is told and not compared.
    package var modelPath: String?
    /// How the seeds of draws follow from the run's; nil for runs from before prompts were kept from
    /// sharing any.
    package var seedRule: Int?
    /// The decoding in words, such as "pure T=1, 28 tokens".
    package var decodingName: String
    /// The decoding as the canonical JSON of every setting that is sent.
    package var decodingJSON: String
    /// How a prompt's text becomes what is sent: "none", a template with `{prompt}`, or "chat".
    package var template: String
    /// The seed from which the seeds of all draws are derived.
    package var seed: UInt64
    /// The scorers, in the order of every draw's scores.
    package var scorers: [ScorerIdentity]
    /// The part of each answer that scorers and groups look at, by its name; nil for what counts
    /// where nothing else is asked for, the part after the thoughts.
    package var answer: String?
    /// Whether draws are made from what earlier ones have left; nil for plain draws.
    package var withoutReplacement: Bool?
    /// Whether the probabilities of such draws are those after the samplers under every decoding; nil in
    /// files from before, where at temperature 1 they are from before them (``leastExactError``).
    package var probabilitiesAfterSampling: Bool?
    /// Whether seeds of 2³¹ and above are numbers in the place of seeds that nobody knows, as the file
    /// of imported draws does not have them; nil where every draw has its own.
    package var hasStandIns: Bool?

    package init(
        promptsFingerprint: String, model: String, modelFingerprint: String, decodingName: String,
        decodingJSON: String, template: String, seed: UInt64, scorers: [ScorerIdentity]
    ) {
        self.promptsFingerprint = promptsFingerprint
        self.model = model
        self.modelFingerprint = modelFingerprint
        self.decodingName = decodingName
        self.decodingJSON = decodingJSON
        self.template = template
        self.seed = seed
        self.scorers = scorers
    }

    /// A scorer and what its numbers mean, kept with the run so that the file can be read without
    /// the scorer.
    package struct ScorerIdentity: Codable, Sendable, Hashable {
        package var name: String
        /// All settings that change scores, in one canonical line.
        package var settings: String
        package var isBinary: Bool
        package var zero: String
        package var one: String
        /// Whether 1 is a leak in plain words; nil in files that do not say.
        package var isLeak: Bool?
        /// How often the scorer is right at least; nil where its scores are the truth.
        package var accuracy: Accuracy?

        /// The least shares of true and of false cases that a scorer gets right.
        package struct Accuracy: Codable, Sendable, Hashable {
            package var sensitivity: Double
            package var specificity: Double

            package init(sensitivity: Double, specificity: Double) {
                self.sensitivity = sensitivity
                self.specificity = specificity
            }
        }

        package init(
            name: String, settings: String, isBinary: Bool, zero: String, one: String,
            isLeak: Bool? = nil, accuracy: Accuracy? = nil
        ) {
            self.name = name
            self.settings = settings
            self.isBinary = isBinary
            self.zero = zero
            self.one = one
            self.isLeak = isLeak
            self.accuracy = accuracy
        }
    }

    /// The first difference to another identity in words, or nil where the two are the same.
    ///
    /// The sentence reads "the … of this run is …, not …", this run being `self`. With `other` as
    /// what was asked for now it is the reason why a run cannot be continued.
    package func difference(to other: RunIdentity) -> String? {
        func sentence(_ what: String, _ own: String, _ others: String) -> String? {
            own == others ? nil : "the \(what) of this run is \(own), not \(others)"
        }
        func list(_ scorers: [ScorerIdentity]) -> String {
            scorers.map { $0.settings.isEmpty ? $0.name : "\($0.name) (\($0.settings))" }
                .joined(separator: ", ")
        }
        if promptsFingerprint != other.promptsFingerprint {
            return "the prompts of this run are other ones (fingerprint \(promptsFingerprint), "
                + "not \(other.promptsFingerprint))"
        }
        let areNamedAlike = model == other.model || hasName(of: other)
        let ofNames =
            areNamedAlike
            ? fingerprintDifference(to: other) : sentence("model", model, other.model)
        if let another = ofNames ?? modelDifference(to: other) { return another }
        let asked =
            sentence("decoding", decodingName, other.decodingName)
            ?? sentence("decoding", decodingJSON, other.decodingJSON)
            ?? sentence("template", template, other.template)
            ?? templateDifference(to: other)
        return asked
            ?? sentence("seed", String(seed), String(other.seed))
            ?? sentence("list of scorers", list(scorers), list(other.scorers))
            ?? sentence("kind of draws", kindOfDraws, other.kindOfDraws)
            ?? sentence(
                "part of the answer", answerPart.description, other.answerPart.description)
    }

    /// Whether one of the models has the last part of the other's name, which is all that runs once
    /// kept of `org/model`.
    private func hasName(of other: RunIdentity) -> Bool {
        guard model != other.model else { return false }
        return other.model.hasSuffix("/" + model) || model.hasSuffix("/" + other.model)
    }

    /// What the fingerprints say of the model that cannot be true of one; what one of them does not
    /// say, as behind a gateway that tells nothing of its model, is not known and no difference.
    private func fingerprintDifference(to other: RunIdentity) -> String? {
        let (own, others) = (fingerprintParts, other.fingerprintParts)
        guard !own.isEmpty, !others.isEmpty else { return nil }
        for kind in Set(own.keys).union(others.keys).sorted() where own[kind] != others[kind] {
            // Who tells anything of a model tells its adapters too.
            guard kind == Self.adapter || own[kind] != nil && others[kind] != nil else { continue }
            return "the model's fingerprint of this run is \(modelFingerprint), not "
                + other.modelFingerprint
        }
        return nil
    }

    /// What stands behind the model's name in its fingerprint, by what each part is about.
    private var fingerprintParts: [String: [String]] {
        let nameless =
            modelFingerprint.hasPrefix(model)
            ? String(modelFingerprint.dropFirst(model.count)) : modelFingerprint
        var parts: [String: [String]] = [:]
        for part in nameless.split(separator: ", ").map(String.init) {
            let counts = ["parameters", "bytes", "tokens"]
            let kind =
                part.hasPrefix(Self.adapter)
                ? Self.adapter : counts.first { part.hasSuffix(" " + $0) } ?? "format"
            parts[kind, default: []].append(part)
        }
        return parts
    }

    private static let adapter = "adapter "

    /// Whether the draws were made elsewhere, by whatever their file says.
    package var isImported: Bool { RunFacts.isImported(decoding: decodingName) }

    /// The lowest number that stands in for a seed; a sampler's has 31 bits.
    package static let firstStandIn: UInt32 = 1 << 31

    /// The seed that made a draw; nil where another number stands in its place.
    package func knownSeed(_ seed: UInt32) -> UInt32? {
        hasStandIns == true && seed >= Self.firstStandIn ? nil : seed
    }

    /// The part of each answer that scorers and groups look at.
    package var answerPart: AnswerPart {
        get { answer.flatMap { AnswerPart($0) } ?? .standard }
        set { answer = newValue == .standard ? nil : newValue.description }
    }

    private var kindOfDraws: String {
        withoutReplacement == true ? "without replacement" : "plain"
    }

    /// How the chat templates of two identities differ, where both were asked.
    private func templateDifference(to other: RunIdentity) -> String? {
        guard let own = templateProbe, let others = other.templateProbe,
            let difference = own.difference(to: others)
        else { return nil }
        return "the chat template of this run is another one: \(difference)"
    }

    /// How the models of two identities differ under equal names, where both were asked.
    private func modelDifference(to other: RunIdentity) -> String? {
        guard let own = modelProbe, let others = other.modelProbe,
            let difference = own.difference(to: others)
        else { return nil }
        var place = ""
        if let modelPath, let path = other.modelPath, modelPath != path {
            place = " (loaded from \(modelPath), not \(path))"
        }
        return "the model of this run is another one under the same name\(place): \(difference)"
    }
}
