/// Words of other languages that members and roles are called by, in English.
enum Translations {
    /// The English word, or the word itself.
    static func english(_ word: String) -> String { words[word] ?? word }

    private static let words: [String: String] = {
        var words: [String: String] = [:]
        for (english, others) in meanings {
            for other in others.split(separator: " ") { words[String(other)] = english }
        }
        return words
    }()

    /// German, French, Spanish, Italian, Portuguese, Dutch, Polish, Russian, Chinese and Japanese.
    private static let meanings: [(String, String)] = [
        ("role", "rolle rôle rol ruolo papel função rola роль 角色 役割 ロール"),
        ("author", "autor auteur autore absender sprecher автор 作者 发送者"),
        (
            "user",
            "nutzer benutzer anwender utilisateur usuario usuário utente gebruiker użytkownik пользователь 用户 ユーザー 利用者"
        ),
        ("assistant", "assistent asistente assistente asystent ассистент помощник 助手 アシスタント"),
        ("agent", "agente агент 代理 智能体 エージェント"),
        ("system", "système sistema systeem система 系统 システム"),
        (
            "tool",
            "werkzeug werkzeuge outil outils herramienta herramientas strumento ferramenta gereedschap narzędzie инструмент 工具 ツール"
        ),
        (
            "call",
            "aufruf aufrufe appel appels llamada llamadas chiamata chiamate chamada chamadas aanroep wywołanie вызов 调用 呼び出し"
        ),
        ("tool_calls", "werkzeugaufrufe werkzeugaufruf toolaufrufe вызовы 工具调用 ツール呼び出し"),
        ("arguments", "argumente argumentos argomenti argumenten argumenty argumento аргументы 参数 引数"),
        ("parameters", "parameter paramètres paramètre parámetros parametri parâmetros параметры"),
        ("input", "eingabe entrée entrada ingresso invoer wejście ввод 输入 入力"),
        (
            "result",
            "ergebnis ergebnisse résultat résultats resultado resultados risultato resultaat wynik результат 结果 結果"
        ),
        ("output", "ausgabe sortie salida uscita saída uitvoer wyjście вывод 输出 出力"),
        ("observation", "beobachtung observación osservazione observação waarneming наблюдение 观察"),
        ("text", "texte texto testo tekst текст 文本 テキスト"),
        ("content", "inhalt contenu contenido contenuto conteúdo inhoud treść содержание 内容"),
        ("message", "nachricht nachrichten mensaje messaggio mensagem bericht wiadomość сообщение 消息 メッセージ"),
        ("thought", "gedanke gedanken pensée pensamiento pensiero pensamento мысль 思考 考え"),
        ("request", "anfrage auftrag demande requête solicitud petición richiesta pedido verzoek запрос 请求 依頼"),
        ("question", "frage pregunta domanda pergunta vraag pytanie вопрос 问题 質問"),
        ("answer", "antwort réponse respuesta risposta resposta antwoord odpowiedź ответ 回答 答え"),
        ("task", "aufgabe tâche tarea compito tarefa taak zadanie задача 任务 タスク"),
        ("steps", "schritte étapes pasos passi passos stappen kroki шаги 步骤 ステップ"),
        ("failed", "fehlgeschlagen échoué échec fallido fallito falhou mislukt неудача 失败 失敗"),
        ("error", "fehler erreur errore erro fout błąd ошибка 错误 エラー"),
        (
            "success",
            "erfolg erfolgreich réussi réussite succès éxito exitoso successo sucesso succes gelukt sukces успех 成功"
        ),
        ("status", "zustand statut estado stato toestand статус 状态 状態"),
        ("id", "kennung identifiant identificador identificativo идентификатор 编号 識別子"),
        ("ref", "bezug référence referencia riferimento referência verwijzing ссылка"),
        ("number", "nummer numéro número numero номер"),
        ("time", "zeit zeitpunkt heure hora tempo tijd czas время 时间 時刻"),
        ("session", "sitzung séance sesión sessione sessão sessie sesja сессия 会话 セッション"),
        ("model", "modell modèle modelo modello модель 模型 モデル"),
        ("command", "befehl commande comando opdracht polecenie команда 命令 コマンド"),
        ("action", "aktion acción azione ação actie akcja действие 动作 アクション"),
        ("name", "nom nombre nome naam nazwa имя 名称 名前"),
    ]
}
