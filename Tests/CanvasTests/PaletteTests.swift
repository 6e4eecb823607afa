import Canvas
import Testing

@Suite("Colours and depths")
struct PaletteTests {
    @Test("The depth follows from the numbers of colours and pairs")
    func depths() {
        #expect(ColorDepth(colors: 0, pairs: 0) == .monochrome)
        #expect(ColorDepth(colors: -1, pairs: -1) == .monochrome)
        #expect(ColorDepth(colors: 8, pairs: 64) == .eight)
        #expect(ColorDepth(colors: 16, pairs: 256) == .sixteen)
        #expect(ColorDepth(colors: 88, pairs: 7744) == .sixteen)
        #expect(ColorDepth(colors: 256, pairs: 65536) == .palette)
        #expect(ColorDepth(colors: 1 << 24, pairs: 65536) == .direct)
    }

    @Test("A colour goes to the nearest entry of the palette")
    func nearest() {
        func palette(_ text: String) -> Color? {
            Color(text).map { Palette.quantized($0, to: .palette) }
        }
        #expect(palette("#ff8700") == .indexed(208))
        #expect(palette("#000000") == .indexed(16))
        #expect(palette("#808080") == .indexed(244))
        #expect(palette("#ffffff") == .indexed(231))
        #expect(palette("red") == .indexed(1))
        #expect(palette("default") == .standard)
    }

    @Test("Every entry above the first 16 is its own nearest entry, or one of the same colour")
    func identity() {
        for index in UInt8(16)...255 {
            #expect(Palette.quantized(.indexed(index), to: .palette) == .indexed(index))
        }
    }

    @Test("Colours go down to 16, to 8 and to none, in range")
    func fewer() {
        for red in stride(from: 0, through: 255, by: 51) {
            for green in stride(from: 0, through: 255, by: 51) {
                let color = Color.rgb(red: UInt8(red), green: UInt8(green), blue: 128)
                guard case .indexed(let sixteen) = Palette.quantized(color, to: .sixteen),
                    case .indexed(let eight) = Palette.quantized(color, to: .eight)
                else {
                    Issue.record("\(color)")
                    continue
                }
                #expect(sixteen < 16 && eight < 8)
                #expect(Palette.quantized(color, to: .monochrome) == .standard)
            }
        }
        #expect(Palette.quantized(.indexed(9), to: .eight) == .indexed(1))
        #expect(Palette.quantized(.indexed(8), to: .eight) == .indexed(7))
    }

    @Test(
        "Text stays visible when foreground and background fall together",
        arguments: ["dark", "light", "high-contrast", "colorblind"])
    func visible(_ name: String) throws {
        let theme = try ThemeTests.load(name).0
        for depth in [ColorDepth.eight, .sixteen, .palette] {
            for role in Role.allCases {
                let look = theme.appearance(of: role)
                let (front, back) = Palette.quantized(
                    foreground: look.foreground, background: look.background, to: depth)
                #expect(front != back, "\(role) at \(depth)")
            }
        }
    }

    @Test("Contrast is that of WCAG")
    func contrast() throws {
        let black = try #require(Color("#000"))
        let white = try #require(Color("#ffffff"))
        #expect(Color.contrast(black, white) == 21)
        #expect(Color.contrast(white, white) == 1)
        let grey = try #require(Color("#767676"))
        let ratio = try #require(Color.contrast(grey, white))
        #expect(abs(ratio - 4.54) < 0.01)
        #expect(Color.contrast(.standard, white) == nil)
        #expect(Color.contrast(.indexed(1), white) == nil)
    }

    @Test("What is no colour is not read")
    func badColors() {
        for text in [
            "", "#", "#12", "#12345", "#gggggg", "#+12345", "256", "-1", "reddish", "# fff",
        ] {
            #expect(Color(text) == nil, "\(text)")
        }
    }
}
