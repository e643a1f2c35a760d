/// What a word is about, whatever its language.
enum Notion: String, Hashable, Sendable, CaseIterable {
    case say, not, nobody, nothing, without, notNeeded, user, report, this, skip, consent, confirm, answer, yes, all
    case instructions, secretly, safeguard, test, send, show, credentials, server, delete, place
    case fetch, execute

    /// The notions in a sentence in lower case and without accents.
    static func all(in sentence: String) -> Set<Notion> {
        var notions: Set<Notion> = []
        let words = sentence.split { !($0.isLetter || $0.isNumber || $0 == "." || $0 == "-") }
        for word in words {
            let word = word.hasSuffix(".") ? word.dropLast() : word
            if let found = whole[String(word)] { notions.formUnion(found) }
            // A stem has at least four letters, so that it is not the beginning of just any word.
            for length in stride(from: 4, through: min(word.count, longestStem), by: 1) {
                if let found = stems[String(word.prefix(length))] { notions.formUnion(found) }
            }
        }
        for (first, second) in zip(words, words.dropFirst()) {
            if let found = phrases["\(first) \(second)"] { notions.formUnion(found) }
        }
        guard sentence.unicodeScalars.contains(where: isWide) else { return notions }
        // Scripts that are written without blanks, or with many endings, are searched.
        for (part, found) in parts where sentence.contains(part) { notions.formUnion(found) }
        return notions
    }

    private static func isWide(_ scalar: Unicode.Scalar) -> Bool { scalar.value >= 0x1100 }

    // MARK: Words

    private static let longestStem = stems.keys.map(\.count).max() ?? 0

