/// Text as its reader takes it in: with letters that only look like others replaced by them, and without marks that do
/// not show.
enum PlainReading {
    /// Returns `text` with look-alikes of ASCII characters replaced, and without accents and invisible marks.
    static func folded(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 >= 0x80 }) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if scalar.isASCII {
                result.append(scalar)
            } else if let plain = plain(scalar) {
                result.append(plain)
            } else if !isMark(scalar) {
                result.append(scalar)
            }
        }
        return String(result)
    }

    /// Whether a letter of another script, or of an ornamental alphabet, looks like a Latin one.
    static func isLookalike(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.value >= 0x250, let plain = plain(scalar) else { return false }
        return plain.properties.isAlphabetic
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x300...0x36F, 0x1AB0...0x1AFF, 0x1DC0...0x1DFF, 0x20D0...0x20FF, 0xAD, 0x200B...0x200F, 0x2060...0x2064,
            0xFE00...0xFE0F, 0xFEFF, 0xE0000...0xE0FFF:
            true
        default: false
        }
    }

    private static func plain(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
        let value = scalar.value
        switch value {
        case 0xFF01...0xFF5E: return Unicode.Scalar(value - 0xFEE0)
        case 0x1D400...0x1D6A3:
            let place = (value - 0x1D400) % 52
            return Unicode.Scalar(place < 26 ? 0x41 + place : 0x61 + place - 26)
        case 0x1D7CE...0x1D7FF: return Unicode.Scalar(0x30 + (value - 0x1D7CE) % 10)
        case 0x249C...0x24B5: return Unicode.Scalar(0x61 + value - 0x249C)
        case 0x24B6...0x24CF: return Unicode.Scalar(0x61 + value - 0x24B6)
        case 0x24D0...0x24E9: return Unicode.Scalar(0x61 + value - 0x24D0)
        case 0x1F130...0x1F149: return Unicode.Scalar(0x61 + value - 0x1F130)
        case 0x1F150...0x1F169: return Unicode.Scalar(0x61 + value - 0x1F150)
        case 0x1F170...0x1F189: return Unicode.Scalar(0x61 + value - 0x1F170)
        case 0xA0, 0x1680, 0x2000...0x200A, 0x202F, 0x205F, 0x3000: return " "
        case 0x2010...0x2015, 0x2212, 0xFE58, 0xFE63: return "-"
        default: return table[scalar]
        }
    }

    /// Look-alikes, each followed by what it looks like.
    private static let table: [Unicode.Scalar: Unicode.Scalar] = {
        let groups: [(Unicode.Scalar, String)] = [
            ("a", "аɑαᴀàáâãäåāăąªᵃ"), ("b", "ЬʙƄᏏᵇ"), ("c", "сϲᴄⅽçćĉċčƈℂᶜ"), ("d", "ԁᴅⅾďđᏧᵈ"), ("e", "еҽᴇèéêëēĕėęě℮ℯᵉ"),
            ("f", "ꜰϝᶠ"), ("g", "ɡɢĝğġģցℊᵍ"), ("h", "һʜհĥħℎʰ"), ("i", "іɪιΙìíîïĩīĭįıⅰӏⁱ"), ("j", "јᴊϳĵʲ"),
            ("k", "κᴋķкᵏ"),
            ("l", "ⅼʟĺļľłℓǀˡ"), ("m", "ⅿᴍмᵐ"), ("n", "ոɴñńņňпηⁿ"), ("o", "оοᴏօòóôõöøōŏőσℴºᵒ"), ("p", "рρᴘᵖ"),
            ("q", "ԛզ"),
            ("r", "гʀŕŗřꭇʳ"), ("s", "ѕꜱśŝşšˢ"), ("t", "тᴛţťŧτᵗ"), ("u", "υսᴜùúûüũūŭůűųᵘ"), ("v", "ѵνᴠⅴᵛ"),
            ("w", "ԝᴡŵωшʷ"),
            ("x", "хⅹχˣ"), ("y", "уүʏýÿŷγʸ"), ("z", "ᴢźżžᶻ"),
            ("A", "АΑᎪ"), ("B", "ВΒᏴ"), ("C", "СᏟⅭ"), ("D", "ᎠⅮ"), ("E", "ЕΕᎬ"), ("G", "ԌᏀ"), ("H", "НΗᎻ"),
            ("I", "ІӀⅠ"),
            ("J", "ЈᎫ"), ("K", "КΚᏦ"), ("L", "ᏞⅬ"), ("M", "МΜᎷⅯ"), ("N", "ΝℕŃ"), ("O", "ОΟՕ"), ("P", "РΡᏢ"),
            ("R", "Ꭱℝ"),
            ("S", "ЅᏚ"), ("T", "ТΤᎢ"), ("V", "ᏙⅤ"), ("W", "Ꮃ"), ("X", "ХΧⅩ"), ("Y", "ΥҮ"), ("Z", "ΖᏃℤ"),
            ("'", "‘’‚‛′ʼ＇`´"), ("\"", "“”„‟″«»"), ("/", "⁄∕⧸"), (".", "․。｡"), ("|", "∣｜¦"), (";", ";"), (":", "ː꞉∶"),
            ("$", "﹩"), ("&", "﹠"), ("~", "∼˜"), ("*", "∗"), ("=", "꞊"), ("<", "‹"), (">", "›"),
        ]
        var table: [Unicode.Scalar: Unicode.Scalar] = [:]
        for (plain, others) in groups {
            for other in others.unicodeScalars where !other.isASCII && table[other] == nil { table[other] = plain }
        }
        return table
    }()
}
