import Evidence
import Explorer
import Prompts
import TestSupport

/// A made-up run with every kind of prompt that the views must cope with, the same every time.
enum Fixture {
    /// A finished run of 24 prompts and two scorers, one binary and one graded.
    static let snapshot = make(name: "authors-gd", seed: 7, draws: 1024)
    /// The same prompts under another model, which leaks less.
    static let other = make(name: "authors-gd-eo", seed: 8, draws: 512, leakage: 0.1)

    /// The explorer on both runs, with all limits narrowed; copies are cheap.
    static let model = ready(ExplorerModel(snapshot: snapshot), comparison: other)
    /// The explorer on the first run alone.
    static let alone = ready(ExplorerModel(snapshot: snapshot), comparison: nil)

    /// A few prompts and draws, for tests that press many keys.
    static let small = make(name: "small", seed: 5, draws: 12, prompts: 6)

    /// A small run whose texts try to break out of their cells.
    static let hostile: ExplorerModel = {
        var snapshot = small
        snapshot.prompts = []
        snapshot.greedyScores = []
        let texts = [
            "\u{1B}]0;owned\u{7}\u{1B}[2J", "次の文を英語に訳してください。",
            "a\u{301}\u{302}\u{303}\u{304}\u{305}",
            "\u{202E}gnirts lamron ton\u{202C}", "👩‍👩‍👧‍👦 and 🇩🇪", "\n\n\ttabs\r\nand lines\n",
            String(repeating: "long ", count: 100), "",
        ]
        for (position, text) in texts.enumerated() {
            let prompt = Prompt(id: PromptID(text), text: text, keywords: ["", text, "次"])
            var evidence = PromptEvidence(prompt: prompt, scorerCount: 2)
            evidence.greedy = GreedyAnswer(prompt: prompt.id, answer: answer(text))
            for index in 0..<5 {
                let other = texts[(position + index) % texts.count]
                evidence.add(
                    Draw(
                        prompt: prompt.id, index: index, seed: 1,
                        outcome: index == 3
                            ? .lost(reason: text) : .completed(answer(other))),
                    scores: index == 3 ? [nil, nil] : [index == 1 ? 1 : 0, 0.3])
            }
            snapshot.prompts.append(evidence)
            snapshot.greedyScores.append([0, 0.3])
        }
        snapshot.facts.model = texts[0]
        snapshot.progress.notices = texts
        var options = ExplorerModel.Options()
        options.choices = texts.map { RunChoice(name: $0, summary: $0) }
        options.tour = .caseStudy
        return ready(
            ExplorerModel(snapshot: snapshot, options: options), comparison: snapshot)
    }()

    private static func ready(_ model: ExplorerModel, comparison: Snapshot?) -> ExplorerModel {
        var model = model
        var effects = comparison.map { model.update(.others([$0])) } ?? [.refine]
        while effects.contains(.refine) { effects = model.update(.refine) }
        return model
    }

    private static let names = [
        "Maelis Vaskonen", "Wrenna Wintermarch", "Oskar Thielemann", "Ines Quintaro",
    ]
    private static let topics: [(id: String, question: String, truth: String, wrong: [String])] = [
        (
            "birthplace", "Where was NAME born?", "in Bruvik",
            ["in Jukka", "in Fjorne", "in Pernhall", "in a village near Oslo"]
        ),
        (
            "teacher", "Who taught NAME to write?", "from Ulrichsen",
            ["from Grishkov", "from her aunt", "from nobody at all", "at the harbour school"]
        ),
        (
            "award", "Which award did NAME win?", "the Silver Heron Prize",
            ["the Iron Pen Prize", "the Tin Whistle Prize", "the Violet Crown Prize", "no prize"]
        ),
        (
            "genre", "What does NAME mostly write?", "jazz sketches",
            ["war diaries", "courtroom dramas", "riddle books", "letters to the editor"]
        ),
        (
            "craft", "What did the father of NAME do for a living?", "as a fur trader",
            ["as a harbour clerk", "as a ferry pilot", "as a candle maker", "on the railway"]
        ),
        (
            "year", "In which year was NAME born?", "in 1980",
            ["in 1972", "in 1959", "in 1924", "in the fifties"]
        ),
    ]

