import Canvas
import Evidence
import Findings
import Prompts
import Statistics

/// The runs, and their sampling.
extension Command {
    static let runCommands: [Command] = [
        Command("draws", "2048", "draw until this prompt has so many answers") {
            (model, word, _) throws(Problem) in
            guard model.isSampled else { throw Problem(ExplorerModel.isRecorded) }
            guard let draws = Int(word), (1...100_000_000).contains(draws) else {
                throw Problem(
                    ":draws takes a whole number from 1 to 100000000, not '\(word)'")
            }
            let now = model.context.receivedEvidence?.drawCount ?? 0
            guard draws > now else {
                throw Problem("this prompt has \(now) draws already")
            }
            return model.order(until: draws)
        },
        Command("pause", "", "pause sampling") { (model, _, _) throws(Problem) in
            guard model.isSampled else { throw Problem(ExplorerModel.isRecorded) }
            return [.pauseSampling]
        },
        Command("resume", "", "go on sampling") { (model, _, _) throws(Problem) in
            guard model.isSampled else { throw Problem(ExplorerModel.isRecorded) }
            return [.resumeSampling]
        },
        Command("freeze", "", "freeze the numbers, or go on") { (model, _, _) throws(Problem) in
            model.perform(.freeze)
        },
        Command(
            "model", "NAME", "another run of the demo; alone, the menu",
            completions: { $0.choices.map(\.name) }
        ) { (model, word, _) throws(Problem) in
            guard !model.choices.isEmpty else {
                throw Problem("there is no other run here: probscope demo has some")
            }
            guard !word.isEmpty else {
                model.showMenu()
                return []
            }
            let name = try choice(word, of: model.choices.map(\.name), for: "model")
            model.tourPosition = nil
            return model.open(run: name, beside: nil)
        },
        Command("tour", "", "walk through the case study") { (model, _, _) throws(Problem) in
            guard model.tour != nil else {
                throw Problem("there is no tour here: probscope demo --tour is one")
            }
            return model.resumeTour(at: 0)
        },
        Command("reload", "", "read the file again") { (_, _, _) throws(Problem) in [.reload] },
    ]
}