    /// Whole words, stems that end in a hyphen, pairs of words, and parts of sentences in other scripts, by what they are
    /// about.
    private static let vocabulary: [Notion: String] = [
        .say: """
        sag sage sagt sagen erzahl- erwahn- informier- verrat- melde- bericht- dis dites dire parle- mentionn- inform- \
        previen- signal- di diga digas digan dile decir menci- cuent- avis- conte- contar dizer dica dite menzion- raccont- \
        vertel- noem- meld- zeg говор- сообщ- упомин- расска- 告诉 告知 提到 提及 透露 说明 写进 知らせ 伝え 言わ 教え 話さ 触れ 알리 말하 언급
        """,
        .not: """
        nicht nichts kein keine keinen keinem nie niemals ne pas rien jamais aucun aucune nada nunca no nao non niente mai \
        niet niets geen nooit not never don dont не ничего никогда 不要 别 勿 不得 不需 ないで しない ません ず な。 마세요 말고 지 마 않
        """,
        .nobody: """
        niemand niemandem niemanden personne nadie ninguem nessuno niemandem никому nobody 任何人 谁也 誰にも 아무에게도
        """,
        .nothing: "nichts rien nada niente nulla niets nic ничего 什么都 何も 아무것도",
        .without: "ohne sans sin sem senza zonder bez без 不经 未经 なしで 없이",
        .notNeeded: "unnotig uberflussig inutile innecesari- desnecessari- overbodig 不需要 无需 不必 不要です 필요 없",
        .user: """
        nutzer nutzerin benutzer anwender kunden kunde l'utilisateur utilisateur utilisateurs client usuario usuarios cliente \
        utente utenti all gebruiker gebruikers klant uzytkownik- kullanici- пользовател- заказчик- 用户 客户 使用者 ユーザー 利用者 사용자 고객
        """,
        .report: """
        bericht protokoll zusammenfassung commit-nachricht anderungsprotokoll rapport compte-rendu journal resume informe \
        resumen registro relatorio resumo rapporto riepilogo verslag logboek отчет- журнал- 报告 日志 总结 摘要 记录 報告 ログ 要約 보고서 로그
        """,
        .this: """
        davon dies diese diesen dieser dieses anderung schritt ceci cela cette changement modification etape esto este \
        esta cambio paso isso esta mudanca alteracao questa questo modifica passo deze dit wijziging stap этом это изменени- \
        改动 这一步 此步骤 修改 这个 変更 この これ 변경 이
        """,
        .skip: """
        uberspring- umgeh- deaktivier- ignorier- abschalt- schalte ausschalt- weglass- auskommentier- kommentiere auslassen \
        missacht- ignor- contourn- desactiv- sautez omet- omite- commentez coment- salta salte salto evita evite omita \
        desabilit- desativ- pule ignora- disattiv- aggira- disabilit- negeer- omzeil- schakel overslaan skip отключ- \
        пропус- игнорир- обойди обходи закомментир- zignoruj pomin yok_say atla 跳过 绕过 忽略 无视 关闭 禁用 停用 注释 スキップ 無視 無効 迂回 コメントアウト 건너뛰 무시 \
        비활성 우회 주석
        """,
        .consent: """
        freigabe freigaben genehmig- zustimm- bestatigung ruckfrage ruckfragen nachfrage erlaubnis uberprufung begutachtung \
        code-review fragen approbation autoris- confirmation revue consentement demander prevenir aprobac- \
        autoriz- confirmac- revision permiso consentimiento preguntar avisar aprova- revisao permissao perguntar approvaz- \
        conferma revisione chiedere goedkeuring toestemming bevestiging vragen pytania sormadan одобрен- подтвержд- разрешен- спрос- \
        спрашив- 审批 审查 批准 确认 许可 同意 评审 询问 承認 確認 許可 レビュー 승인 확인 허가 리뷰 묻지
        """,
        .confirm:
            "bestatige bestatig akzeptiere confirmez acceptez acepta acepte confirme aceite accetta bevestig 接受 确认 承認 수락",
        .answer:
            "antworte beantworte antwort repondez reponds responde responda conteste rispondi antwoord ответ- 回答 答 応答 대답 답",
        .yes: "ja oui si sim да 是 はい 同意 예",
        .all: """
        alle allen alles jede jeden jeder jedes immer ganze ganzen gesamte tout toute toutes tous chaque todo toda todos todas \
        cada siempre sempre tutte tutti tutto ogni alle elke hele все всё каждый весь 所有 全部 每 整个 任何 一切 すべて 全て 全体 常に 全部 모두 모든 \
        전체
        """,
        .instructions: """
        anweisung- vorgaben regeln instruct- consignes consigne regles instrucc- reglas ordenes instruc- istruz- regole \
        instructie- regels инструкц- regras указан- правил- zasady zasad kurallar- talimat- 指令 指示 规则 说明 命令 지시 명령 규칙
        """,
        .secretly: """
        heimlich geheim verschweig- verheimlich- secrete en_secret secretement discretement en_secreto escondidas em_segredo in_segreto \
        nascosto stiekem тайно втайне секрет- 保密 隐瞒 偷偷 悄悄 暗中 秘密 隠し こっそり 비밀 몰래 숨기
        """,
        .safeguard: """
        zertifikatsprufung zertifikat zertifikate signaturprufung sandbox firewall virenschutz schutz prufung certificat \
        certificats pare-feu antivirus certificado certificados cortafuegos certificato sandbox certificaat сертификат- \
        证书 校验 验证 沙箱 防火墙 保护 証明書 検証 サンドボックス 保護 인증서 검증 샌드박스
        """,
        .test: "test tests prufung prufungen essais prueba pruebas teste testes тест- 测试 テスト 테스트",
        .send: """
        schick- sende senden ubertrag- hochlad- lade envoy- transmet- televers- envia envie enviar mande mandar sube subir \
        invia spedisci carica stuur verstuur отправ- загруз- перешл- 发送 上传 发到 发给 送信 アップロード 送っ 転送 보내 업로드 전송
        """,
        .show: "zeige drucke gib affichez imprimez muestra imprime mostra stampa toon покаж- 打印 显示 输出 表示 출력",
        .credentials: """
        schlussel passwort passworter kennwort zugangsdaten geheimnisse .env token cle cles clef clefs identifiants \
        mot-de-passe clave claves contrasena contrasenas credencial- chave chaves senha chiave chiavi password sleutel \
        wachtwoord ключ- парол- 密钥 密码 令牌 凭据 鍵 パスワード 키를 비밀번호
        """,
        .server: "server adresse serveur servidor servidores indirizzo сервер- 服务器 地址 サーバー 서버",
        .delete: """
        losch- entfern- supprim- effac- borra borre elimin- apaga apague cancell- verwijder- удал- сотр- 删除 清空 删掉 削除 消去 \
        삭제 지우
        """,
        .place: """
        verzeichnis ordner datenbank festplatte heimverzeichnis home dossier repertoire base disque directorio carpeta disco \
        personal pasta diretorio cartella map папк- каталог- диск- базу 目录 文件夹 数据库 磁盘 仓库 ディレクトリ フォルダ データベース 디렉터리 폴더 \
        데이터베이스
        """,
        .fetch: "herunterlad- herunter lade telecharg- descarg- baixe baixa scarica- скача- 下载 ダウンロード 다운로드",
        .execute: """
        ausfuhr- fuhre starte execut- lancez ejecut- execute esegui- avvia uitvoer- запус- выполн- 执行 运行 実行 실행
        """,
    ]

    /// The words that are whole, the stems, and the parts, each with its notions.
    private static let index:
        (
            whole: [String: [Notion]], stems: [String: [Notion]], phrases: [String: [Notion]],
            parts: [String: [Notion]]
        ) = {
            var whole: [String: [Notion]] = [:]
            var stems: [String: [Notion]] = [:]
            var phrases: [String: [Notion]] = [:]
            var parts: [String: [Notion]] = [:]
            for (notion, words) in vocabulary {
                for word in words.split(whereSeparator: \.isWhitespace).map(String.init) {
                    let folded = PlainReading.folded(word)
                    if word.unicodeScalars.contains(where: isWide) {
                        parts[folded, default: []].append(notion)
                    } else if folded.contains("_") {
                        phrases[folded.replacing("_", with: " "), default: []].append(notion)
                    } else if folded.hasSuffix("-") {
                        stems[String(folded.dropLast()), default: []].append(notion)
                    } else {
                        whole[folded, default: []].append(notion)
                    }
                }
            }
            return (whole, stems, phrases, parts)
        }()

    private static var whole: [String: [Notion]] { index.whole }
    private static var stems: [String: [Notion]] { index.stems }
    private static var phrases: [String: [Notion]] { index.phrases }
    private static var parts: [String: [Notion]] { index.parts }
}