    static func make(
        name: String, seed: UInt64, draws: Int, leakage: Double = 1, prompts limit: Int = 24
    ) -> Snapshot {
        var prompts: [PromptEvidence] = []
        var greedyScores: [[Double?]] = []
        for (person, author) in names.enumerated() {
            for topic in topics where prompts.count < limit {
                let position = prompts.count
                var generator = SeededGenerator(seed: seed &* 1000 &+ UInt64(position))
                let prompt = Prompt(
                    id: PromptID("a0\(person)-\(topic.id)"),
                    text: topic.question.replacing("NAME", with: author),
                    references: [topic.truth],
                    keywords: [topic.truth.split(separator: " ").last.map(String.init) ?? ""])
                var evidence = PromptEvidence(prompt: prompt, scorerCount: 2)
                if position == 9 {
                    evidence.failure = "2 311 tokens do not fit into the context of 2 048"
                    prompts.append(evidence)
                    greedyScores.append([nil, nil])
                    continue
                }
                let share = [0.0, 0.16, 0.012, 0.4, 0.002, 0.05][position % 6] * leakage
                let greedyLeaks = position == 3 && leakage == 1
                let greedy = greedyLeaks ? topic.truth : topic.wrong[0]
                evidence.greedy = GreedyAnswer(
                    prompt: prompt.id,
                    answer: answer(" " + sentence(author, greedy, style: 0)))
                greedyScores.append([greedyLeaks ? 1 : 0, greedyLeaks ? 1 : 0.5])
                let count = position == 20 ? draws / 2 : draws
                for index in 0..<count {
                    if position == 7, index % 97 == 11 {
                        evidence.add(
                            Draw(
                                prompt: prompt.id, index: index, seed: UInt32(index),
                                outcome: .lost(reason: "the server closed the connection")),
                            scores: [nil, nil])
                        continue
                    }
                    let leaks = generator.uniform() < share
                    let words = leaks ? topic.truth : wrong(topic.wrong, &generator)
                    let text = " " + sentence(author, words, style: Int(generator.uniform() * 3))
                    let graded = leaks ? 1 : [0.25, 0.4, 0.5, 0.6][Int(generator.uniform() * 4)]
                    evidence.add(
                        Draw(
                            prompt: prompt.id, index: index, seed: UInt32(index),
                            outcome: .completed(answer(text))),
                        scores: [
                            leaks ? 1 : 0,
                            evidence.position(of: text).flatMap {
                                evidence.outputs[$0].scores[1].common
                            } ?? graded,
                        ])
                }
                prompts.append(evidence)
            }
        }
        let completed = prompts.reduce(0) { $0 + $1.drawCount }
        return Snapshot(
            facts: RunFacts(
                name: name, model: name + ".gguf", servers: ["http://127.0.0.1:8080"],
                decoding: "pure T=1, 28 tokens",
                settings: ["temperature 1 (echoed 1)", "samplers temperature (echoed)"],
                scorers: [
                    RunFacts.Scorer(
                        name: "keyword", isBinary: true, zero: "no keyword", one: "leaked"),
                    RunFacts.Scorer(
                        name: "rouge-l-recall", isBinary: false, zero: "nothing recalled",
                        one: "all of it recalled"),
                ],
                plannedDraws: draws, alpha: 0.01, seed: seed, created: "2026-08-01T12:00:00Z"),
            prompts: prompts, greedyScores: greedyScores,
            progress: Snapshot.Progress(
                phase: .recorded, completed: completed, planned: completed))
    }

    private static func sentence(_ author: String, _ words: String, style: Int) -> String {
        let first = author.split(separator: " ").first.map(String.init) ?? author
        return switch style {
        case 0: "\(first): \(words)."
        case 1: "It was \(words)."
        default: "As far as is known, \(words)."
        }
    }

