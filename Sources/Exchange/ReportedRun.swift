import Evidence
import Files
import FoundationEssentials
import Journal
import Prompts

/// What an export by this program says about the run as a whole, beside its prompts and draws.
///
/// In every format it is one object, which the format's other readers ignore. The servers' addresses
/// are left out: a file that is passed on need not say where a laboratory's machines are.
package struct ReportedRun: Sendable, Hashable {
    /// As the run had it; the prompts' fingerprint is not kept, it follows from the prompts.
    package var identity: RunIdentity
    package var plan: RunPlan
    /// The prompt set's name.
    package var set: String
    /// What was understood when the prompts were read.
    package var provenance: String
    /// Oldest first.
    package var events: [RunEvent]

    private static let version = 1

    init(identity: RunIdentity, plan: RunPlan, prompts: PromptSet, events: [RunEvent]) {
        self.identity = identity
        self.identity.promptsFingerprint = ""
        self.plan = plan
        self.plan.servers = []
        set = prompts.name
        provenance = prompts.provenance
        self.events = events
    }

    /// - Throws: ``EncodingFault`` rather than leaving something out.
    func tree() throws(EncodingFault) -> JSONTree {
        let scorers = identity.scorers.map { scorer -> JSONTree in
            .object([
                "name": .string(scorer.name), "settings": .string(scorer.settings),
                "binary": .bool(scorer.isBinary), "zero": .string(scorer.zero),
                "one": .string(scorer.one), "leak": scorer.isLeak.map { .bool($0) } ?? .null,
                "sensitivity": scorer.accuracy.map { .number($0.sensitivity) } ?? .null,
                "specificity": scorer.accuracy.map { .number($0.specificity) } ?? .null,
            ])
        }
        let events = events.map { event -> JSONTree in
            .object([
                "time": .string(event.time), "kind": .string(event.kind.rawValue),
                "text": .string(event.text),
            ])
        }
        let change = plan.change.map { change -> JSONTree in
            .object([
                "planned": .array(change.planned.map { .number(Double($0)) }),
                "seen": change.seen.map { .number(Double($0)) } ?? .null,
            ])
        }
        let probe = try identity.modelProbe?.jsonText()
        return .object([
            "version": .number(Double(Self.version)), "model": .string(identity.model),
            "model_fingerprint": .string(identity.modelFingerprint),
            "decoding": .string(identity.decodingName),
            // As text, because its readers want it to the byte.
            "decoding_settings": .string(identity.decodingJSON),
            "template": .string(identity.template),
            // As text, because 64 bits are more than a number of JSON holds.
            "seed": .string("\(identity.seed)"), "scorers": .array(scorers),
            "name": .string(plan.name), "planned_draws": .number(Double(plan.draws)),
            "plan_changed": change ?? .null, "alpha": .number(plan.alpha),
            "created": .string(plan.created),
            "probabilities": .number(Double(plan.probabilities)),
            "settings": .texts(plan.settings), "warnings": .texts(plan.warnings),
            "set": .string(set), "provenance": .string(provenance), "events": .array(events),
            "answer": identity.answer.map { .string($0) } ?? .null,
            "without_replacement": identity.withoutReplacement.map { .bool($0) } ?? .null,
            "seed_rule": identity.seedRule.map { .number(Double($0)) } ?? .null,
            "stop_rules": plan.stopRules.map { .texts($0) } ?? .null,
            // As text, which its only reader takes apart again.
            "model_probe": probe.map { .string($0) } ?? .null,
        ])
    }

    private static func accuracy(
        _ scorer: FieldReader
    ) throws(ImportError) -> RunIdentity.ScorerIdentity.Accuracy? {
        func share(_ name: String) throws(ImportError) -> Double? {
            guard let value = scorer[name] else { return nil }
            guard let share = value.number, share > 0, share <= 1 else {
                throw scorer.error(name, "a number above 0 and up to 1 is wanted")
            }
            return share
        }
        let (sensitivity, specificity) = (try share("sensitivity"), try share("specificity"))
        guard sensitivity != nil || specificity != nil else { return nil }
        return RunIdentity.ScorerIdentity.Accuracy(
            sensitivity: sensitivity ?? 1, specificity: specificity ?? 1)
    }

    init(_ reader: FieldReader) throws(ImportError) {
        guard let version = try reader.count("version"), version <= Self.version else {
            throw reader.error("version", "this file is of a newer probscope; update it to read it")
        }
        try DrawImport.refuseDrawsWithoutReplacement(reader)
        func wanted(_ name: String) throws(ImportError) -> String {
            guard let text = try reader.text(name) else {
                throw reader.error(name, "a text is wanted")
            }
            return text
        }
        guard let seed = UInt64(try wanted("seed")) else {
            throw reader.error("seed", "a whole number as text is wanted")
        }
        guard let alpha = reader["alpha"]?.number, alpha > 0, alpha <= 0.5 else {
            throw reader.error("alpha", "a number above 0 and at most 0.5 is wanted")
        }
        var scorers: [RunIdentity.ScorerIdentity] = []
        for (index, tree) in (try reader.list("scorers") ?? []).enumerated() {
            let scorer = FieldReader(tree, "\(reader.place), field scorers[\(index)]")
            guard let name = try scorer.text("name"), let isBinary = try scorer.flag("binary")
            else { throw scorer.error("name", "a scorer with name and binary is wanted") }
            scorers.append(
                RunIdentity.ScorerIdentity(
                    name: name, settings: try scorer.text("settings") ?? "", isBinary: isBinary,
                    zero: try scorer.text("zero") ?? "", one: try scorer.text("one") ?? "",
                    isLeak: try scorer.flag("leak"), accuracy: try Self.accuracy(scorer)))
        }
        identity = RunIdentity(
            promptsFingerprint: "", model: try wanted("model"),
            modelFingerprint: try wanted("model_fingerprint"), decodingName: try wanted("decoding"),
            decodingJSON: try wanted("decoding_settings"), template: try wanted("template"),
            seed: seed, scorers: scorers)
        identity.answer = try reader.text("answer")
        identity.seedRule = try reader.count("seed_rule")
        if let probe = try reader.text("model_probe") {
            do {
                identity.modelProbe = try JSONDecoder().decode(
                    ModelProbe.self, from: Data(probe.utf8))
            } catch {
                throw reader.error("model_probe", "this is not what a model was told apart by")
            }
        }
        plan = RunPlan(
            name: try wanted("name"), draws: try reader.count("planned_draws") ?? 0, alpha: alpha,
            servers: [], created: try wanted("created"),
            probabilities: try reader.count("probabilities") ?? 0,
            settings: try reader.texts("settings") ?? [],
            warnings: try reader.texts("warnings") ?? [],
            stopRules: try reader.texts("stop_rules"),
            change: try reader.count("planned_draws") == nil ? .unknown : Self.change(reader))
        set = try wanted("set")
        provenance = try reader.text("provenance") ?? ""
        events = []
        for (index, tree) in (try reader.list("events") ?? []).enumerated() {
            let event = FieldReader(tree, "\(reader.place), field events[\(index)]")
            guard let time = try event.text("time"), let kind = try event.text("kind"),
                let text = try event.text("text")
            else { throw event.error("text", "an event with time, kind and text is wanted") }
            events.append(RunEvent(time: time, kind: RunEvent.Kind(rawValue: kind), text: text))
        }
    }

    /// Why the planned number of draws was not fixed in advance.
    private static func change(_ reader: FieldReader) throws(ImportError) -> PlanChange? {
        guard let fields = try reader.object("plan_changed") else { return nil }
        let planned = (try fields.list("planned") ?? []).map {
            $0.number.flatMap(Int.init(exactly:))
        }
        let change = PlanChange(planned: planned.compactMap { $0 }, seen: try fields.count("seen"))
        guard change.isSane, !planned.contains(nil) else {
            throw fields.error("planned", "a list of numbers of draws is wanted")
        }
        return change
    }
}
