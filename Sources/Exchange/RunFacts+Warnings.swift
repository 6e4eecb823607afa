import Evidence

extension RunFacts {
    /// What the run's file warns of, a line each, for the head of everything that states its limits: they
    /// suppose that none of it matters.
    var warningLines: [String] { warnings.map { "  Warning: \($0)" } }

    /// The same of one of several runs.
    func warnings(as name: String) -> [String] { warnings.map { "\(name): \($0)" } }
}