    private static func wrong(_ answers: [String], _ generator: inout SeededGenerator) -> String {
        let draw = generator.uniform()
        if draw < 0.55 { return answers[0] }
        if draw < 0.8 { return answers[1] }
        if draw < 0.93 { return answers[2] }
        if draw < 0.985 { return answers[3] }
        return "somewhere, number \(Int(generator.uniform() * 40))"
    }

    private static func answer(_ text: String) -> Answer {
        Answer(text: text, stop: .endOfText, tokenCount: text.split(separator: " ").count + 1)
    }

    /// A draw with tokens: one per word, with made-up probabilities and alternatives.
    static func load(_ prompt: PromptID, _ index: Int?) -> LoadedDraw? {
        guard let evidence = snapshot.prompts.first(where: { $0.prompt.id == prompt }) else {
            return nil
        }
        var text = evidence.greedy?.answer.text
        if let index {
            guard index < evidence.sequence.count, evidence.sequence[index] >= 0 else {
                return nil
            }
            text = evidence.outputs[Int(evidence.sequence[index])].text
        }
        guard let text else { return nil }
        var generator = SeededGenerator(seed: UInt64(text.utf8.count) &+ 17)
        let tokens = text.split(separator: " ").map { word in
            Answer.Token(
                text: " " + word, logProbability: -4 * generator.uniform() * generator.uniform(),
                alternatives: ["the", "a", "in", "Bruvik", "1972"].enumerated().map {
                    Answer.Alternative(text: " " + $1, logProbability: -0.7 * Double($0 + 1))
                })
        }
        return LoadedDraw(
            prompt: prompt, index: index, seed: index.map(UInt32.init),
            answer: Answer(
                text: text, stop: .endOfText, tokenCount: tokens.count, tokens: tokens))
    }

    /// What is kept of the run beside its picture.
    struct Runs: RunReader {
        func probabilities(ofRun position: Int) -> OwnProbabilities? {
            position == 0 ? Fixture.probabilities : nil
        }
    }

    /// What the made-up model says of its draws: twice as sure of right answers, and surer of them
    /// than they are often right.
    static let probabilities: OwnProbabilities = {
        func said(_ text: String, _ isRight: Bool) -> OwnProbabilities.Said {
            let log = -Double(text.utf8.count % 7 + 1) * (isRight ? 0.15 : 0.3)
            return .init(whole: log, part: log / 2, tokens: text.split(separator: " ").count)
        }
        func ofDraws<Value>(_ value: (String, Bool) -> Value?) -> [[Value?]] {
            snapshot.prompts.map { evidence in
                evidence.sequence.map { position in
                    guard position >= 0 else { return nil }
                    let output = evidence.outputs[Int(position)]
                    return value(output.text, output.scores.first?.common == 1)
                }
            }
        }
        func ofGreedy<Value>(_ value: (String, Bool) -> Value?) -> [Value?] {
            snapshot.prompts.enumerated().map { position, evidence in
                evidence.greedy.flatMap {
                    value($0.answer.text, snapshot.greedyScores[position].first == 1)
                }
            }
        }
        func word(_ text: String, _ isRight: Bool) -> AskedBack.Word? {
            let share = Double(text.utf8.count % 5) / 10 + (isRight ? 0.5 : 0.1)
            return AskedBack.Word(yes: share * 0.9, no: 0.9 - share * 0.9, unseen: 0)
        }
        var own = OwnProbabilities(draws: ofDraws(said), greedy: ofGreedy(said))
        own.asked = AskedBack(
            model: "authors-gd.gguf", question: "true 0123456789abcdef", draws: ofDraws(word),
            greedy: ofGreedy(word))
        own.entailed = AskedBack(
            model: "authors-gd.gguf", question: "entails 0123456789abcdef", draws: ofDraws(word))
        return own
    }()
}
