extension Theme {
    /// What is wrong with a role whose declared colours are too close to be read; nil for all others.
    ///
    /// WCAG 2 asks for a contrast of 4.5 for text and 3 for decoration. Colours that the terminal
    /// chooses are not known and not judged.
    func weakContrast(of role: Role) -> String? {
        let needed = [.border, .boundFill].contains(role) ? 3.0 : 4.5
        let look = appearance(of: role)
        // A gradient is as weak as its weakest step.
        let colors = look.gradient.isEmpty ? [look.foreground] : look.gradient
        guard
            let contrast = colors.compactMap({ Color.contrast($0, look.background) }).min(),
            contrast < needed
        else { return nil }
        let shown = Figure.fixed(contrast, places: 1, .down).string
        return "the contrast of its colours is \(shown), below \(needed)"
    }
}
