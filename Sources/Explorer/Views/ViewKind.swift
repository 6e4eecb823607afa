import Canvas

/// A view's name, as it stands in commands, in kept places and in file names.
///
/// The views there are, in the order of `Tab`, are those of ``Views/types``.
package struct ViewKind: RawRepresentable, Sendable, Hashable, CaseIterable {
    package let rawValue: String

    /// The name of a view; nil for any other word.
    package init?(rawValue: String) {
        guard Self.allCases.contains(where: { $0.rawValue == rawValue }) else { return nil }
        self.rawValue = rawValue
    }

    /// The name of a new view, for its own folder.
    init(_ name: String) {
        rawValue = name
    }

    package static let allCases = Views.types.map { $0.kind }

    /// The views in which `&` filters answers.
    static let filtering = Set(Views.types.filter { $0.filtersAnswers }.map { $0.kind })
    /// The views that are searched as they are seen.
    static let pictured = Set(Views.types.filter { $0.isSearchedAsSeen }.map { $0.kind })

    /// What the view is.
    var type: any View.Type {
        Views.types.first { $0.kind == self } ?? PromptsView.self
    }

    /// Whether the view has a list of answers.
    var listsAnswers: Bool { type.filtersAnswers && !type.readsOneAnswer }

    /// The name in titles and in the breadcrumb.
    var title: SafeText { type.title }

    /// Whether the view is about one prompt.
    var isDetail: Bool { type.isDetail }
}
