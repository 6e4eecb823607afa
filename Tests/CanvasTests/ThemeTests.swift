import Canvas
import Platform
import Testing

@Suite("Themes")
struct ThemeTests {
    static let bundled = ["terminal", "mono", "dark", "light", "high-contrast", "colorblind"]

    static func file(_ name: String) -> String? {
        let root = #filePath.split(separator: "/", omittingEmptySubsequences: false)
            .dropLast(3).joined(separator: "/")
        guard let file = fopen("\(root)/Themes/\(name).theme", "r") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 65536)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }

    static func load(_ name: String) throws -> (Theme, [ThemeWarning]) {
        let text = try #require(file(name), "Themes/\(name).theme")
        return Theme.load(text: text, name: name, lookup: file)
    }

    private func read(_ text: String, lookup: @escaping (String) -> String? = { _ in nil }) -> (
        Theme, [String]
    ) {
        let (theme, warnings) = Theme.load(text: text, name: "mine", lookup: lookup)
        return (theme, warnings.map(\.description))
    }

    @Test("Every bundled theme is read without a warning", arguments: bundled)
    func bundledThemes(_ name: String) throws {
        let (theme, warnings) = try Self.load(name)
        #expect(warnings.isEmpty, "\(warnings)")
        #expect(theme.name == name)
    }

    @Test(
        "Declared colour pairs of bundled themes have a contrast of 4.5, decoration of 3",
        arguments: bundled)
    func contrast(_ name: String) throws {
        let (theme, _) = try Self.load(name)
        let needed = name == "high-contrast" ? 7 : 4.5
        for role in Role.allCases {
            let look = theme.appearance(of: role)
            guard let contrast = Color.contrast(look.foreground, look.background) else {
                #expect(name != "high-contrast", "\(role)")
                continue
            }
            let isDecoration = [.border, .boundFill].contains(role) && name != "high-contrast"
            #expect(contrast >= (isDecoration ? 3 : needed), "\(role): \(contrast)")
        }
    }

    @Test(
        "No style has half a pair: an RGB colour never meets a colour that is not known",
        arguments: bundled)
    func pairs(_ name: String) throws {
        let (theme, _) = try Self.load(name)
        for role in Role.allCases {
            let look = theme.appearance(of: role)
            if look.background != .standard {
                #expect(look.foreground != .standard, "\(role)")
            }
            if case .rgb = look.foreground { #expect(look.background != .standard, "\(role)") }
            #expect(look.gradient.isEmpty || look.background != .standard, "\(role)")
        }
    }

    @Test("The terminal theme sets no background, and the built-in mono theme is its file")
    func terminalAndMono() throws {
        let (terminal, _) = try Self.load("terminal")
        for role in Role.allCases {
            #expect(terminal.appearance(of: role).background == .standard)
        }
        #expect(terminal.appearance(of: Role.text) == Appearance())
        let (mono, _) = try Self.load("mono")
        #expect(mono == Theme.mono)
    }

    @Test("Without colour, what colour told is told by attributes")
    func withoutColor() throws {
        for name in Self.bundled {
            let theme = try Self.load(name).0.withoutColor()
            for role in Role.allCases {
                let look = theme.appearance(of: role)
                #expect(look.foreground == .standard && look.background == .standard)
            }
            #expect(theme.appearance(of: Role.selection).attributes.contains(.reverse))
            #expect(theme.appearance(of: Role.status).attributes.contains(.reverse))
            // The selected token is reverse, so no other one is.
            for role in Role.probabilities {
                #expect(!theme.appearance(of: role).attributes.contains(.reverse))
            }
            #expect(Set(Role.probabilities.map { theme.appearance(of: $0) }).count == 5)
        }
    }

    @Test("Colours and attributes are read in every form")
    func forms() {
        let (theme, warnings) = read(
            """
            # a comment
            text = #eee on #102030
            bar = 208
            title = bright-blue on black bold underline
            good = #0f0
            glyphs = ascii
            background = dark
            """)
        #expect(warnings.isEmpty, "\(warnings)")
        let ground = Color.rgb(red: 16, green: 32, blue: 48)
        #expect(
            theme.appearance(of: Role.bar)
                == Appearance(foreground: .indexed(208), background: ground))
        #expect(
            theme.appearance(of: Role.title)
                == Appearance(
                    foreground: .indexed(12), background: .indexed(0),
                    attributes: [.bold, .underline]))
        #expect(theme.appearance(of: Role.barSampled) == theme.appearance(of: Role.bar))
        #expect(theme.glyphs == .ascii)
        #expect(theme.background == .dark)
    }

    @Test("Bars take a gradient, which goes from the left end of their axis to its right")
    func gradients() {
        let (theme, warnings) = read(
            """
            text = #eee on #102030
            bar = #ff0000 #00ff00 #0000ff bold
            bar.greedy = #ffffff
            """)
        #expect(
            warnings == ["mine.theme:2: bar: the contrast of its colours is 1.8, below 4.5"])
        func color(_ column: Int) -> Color {
            theme.appearance(of: Style(.barSampled).at(column: column, of: 101)).foreground
        }
        #expect(color(0) == .rgb(red: 255, green: 0, blue: 0))
        #expect(color(100) == .rgb(red: 0, green: 0, blue: 255))
        // Everywhere else the middle stands for all of it.
        let plain = theme.appearance(of: Style(.barSampled, .underline))
        guard case .rgb(let red, let green, let blue) = plain.foreground else {
            Issue.record("\(plain)")
            return
        }
        #expect(green > 230 && red < 30 && blue < 30)
        #expect(plain.attributes == [.bold, .underline] && plain.gradient.isEmpty)
        let greedy = Style(.barGreedy).at(column: 3, of: 4)
        #expect(
            theme.appearance(of: greedy).foreground == .rgb(red: 255, green: 255, blue: 255))
    }

    @Test("Few colours show a bar in one of them, and no colour in none")
    func gradientsOnPoorTerminals() {
        let (theme, _) = read("text = #eee on #000\nbar = #ff5555 #5555ff")
        var frame = Frame(width: 30, height: 1)
        Plot.horizontalBar(
            &frame, in: frame.bounds, fraction: 1, glyphs: Glyphs(.block), style: .role(.bar))
        func colors(_ depth: ColorDepth) -> Int {
            let text = ANSIWriter.text(frame, theme: theme, depth: depth)
            return text.split(separator: "\u{1B}").count { $0.contains("█") }
        }
        #expect(colors(.direct) == Style.places)
        #expect((5...Style.places).contains(colors(.palette)))
        #expect(colors(.sixteen) == 1 && colors(.eight) == 1)
        #expect(
            ANSIWriter.text(frame, theme: theme, depth: .monochrome)
                == PlainTextWriter.text(frame))
    }

    @Test("A gradient is judged by its weakest step, and refused where it cannot be mixed")
    func gradientsThatAreWrong() {
        let weak = read("text = #fff on #000\nbar = #ffffff #101010 #ffffff")
        #expect(
            weak.1 == ["mine.theme:2: bar: the contrast of its colours is 1.2, below 4.5"])
        let between = read("text = #000 on #808080\nbar = #000 #fff").1
        #expect(between.contains { $0.hasPrefix("mine.theme:2: bar: the contrast") })
        for line in ["bar = red #00ff00", "bar.greedy = #0f0 default", "bar = default #fff"] {
            #expect(
                read(line).1.first?.contains("a gradient needs colours like #5fafd7") == true)
        }
        #expect(read("title = #fff #000").1.first?.contains("which only bars may have") == true)
        #expect(read("bar = #fff #eee on #000 #111").1.count == 1)
    }

    @Test("Whatever is wrong becomes one warning with its line, and the rest still counts")
    func warnings() {
        let (theme, warnings) = read(
            """
            bar.sampeld = red
            nonsense
            bar = purplish
            title = on red
            glyphs = emoji
            good = green
            good = blue
            text = default on #000000
            """)
        #expect(
            warnings == [
                "mine.theme:1: bar.sampeld: is no role or setting; did you mean 'bar.sampled'?",
                "mine.theme:2: 'nonsense' is not of the form 'key = value'; ignored",
                "mine.theme:3: bar: 'purplish' is neither a colour (name, 0-255, #rgb, #rrggbb, "
                    + "default) nor bold, underline, reverse or dim; ignored",
                "mine.theme:4: title: names a background without a foreground; ignored",
                "mine.theme:5: glyphs: 'emoji' is not ascii, block or braille; ignored",
                "mine.theme:7: good: already set in line 6; the later line counts",
                "mine.theme:8: text: names a background without a foreground; ignored",
            ])
        #expect(theme.appearance(of: Role.good).foreground == .indexed(4))
    }

    @Test("A warning about a hostile file is safe to print")
    func hostileFile() {
        let (_, warnings) = read("\u{1B}]0;evil\u{7} = \u{202E}red\n\u{0}\n")
        #expect(warnings.count == 2)
        for warning in warnings {
            #expect(SafeText(sanitizing: warning).string == warning)
            #expect(!warning.contains("\u{1B}"))
        }
    }

    @Test("A theme inherits, and a circle of themes is a warning")
    func inheritance() {
        let files = [
            "base": "bar = red\ngood = blue\ninherits = other", "other": "inherits = base",
        ]
        let (theme, warnings) = read("inherits = base\ngood = green") { files[$0] }
        #expect(theme.appearance(of: Role.bar).foreground == .indexed(1))
        #expect(theme.appearance(of: Role.good).foreground == .indexed(2))
        #expect(
            warnings == [
                "other.theme:1: inherits: the themes inherit from each other; ignored"
            ])
        #expect(
            read("inherits = gone").1 == [
                "mine.theme:1: inherits: there is no theme 'gone'; ignored"
            ])
    }

    @Test("A circle is found where a theme is read from its path")
    func circleByPath() {
        let text = "inherits = other\nbarr = red"
        let files = ["mine": text, "other": "inherits = mine"]
        let (_, warnings) = Theme.load(text: text, name: "./mine.theme", lookup: { files[$0] })
        #expect(
            warnings.map(\.description) == [
                "./mine.theme:2: barr: is no role or setting; did you mean 'bar'?",
                "other.theme:1: inherits: the themes inherit from each other; ignored",
            ])
    }

    @Test("Colours that are too close are warned of where they meet, once")
    func contrastsOfAnHeir() {
        let base = "text = #fff on #000\nkey = #ddd\nstatus = #fff on #000\nborder = #666"
        // What is enough for decoration is not enough for the role that takes it over.
        #expect(
            read(base).1
                == ["mine.theme:4: border.focus: the contrast of its colours is 3.6, below 4.5"])
        let heir = "inherits = base\ntext = #fff on #eee\ngood = #fff bold"
        let (_, warnings) = read(heir) { $0 == "base" ? base + "\nborder.focus = #fff" : nil }
        #expect(
            warnings == [
                "mine.theme:2: text: the contrast of its colours is 1.1, below 4.5",
                "mine.theme:2: key: the contrast of its colours is 1.1, below 4.5",
                "mine.theme:2: border.focus: the contrast of its colours is 1.1, below 4.5",
                "mine.theme:3: good: the contrast of its colours is 1.1, below 4.5",
            ])
    }

    @Test("A plain colour of an inherited theme takes the heir's background")
    func inheritedGround() {
        let (theme, _) = read("inherits = base\ntext = #ffffff on #000000") { _ in
            "bar = default bold\ngood = green"
        }
        let black = Color.rgb(red: 0, green: 0, blue: 0)
        #expect(theme.appearance(of: Role.bar).background == black)
        #expect(theme.appearance(of: Role.bar).foreground == .rgb(red: 255, green: 255, blue: 255))
        #expect(theme.appearance(of: Role.good).background == black)
    }

    @Test("A probability scale is spread over five roles")
    func scale() {
        let (theme, warnings) = read("probability = #000000 #ffffff")
        #expect(warnings.isEmpty)
        let greys = Role.probabilities.map { theme.appearance(of: $0).foreground }
        #expect(greys.first == .rgb(red: 0, green: 0, blue: 0))
        #expect(greys[2] == .rgb(red: 128, green: 128, blue: 128))
        #expect(greys.last == .rgb(red: 255, green: 255, blue: 255))
    }
}
