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
    /// What the record that is being read has added.
    var recordTally = RecordTally()
    /// The least number of answers that a record has which has any.
    var leastAnswers: Int?
    /// How many lost draws were added for them.
    var addedLosses = 0
    /// Records without an answer that do not say of how many they were.
    var failedRequests: [FailedRequest] = []
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
    /// Which fields say that, and which grade answers.
    var failures = FailureFields()
    /// The fields by which answers are lost that may grade them, by the reason.
    var lossFields: [String: String] = [:]
    /// What answers are that read as a program's words for a failure; nil for what the prompt shows.
    var errorTexts: ErrorTexts?
    /// How many of them count as answers, the first one's words, and how many are lost.
    var errorAnswers: (count: Int, example: String?) = (0, nil)
    var errorLosses = 0
    /// The part of each answer that counts.
    package internal(set) var answerPart = AnswerPart.standard
    /// How many answers hold thoughts, and how many end inside them.
    package internal(set) var thinking = (with: 0, cut: 0)
    /// How many answers are lost because they close a thought although nothing shows that one was open.
    var strayMarks = 0
    /// How many draws have no answer.
    package internal(set) var lost = 0
    /// How many answers have no score, where the file has any.
    package internal(set) var unscored = 0
    /// The most alternatives that a token has.
    var mostAlternatives = 0
    /// A hash of all prompts' answers in their order.
    var contentHash: UInt64 = 0
    /// Whether some draw has no seed, so that a number stands in its place.
    var hasStandIns = false
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
    /// The names of fields of the last record that can have no choices.
    var plainRecord: [String] = []
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
    var isLeakAtK = false
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
    ///   - errorTexts: what answers are that read as a program's words for a failed request; nil for
    ///     lost where the prompt is about something else.
    ///   - progress: is told how many of the file's bytes are read.
    /// - Throws: ``ImportError`` with line, field and fix.
    package init(
        _ bytes: [UInt8], name: String, format: Format? = nil, scales: ScoreScales = ScoreScales(),
        answer: AnswerPart? = nil, model: String? = nil, choicesFrom: Int? = nil,
        errorTexts: ErrorTexts? = nil,
        progress: ((_ done: Int, _ total: Int) -> Void)? = nil
    ) throws(ImportError) {
        if InspectArchive.isArchive(bytes) {
            self.init(scales, choicesFrom, errorTexts)
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
            choicesFrom: choicesFrom, errorTexts: errorTexts, progress: progress)
    }

    /// What the caller knows of the file, before anything is read.
    private init(_ scales: ScoreScales, _ choicesFrom: Int?, _ errorTexts: ErrorTexts?) {
        questions = ChoiceQuestions(countedFrom: choicesFrom)
        wanted = scales.names
        failures.graded = scales.names
        self.errorTexts = errorTexts
    }

    /// Reads a file, or standard input for "-"; see
    /// ``init(_:name:format:scales:answer:model:choicesFrom:errorTexts:progress:)``.
    package init(
        path: String, format: Format? = nil, scales: ScoreScales = ScoreScales(),
        answer: AnswerPart? = nil, model: String? = nil, choicesFrom: Int? = nil,
        errorTexts: ErrorTexts? = nil,
        progress: ((_ done: Int, _ total: Int) -> Void)? = nil
    ) throws(ImportError) {
        let name = path == "-" ? "standard input" : path
        let bytes = try Self.naming { () throws(PromptError) in try SourceText.readBytes(path) }
        guard bytes.starts(with: InspectArchive.mark) else {
            try self.init(
                Self.naming { () throws(PromptError) in try SourceText(bytes, path: path) },
                format: format, scales: scales, answer: answer, model: model,
                choicesFrom: choicesFrom, errorTexts: errorTexts, progress: progress)
            return
        }
        try self.init(
            bytes[0..<bytes.count].map { $0 }, name: name, format: format, scales: scales,
            answer: answer, model: model, choicesFrom: choicesFrom, errorTexts: errorTexts,
            progress: progress)
    }

    /// Reads a file's text; see ``init(_:name:format:scales:answer:model:choicesFrom:errorTexts:progress:)``.
    package init(
        _ source: SourceText, format: Format? = nil, scales: ScoreScales = ScoreScales(),
        answer: AnswerPart? = nil, model: String? = nil, choicesFrom: Int? = nil,
        errorTexts: ErrorTexts? = nil,
        progress: ((_ done: Int, _ total: Int) -> Void)? = nil
    ) throws(ImportError) {
        self.init(scales, choicesFrom, errorTexts)
        packing = source.packing
        place = source.name
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
        warnings += questions.settle(&prompts)
        warnings += answerChoice.warnings
        restoreGraded()
        try chooseModel(model, file: name)
        countOnce()
        countFailedAsOthers()
        if run == nil {
            warnings += differing.cautions("records with equal prompts differ")
            warnings += differingAnswers.cautions("answers in one record differ")
            countMissing()
            nameFilters()
        }
        warnings += noticesOfFields + noticesOfLosses
        try settle(scales, answer, file: name)
    }
}
