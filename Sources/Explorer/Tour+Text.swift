import Canvas
import Evidence

extension Tour {
    /// The tour without pictures: the title and the caption of every stop, for screen readers and
    /// pipes.
    ///
    /// - Parameters:
    ///   - target: the rate that verdicts are about.
    ///   - snapshot: gives the picture of a run by its name.
    /// - Throws: what `snapshot` throws.
    public func text<Failure: Error>(
        target: Double, snapshot: (String) throws(Failure) -> Snapshot
    ) throws(Failure) -> String {
        var text = ""
        for (position, stop) in stops.enumerated() {
            var options = ExplorerModel.Options()
            options.target = target
            options.tour = self
            var model = ExplorerModel(options: options)
            _ = model.resumeTour(at: position)
            var effects = model.update(.snapshot(try snapshot(stop.run)))
            if let beside = stop.beside {
                effects = model.update(.beside(try snapshot(beside)))
            }
            while effects.contains(.refine) { effects = model.update(.refine) }
            text += "\(position + 1)/\(stops.count) \(stop.title)\n"
            text +=
                TourCaption(
                    context: model.context, table: model.views[CompareView.self].table, stop: stop
                ).text.string + "\n\n"
        }
        return String(text.dropLast())
    }
}
