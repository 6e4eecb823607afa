/// Which characters decoration and plots are made of.
package enum GlyphLevel: String, CaseIterable, Sendable {
    /// ASCII alone: for the C locale, screen readers and logs.
    case ascii
    /// Line drawing and block elements.
    case block
    /// Blocks, and braille dots for curves and bands.
    case braille
}
