import Files
import Inference
import Prompts

/// Lines of the trace about launches and retries.
extension Sampler {
    func note(_ block: Block) {
        guard let trace = Trace.shared else { return }
        let kind = block.attempt > 1 || block.delays > 0 ? "retry" : "launch"
        trace.note(
            kind,
            "\(name(of: block)), attempt \(block.attempt), server \(servers[block.server].address)")
    }

    func note(_ report: Report) {
        guard let trace = Trace.shared, case .ended(let block, let ending, let reason) = report,
            ending != .complete
        else { return }
        trace.note("ended", "\(name(of: block)): \(ending): \(reason)")
    }

    private func name(of block: Block) -> String {
        let prompt = plan.prompts[block.prompt].id
        return switch block.work {
        case .draws(let indexes): "\(prompt) draws \(indexes)"
        case .greedy: "\(prompt) greedy answer"
        }
    }
}
