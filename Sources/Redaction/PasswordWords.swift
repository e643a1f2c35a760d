/// What passwords and keys are called in languages other than English.
///
/// Matching folds the case of ASCII letters only, so that a word which begins with another letter is here in both cases.
/// Where a language changes the ends of its words, the stem is enough if the end is not of ASCII letters.
enum PasswordWords {
    /// The words, all of which lead to the rules for assigned and spoken values.
    static let all: [StaticString] = latin + others

    /// Words whose first letter is of ASCII.
    static let latin: [StaticString] = [
        "kennwort", "passwort", "losung", "wachtwoord", "wagwoord", "mot de passe", "mdp", "code secret", "contraseña",
        "contrasena", "contrasenya", "clave", "senha", "palavra-passe", "palavra passe", "parola", "parolei", "parole",
        "parolă", "parool", "hasło", "hasła", "hasłem", "haśle", "haslo", "haslem", "heslo",
        "hesla",
        "heslem", "heslu", "geslo", "lozinka", "lozinku", "lozinkom", "lozinke", "zaporka", "jelszo", "jelszó",
        "jelszava", "jelszót", "jelszavam", "salasana", "salasanan", "lösenord", "lösenordet", "passord", "passordet",
        "adgangskode", "adgangskoden", "kodeord", "kodeordet", "lykilorð", "slaptažodis", "fjalëkalim", "kata sandi",
        "kata laluan", "mật khẩu", "nenosiri", "pasahitza", "cyfrinair", "chiave segreta", "clave secreta",
        "chave secreta", "clé secrète", "code d'accès", "zugangscode", "zugangsdaten",
    ]

    /// Words that begin with another letter.
    static let others: [StaticString] = [
        "парол", "Парол", "ПАРОЛ", "лозинк", "Лозинк", "ключ", "токен", "секрет", "κωδικ", "Κωδικ", "συνθηματικ",
        "Συνθηματικ", "şifre", "Şifre", "şifresi", "şifresini", "şifreyi", "كلمة المرور", "كلمة السر", "كلمة مرور",
        "رمز المرور", "رمز عبور", "گذرواژه", "پاس ورڈ", "סיסמה", "סיסמא", "הסיסמה", "पासवर्ड", "পাসওয়ার্ড", "கடவுச்சொல்",
        "รหัสผ่าน", "პაროლ", "գաղտնաբառ", "құпиясөз", "パスワード", "パスフレーズ", "暗証番号", "合言葉", "密码", "密碼", "口令", "密钥", "秘钥",
        "金鑰", "令牌", "비밀번호", "암호", "비번", "토큰",
    ]
}

extension Scan {
    /// The password behind its name in a sentence of another language than English: the first word of the line that
    /// looks like one, whatever words are between them.
    func foreignValue(after name: CredentialName) -> Range<Int>? {
        let first = self[name.keyword.lowerBound]
        guard
            first >= 0x80
                || PasswordWords.latin.contains(where: { hasFolded($0, at: name.keyword.lowerBound) })
        else { return nil }
        // Letters outside the Latin script take two bytes or three.
        let end = lineEnd(from: name.range.upperBound, limit: first >= 0xE0 ? 200 : first >= 0x80 ? 140 : 90)
        return sentenceWord(in: name.range.upperBound..<end) { word in
            let shape = SecretShape(text[word])
            let isMixed = shape.digits >= 2 || shape.symbols > 0 && shape.digits > 0
            return isPasswordLike(word) && (isMixed || isWordChain(word)) && !isVersionLike(word) || isKeyLike(word)
        }
    }

    /// The password later in an English sentence that names one: it has letters, digits and a sign that words do not
    /// have.
    func laterValue(after name: CredentialName) -> Range<Int>? {
        guard isPasswordWord(name) else { return nil }
        let end = lineEnd(from: name.range.upperBound, limit: 70)
        // Programs have brackets and assignments.
        let last = stop(
            before: ByteSet("(){}[]=<>|\\"),
            from: name.range.upperBound,
            limit: end - name.range.upperBound
        )
        // A bracket behind a blank is one of the sentence.
        let isSentence = last == end || self[last] == UInt8(ascii: "(") && self[last - 1] == UInt8(ascii: " ")
        guard isSentence || self[last] == UInt8(ascii: "\\") else { return nil }
        return sentenceWord(in: name.range.upperBound..<last) { word in
            let shape = SecretShape(text[word])
            let signs = text[word].count { "!#$%^*~+@&?".utf8.contains($0) }
            return word.count >= 8 && shape.lower > 0 && shape.upper > 0 && shape.digits > 0 && signs > 0
                && isPasswordLike(word) && !text[word].contains { "/:,".utf8.contains($0) }
        }
    }

    /// The first word of a line that `isWanted`. Words end at blanks, quotes and the characters of scripts without
    /// blanks.
    private func sentenceWord(in line: Range<Int>, where isWanted: (Range<Int>) -> Bool) -> Range<Int>? {
        var index = line.lowerBound
        while index < line.upperBound {
            let byte = text[index]
            let isOther = (0xC3..<0xE0).contains(byte)
            guard byte > 0x20, byte < 0x80 || isOther, !Self.wordEnds.contains(byte), byte != UInt8(ascii: ":") else {
                index += 1
                continue
            }
            if isOther {
                // Only a word with a sign and digits in it: the others are of the sentence.
                let last = stop(before: Self.wordEnds, from: index, limit: line.upperBound - index)
                let word = index..<last - text[index..<last].reversed().prefix { ".,;:?".utf8.contains($0) }.count
                let hasSign = text[word].contains { "_!#$%@*+=".utf8.contains($0) }
                if hasSign, SecretShape(text[word]).digits > 1, isWanted(word) { return word }
                index = max(last, index + 1)
                continue
            }
            var end = stop(before: Self.wordEnds, from: index, limit: line.upperBound - index)
            let next = end
            while end > index, ".,;:?".utf8.contains(text[end - 1]) { end -= 1 }
            // The comma of another sentence without a blank: `X,然后`
            if let comma = text[index..<end].firstIndex(of: UInt8(ascii: ",")), isWanted(index..<comma) {
                return index..<comma
            }
            if isWanted(index..<end) { return index..<end }
            index = max(next, index + 1)
        }
        return nil
    }

    /// Whether a word is a version, a date or a name with a number, such as `utf8mb4`, `v1.2` and `2024-01-05`.
    private func isVersionLike(_ word: Range<Int>) -> Bool {
        let letters = text[word].count { ByteSet.letters.contains($0) || $0 >= 0x80 }
        return letters <= 2 || text[word].contains(UInt8(ascii: "/")) || letters < 4 && word.count <= 7
    }

    /// The bytes that end a word of a sentence: blanks, quotes, brackets, and the first of a character of three bytes.
    private static let wordEnds = ByteSet("\u{1}- \"'`<>()[]{}|\\").union(with: 0xE2...0xEF)
}
