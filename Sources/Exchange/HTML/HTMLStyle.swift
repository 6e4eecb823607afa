import Files

/// The look of a report: one sheet, light and dark, wide and narrow.
enum HTMLStyle {
    /// The sheet's hash, by which the page's policy lets it in and nothing else.
    static var hash: String {
        var hash = SHA256()
        hash.update(sheet.utf8)
        var digits = Substring(hash.finish())
        var bytes: [UInt8] = []
        while !digits.isEmpty {
            bytes.append(UInt8(digits.prefix(2), radix: 16) ?? 0)
            digits = digits.dropFirst(2)
        }
        return "sha256-" + base64(bytes)
    }

    private static func base64(_ bytes: [UInt8]) -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        var text = ""
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = (0..<3).reduce(0) { bits, place in
                bits << 8 | (place < group.count ? Int(group[start + place]) : 0)
            }
            for place in 0..<4 {
                text.append(place <= group.count ? letters[bits >> (18 - 6 * place) & 63] : "=")
            }
        }
        return text
    }

    static let sheet = """
        :root{color-scheme:light dark;--paper:#fff;--ink:#1f2328;--soft:#59636e;--line:#d1d9e0;\
        --fill:#f6f8fa;--limit:#9ec1f0;--mean:#0550ae;--greedy:#8250df;--bar:#57606a;\
        --alarm:#b42318;--alarm-fill:#ffebe9}
        @media (prefers-color-scheme:dark){:root{--paper:#14171c;--ink:#e6edf3;--soft:#9aa5b1;\
        --line:#363d47;--fill:#1c2128;--limit:#2f5c9a;--mean:#9ecbff;--greedy:#d2a8ff;\
        --bar:#8b949e;--alarm:#ff8a80;--alarm-fill:#3b1714}}
        *{box-sizing:border-box}
        body{margin:0 auto;padding:1.5rem 1rem 4rem;max-width:75rem;background:var(--paper);\
        color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;\
        overflow-wrap:anywhere}
        h1{font-size:1.6rem;line-height:1.2;margin:0 0 .5rem}
        h2{font-size:1.2rem;margin:2.2rem 0 .6rem}
        h3{font-size:1rem;margin:0}
        p{margin:.35rem 0}
        a{color:var(--mean)}
        .soft,.facts,figcaption,caption{color:var(--soft)}
        .alarm{background:var(--alarm-fill);color:var(--alarm);padding:.5rem .75rem;\
        border-radius:6px;font-weight:600}
        .statement{font-size:1.05rem}
        caption{text-align:left;padding:.3rem 0;font-size:.9rem}
        table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
        th,td{padding:.4rem .6rem;border-bottom:1px solid var(--line);text-align:left;\
        vertical-align:top}
        thead th{font-size:.85rem;color:var(--soft);font-weight:600;vertical-align:bottom}
        thead th{overflow-wrap:normal}
        td.number,th.number{text-align:right;white-space:nowrap}
        svg{display:block;max-width:100%;height:auto}
        .axis{stroke:var(--line)}
        .limit{fill:var(--limit)}
        .mean{fill:var(--mean)}
        .greedy{fill:none;stroke:var(--greedy);stroke-width:2}
        .bar{fill:var(--bar)}
        svg text{fill:var(--soft);font:11px system-ui,sans-serif}
        details{border:1px solid var(--line);border-radius:8px;margin:.7rem 0}
        summary{cursor:pointer;padding:.6rem .8rem;background:var(--fill);border-radius:8px}
        summary h3{display:inline}
        .inside{padding:.4rem .8rem .8rem}
        pre,.text{white-space:pre-wrap;font:.9rem/1.45 ui-monospace,SFMono-Regular,Menlo,\
        Consolas,monospace;margin:.3rem 0}
        pre{background:var(--fill);padding:.6rem .75rem;border-radius:6px}
        .mark{border:1px solid var(--line);border-radius:1em;padding:0 .5em;font-size:.8rem;\
        color:var(--soft);white-space:nowrap}
        .greedy-mark{border-color:var(--greedy);color:var(--greedy)}
        figure{margin:.8rem 0;display:inline-block;margin-right:2rem;vertical-align:top;\
        max-width:100%}
        figcaption{font-size:.85rem}
        @media (max-width:44rem){thead{position:absolute;width:1px;height:1px;overflow:hidden;\
        clip-path:inset(50%)}tr{display:block;padding:.5rem 0;border-bottom:1px solid var(--line)}\
        td,td.number{display:flex;gap:.75rem;border:0;padding:.15rem 0;text-align:left;\
        white-space:normal}td::before{content:attr(data-label);flex:0 0 7rem;\
        color:var(--soft);font-size:.85rem}}
        @media print{details{break-inside:avoid}}
        """
}
