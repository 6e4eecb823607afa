import Dispatch
import Explorer
import Inference
import Journal
import Synchronization

/// The runs of the demo: each is sampled by a server of its own from the moment it is first shown,
/// or opened from its file where there is no server.
///
/// Servers are started and runs prepared beside the main thread, so that the explorer never waits.
/// What is not shown rests, so that what is shown has the processors for itself.
final class DemoStage: RunStage {
    private let recipe: DemoRecipe
    /// Nil shows recorded runs.
    private let program: ServerProgram?
    private let waker: Waker
    /// The runs that will probably be wanted, in this order: their servers are started ahead.
    private let expected: [String]

    private var runs: [String: ShownRun] = [:]
    private var servers: [String: Task<ManagedServer, any Error>] = [:]
    /// Prepares one run at a time.
    private let queue = DispatchQueue(label: "demo")
    private let isClosed = Flag()

    init(
        _ recipe: DemoRecipe, program: ServerProgram?, expected: [String] = [], waker: Waker
    ) {
        self.recipe = recipe
        self.program = program
        self.expected = expected
        self.waker = waker
    }

    // MARK: - Showing

    func show(run: String, beside: String?) -> [ShownRun] {
        for (name, other) in runs where name != run && name != beside { other.pause() }
        let shown = [wanted(run)] + (beside.map { [wanted($0)] } ?? [])
        if program != nil,
            let next = expected.first(where: { servers[recipe.model(of: $0)] == nil })
        {
            _ = server(of: recipe.model(of: next))
        }
        return shown
    }

    private func wanted(_ name: String) -> ShownRun {
        let run = runs[name] ?? prepared(name)
        runs[name] = run
        run.resume()
        run.showAgain()
        return run
    }

    private func prepared(_ name: String) -> ShownRun {
        let run = ShownRun(waker: waker)
        guard program != nil else {
            let note = Notice("RECORDED RUN: no llama.cpp server is used, nothing is sampled.")
            recipe.showRecorded(name, in: run, note: runs.isEmpty ? note : nil)
            return run
        }
        let server = server(of: recipe.model(of: name))
        queue.async { [recipe, isClosed] in
            do {
                guard !isClosed.isSet else { return }
                let address = try waiting { try await server.value.address }
                guard !isClosed.isSet else { return }
                run.sample(try recipe.session(name, on: address))
            } catch {
                guard !isClosed.isSet else { return }
                recipe.showRecorded(name, in: run, note: Notice("\(error)", isError: true))
            }
        }
        return run
    }

    private func server(of model: String) -> Task<ManagedServer, any Error> {
        if let server = servers[model] { return server }
        let (program, file) = (program, recipe.data.file(of: model))
        let options = recipe.serverOptions
        let server = Task.detached { () async throws -> ManagedServer in
            guard let program, let file else {
                throw Failure("There is no sample model \"\(model)\".")
            }
            return try await ManagedServer.start(program, model: file, options: options)
        }
        servers[model] = server
        return server
    }

    // MARK: - Closing

    /// Ends all sampling and all servers, also those that are only starting.
    func close() {
        isClosed.set()
        for server in servers.values { server.cancel() }
        queue.sync {}
        for run in runs.values { run.close() }
        for server in servers.values {
            if let running = try? waiting(for: { try await server.value }) { running.stop() }
        }
        recipe.removeTemporaryRuns()
    }
}

extension ManagedServer.Options {
    /// Options for the sample models, which are tiny.
    static let forDemo = ManagedServer.Options(slots: 16)
}

/// Something that happened once.
private final class Flag: Sendable {
    private let value = Atomic(false)

    var isSet: Bool { value.load(ordering: .acquiring) }

    func set() { value.store(true, ordering: .releasing) }
}
