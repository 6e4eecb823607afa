import Evidence
import Files
import Journal
import Prompts
import Text

/// Draws that were made elsewhere, as another program's file has them.
///
/// Nothing is known of how they were made beside what the file says, so that a run made of them has
/// the decoding "reported, not verified". A bound on them holds only if they are independent draws
/// under one decoding, in the order of the file. An export of this program has more: the whole
/// run, from which the same evidence is made again.
package struct DrawImport: Sendable {
    package internal(set) var prompts: [Prompt] = []
    /// Per prompt its draws in the order of the file.
    package internal(set) var draws: [ImportedDraws] = []
    /// Where the draws are.
    let spool = ByteSpool()
    /// Per prompt what the file has beside prompt and draws.
    var details: [Details] = []
    /// The model's name, where the file says it.
    package internal(set) var model: String?
    /// What names of fields mean to it.
    var settingsNames = SettingsNames()
    /// What the file says of its decoding, such as "T=0.7, top-p 0.9".
    package internal(set) var decoding = ReportedDecoding()
    /// The scorers whose scores the file has, in the order of every entry's scores.
    package internal(set) var scorers: [String] = []
    /// The run itself, where the file is an export by this program.
    package internal(set) var run: ReportedRun?
    /// How the file was compressed, if it was.
    package private(set) var packing: String?
    /// What a reader of limits must know about this file.
    package internal(set) var warnings: [String] = []
    /// Records that could not be read, with why: the first ones' sentences, and how many there were.
    var odd = OddRecords()
    /// The first record without the field that has the answer.
    var missing: ImportError?
    /// The file and line of the record that is being read.
    var place = ""
    /// The model that the record names which is being read.
    var recordModel: String?
    /// Whether it says that a cache has answered.
    var isCached = false
    /// Records that are no draws and are no fault, by what they are.
    var skipped: [String: Int] = [:]
    /// Names of scores that the caller spoke of.
    var wanted: Set<String> = []
    /// Numbers beside answers that were not taken for scores.
    var numbersBeside: Set<String> = []
    /// And those that may say how often an answer came.
    var countsBeside: Set<String> = []
    /// Words beside answers that may be grades and were not taken for scores.
    var wordsBeside: [String: GradesSeen] = [:]
    /// Why the record that is being read says that it has no answer of the model's.
    var failure: CallFailure?
    /// The part of each answer that counts.
    package internal(set) var answerPart = AnswerPart.standard
    /// How many answers hold thoughts, and how many end inside them.
    package internal(set) var thinking = (with: 0, cut: 0)
    /// How many answers are lost because they close a thought although nothing shows that one was open.
    var strayMarks = 0
    /// How many draws have no answer.
    package internal(set) var lost = 0
    /// The most alternatives that a token has.
    var mostAlternatives = 0
    /// A hash of all prompts' answers in their order.
    var contentHash: UInt64 = 0
    /// What shows that draws are copies of each other, a sentence.
    package internal(set) var copies: String?
    /// How many draws were lost by the way they ended.
    var endings: [String: Int] = [:]
    /// How many answers are a word that programs write for nothing, by the word.
    var emptyWords: [String: Int] = [:]
    /// Scores that are null or no number in some record.
    var emptyScores: Set<String> = []
    /// Whether a draw has a text.
    var hasAnswers = false
    /// Whether some record names its model where nothing else can be meant.
    var isModelStated = false
    /// The models that the file names beside its draws.
    var models: Set<String> = []
    /// Of an Inspect log, which epochs of each prompt are there, and how many there should be.
    var epochs: [Int: [Int32]] = [:]
    var plannedEpochs: Int32 = 0
    /// Records of answers that were not finished, by prompt and request.
    var unfinished: [String: Int] = [:]
    var positions: [PromptID: Int] = [:]
    /// The ids of prompts that were given none, by what was asked.
    var idsByPrompt: [String: PromptID] = [:]
    /// What differs between records of prompts that their text alone names.
    var differing = DifferingFields()
    /// The choices of questions, of which the whole file may tell the right ones.
    var questions = ChoiceQuestions()
    /// Whether records are rows of a table, in which lists are texts.
    var isTable = false
    /// Which of several fields with answers were taken.
    var answerChoice = AnswerChoice()
    /// The model that a report's settings name, for all attempts that follow.
    var setupModel: String?
    /// What differs between answers that are objects, of what was asked.
    var differingAnswers = DifferingFields()
    /// The prompt of the record that is being read, once it is known.
    var current: Int?
    private var isLeakAtK = false
    /// Of lm-eval samples, what is known of every document in each run of its task.
    var documents: [Int: [HarnessDocument]] = [:]
    /// And of every number of a document.
    var documentNumbers: [String: HarnessNumber] = [:]

    /// What is known of a prompt beside its text and draws.
    struct Details: Sendable, Hashable {
        /// Whether no record has had the prompt's text so far.
        var lacksText = false
        var failure: String?
        var greedy: Entry?
        var isGreedyStable: Bool?
    }

    /// Reads a file's bytes.
    ///
    /// - Parameters:
    ///   - name: the file's name for errors.
    ///   - format: nil to find it out from the fields of each record.
    ///   - scales: what the values of scores mean that do not go from 0 to 1.
    ///   - answer: the part of each answer that counts.
    ///   - model: whose draws are taken where the file has those of several models.
    ///   - choicesFrom: the number of the first choice where right ones are told by numbers.
    ///   - progress: is told how many of the file's bytes are read.
    /// - Throws: ``ImportError`` with line, field and fix.
    package init(
        _ bytes: [UInt8], name: String, format: Format? = nil, scales: ScoreScales = ScoreScales(),
        answer: AnswerPart? = nil, model: String? = nil, choicesFrom: Int? = nil,
        progress: ((_ done: Int, _ total: Int) -> Void)? = nil
    ) throws(ImportError) {
        if InspectArchive.isArchive(bytes) {
            self.init()
            questions = ChoiceQuestions(countedFrom: choicesFrom)
            wanted = scales.names
            place = name
            try read(InspectArchive(bytes, name: name), progress)
            try finish(name, scales, answer, model)
            return
        }
        let source = try Self.naming { () throws(PromptError) in
            try SourceText(TextBytes(bytes), name: name)
        }
        try self.init(
            source, format: format, scales: scales, answer: answer, model: model,
            choicesFrom: choicesFrom, progress: progress)
    }

    private init() {}

    /// So many ways in which answers ended are named each.
    private static let mostEndings = 10

    /// Reads a file, or standard input for "-"; see
    /// ``init(_:name:format:scales:answer:model:choicesFrom:progress:)``.
    package init(
        path: String, format: Format? = nil, scales: ScoreScales = ScoreScales(),
        answer: AnswerPart? = nil, model: String? = nil, choicesFrom: Int? = nil,
        progress: ((_ done: Int, _ total: Int) -> Void)? = nil
    ) throws(ImportError) {
        let name = path == "-" ? "standard input" : path
        let bytes = try Self.naming { () throws(PromptError) in try SourceText.readBytes(path) }
        guard bytes.starts(with: InspectArchive.mark) else {
            try self.init(
                Self.naming { () throws(PromptError) in try SourceText(bytes, path: path) },
                format: format, scales: scales, answer: answer, model: model,
                choicesFrom: choicesFrom, progress: progress)
            return
        }
        try self.init(
            bytes[0..<bytes.count].map { $0 }, name: name, format: format, scales: scales,
            answer: answer, model: model, choicesFrom: choicesFrom, progress: progress)
    }

    /// Reads a file's text; see ``init(_:name:format:scales:answer:model:choicesFrom:progress:)``.
    package init(
        _ source: SourceText, format: Format? = nil, scales: ScoreScales = ScoreScales(),
        answer: AnswerPart? = nil, model: String? = nil, choicesFrom: Int? = nil,
        progress: ((_ done: Int, _ total: Int) -> Void)? = nil
    ) throws(ImportError) {
        self.init()
        questions = ChoiceQuestions(countedFrom: choicesFrom)
        packing = source.packing
        place = source.name
        wanted = scales.names
        if format == nil || format == .jsonl || format == .completions,
            PromptFormat.detect(source) == .csv
        {
            try readTable(source, format, progress)
            try finish(source.name, scales, answer, model)
            return
        }
        switch source.jsonLayout {
        case .single: try read(whole: try Self.naming(source.json), source.name, format)
        case .list where !source.isListOfObjects:
            try read(whole: try Self.naming(source.json), source.name, format)
        case .list: try readRecords(source, isList: true, format, progress)
        case .lines:
            if !source.isEmpty { try readRecords(source, isList: false, format, progress) }
        }
        decoding.read(path: source.name, isFolder: isLeakAtK)
        try finish(source.name, scales, answer, model)
    }

    /// Everything that takes the whole file: odd records, models, duplicates, scales, thoughts.
    private mutating func finish(
        _ name: String, _ scales: ScoreScales, _ answer: AnswerPart?, _ model: String?
    ) throws(ImportError) {
        if let first = odd.first, run != nil || odd.count * 2 > odd.count + odd.good {
            throw first
        }
        guard draws.contains(where: { !$0.isEmpty }) || run != nil else {
            throw ImportError("\(name) has no draws.")
        }
        if let missing, !hasAnswers { throw missing }
        guard scorers.count <= Self.mostScorers else {
            let names = scorers.prefix(2).map { PromptError.printable($0) }
            throw ImportError(
                "\(name), scores: there are more than \(Self.mostScorers) names of scores "
                    + "(\(names.joined(separator: ", ")), …), which a run cannot hold; leave out what "
                    + "is no score.")
        }
        warnings += odd.warnings
        for (what, count) in skipped.sorted(by: { $0.key < $1.key }) {
            warnings.append("\(count) \(what)")
        }
        if run == nil { try joinHarnessRuns(name) }
        let silent = run == nil ? draws.count { $0.isEmpty } : 0
        if silent > 0 {
            warnings.append(
                "\(Figure.count(silent, "prompt has", "prompts have")) no answer in the file, and no limit "
                    + "is stated for \(silent == 1 ? "it" : "them")")
        }
        if let fault = questions.settle(&prompts) { warnings.append(fault) }
        warnings += answerChoice.warnings
        try chooseModel(model, file: name)
        countOnce()
        if run == nil {
            warnings += differing.cautions("records with equal prompts differ")
            warnings += differingAnswers.cautions("answers in one record differ")
            countMissing()
            nameFilters()
        }
        for name in countsBeside.subtracting(wanted).sorted().prefix(10) {
            warnings.append(
                "\(PromptError.printable(name)) beside an answer is more than 1: where it says how often "
                    + "the answer came, each counts once and no limit holds; write a line for each draw"
            )
        }
        let beside = numbersBeside.subtracting(wanted).subtracting(countsBeside).sorted()
        if !beside.isEmpty {
            warnings.append(
                "numbers beside the answers that are not taken for scores: "
                    + beside.prefix(10).map { PromptError.printable($0) }.joined(separator: ", ")
                    + "; one that is a score is taken by --scale NAME=0..1")
        }
        let total = draws.reduce(0) { $0 + $1.count }
        for (name, seen) in wordsBeside.sorted(by: { $0.key < $1.key }).prefix(10)
        where seen.areGrades(of: total) {
            let words = seen.words.sorted().map { PromptError.printable($0) }
            let name = PromptError.printable(name)
            // Which of the words is 1 is not for us to say.
            warnings.append(
                "words beside the answers that are not taken for scores: \(name) ("
                    + "\(words.joined(separator: ", "))); where they are grades, say what each is worth: "
                    + "--grades \(name)=WORD:1,WORD:0")
        }
        let kinds = endings.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        if kinds.count > Self.mostEndings {
            let others = kinds.dropFirst(Self.mostEndings)
            warnings.append(
                "\(others.reduce(0) { $0 + $1.value }) answers ended in \(others.count) further ways that "
                    + "are no ends of whole answers, and count as lost")
        }
        for (reason, count) in kinds.prefix(Self.mostEndings).sorted(by: { $0.key < $1.key }) {
            warnings.append(
                "\(Figure.count(count, "answer is", "answers are")) no whole answer of the model's "
                    + "(\(reason)) and count\(count == 1 ? "s" : "") as lost")
        }
        if !emptyWords.isEmpty {
            let words = emptyWords.sorted { $0.key < $1.key }.map { "\($0.value) \"\($0.key)\"" }
            warnings.append(
                "answers that programs write where a call gave nothing and a model may have said: "
                    + "\(words.joined(separator: ", ")); they count as answers; where calls failed, "
                    + "write null for them, which counts as lost")
        }
        try settle(scales, answer, file: name)
    }

    /// Reads records, one a line or in a list.
    private mutating func readRecords(
        _ source: SourceText, isList: Bool, _ format: Format?,
        _ progress: ((_ done: Int, _ total: Int) -> Void)?
    ) throws(ImportError) {
        var last: Format?
        var records = try Self.naming { () throws(PromptError) in
            try RecordSource(
                source, format: isList ? .json : .jsonLines, readsNonNumbers: true,
                takesHalfPairs: true)
        }
        while true {
            let record: PromptRecord
            do throws(PromptError) {
                guard let next = try records.next() else { return }
                record = next
            } catch {
                // A list cannot be read on behind what is broken in it; lines can.
                if isList { throw ImportError("\(error)") }
                odd.note(ImportError("\(error)"), isLost: false)
                continue
            }
            if record.position % 256 == 0 { progress?(records.offset, source.bytes.count) }
            let fields = zip(record.names, record.values).map(JSONValue.Field.init)
            try read(record, as: fields, of: source.name, format, &last)
        }
    }

    /// Reads one record of a file of lines or of a list.
    mutating func read(
        _ record: PromptRecord, as fields: [JSONValue.Field], of name: String, _ asked: Format?,
        _ last: inout Format?
    ) throws(ImportError) {
        try noting { (draws: inout DrawImport) throws(ImportError) in
            try draws.read(
                .object(fields), "\(name), line \(record.line)", record.position - 1, asked, &last)
        }
    }

    /// Reads one record: what is wrong with it is noted, and where its prompt is known, it is a
    /// lost draw of it.
    mutating func noting(
        _ read: (inout DrawImport) throws(ImportError) -> Void
    ) throws(ImportError) {
        current = nil
        do throws(ImportError) {
            try read(&self)
            odd.good += 1
        } catch {
            if error.isFatal { throw error }
            odd.note(error, isLost: current != nil)
            if let current { add(Entry(error: "the record could not be read"), to: current) }
        }
    }

    mutating func read(
        _ record: JSONValue, _ place: String, _ position: Int, _ asked: Format?,
        _ last: inout Format?
    ) throws(ImportError) {
        if asked == nil, let plain = Self.translated(record) {
            if let reason = Self.refusal(of: record) { throw ImportError("\(place): \(reason).") }
            return try read(plain, place, position, .completions, &last)
        }
        if asked == nil, try readEvals(record, place) { return }
        // A batch of rows may be one record.
        if asked == nil, let rows = Self.rows(ofColumns: record) {
            decoding.read(record: record, &settingsNames)
            for row in rows { try read(row, place, position, asked, &last) }
            return
        }
        guard let found = asked ?? Self.format(of: record) ?? last else {
            if let reason = Self.refusal(of: record) { throw ImportError("\(place): \(reason).") }
            throw ImportError(
                "\(place): the fields are those of no known format: "
                    + "\(PromptError.list((record.fields ?? [:]).keys.sorted())); wanted are prompt_id "
                    + "and text, a prompt with a completion or a list of completions, prompt and responses "
                    + "(Leak@k), or doc_id and resps (lm-eval).")
        }
        last = found
        isLeakAtK = found == .leakAtK
        self.place = place
        let reader = FieldReader(record, place)
        begin(record)
        for (name, value) in record["scores"]?.fields ?? [:] where value.isNull {
            emptyScores.insert(name)
        }
        switch found {
        case .jsonl: try readPlain(reader)
        case .leakAtK: try readLeakAtK(reader, position)
        case .lmEval: try readLmEval(reader)
        case .openAI: try readOpenAI(reader)
        case .vllm: try readVLLM(reader)
        case .sglang: try readSGLang(reader, position)
        case .completions: try readCompletions(reader)
        case .promptfoo: try readPromptfoo(reader)
        case .garak: try readGarak(reader)
        case .deepeval: try readDeepeval(reader)
        case .jailbreakBench: try readJailbreakBench(reader)
        case .inspect: try readInspect(sample: reader)
        case .openUnlearning, .bigcode, .harmBench:
            throw ImportError("\(place): the format \(found.rawValue) is one JSON value, no list.")
        }
    }

    /// Reads the one record that is the whole file.
    mutating func readOne(
        _ value: JSONValue, _ name: String, _ format: Format?
    ) throws(ImportError) {
        var last: Format?
        try noting { (draws: inout DrawImport) throws(ImportError) in
            try draws.read(value, "\(name), line 1", 0, format, &last)
        }
    }

    /// Runs a step whose error names the file, line and field already.
    static func naming<Value>(
        _ step: () throws(PromptError) -> Value
    ) throws(ImportError) -> Value {
        do { return try step() } catch { throw ImportError("\(error)") }
    }

    static func check(
        _ asked: Format?, _ found: Format, _ name: String
    ) throws(ImportError) {
        if let asked, asked != found {
            throw ImportError("\(name) is in the format \(found.rawValue), not \(asked.rawValue).")
        }
    }
}
