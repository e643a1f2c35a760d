/// Ten formats more, which were written after the first eighteen could be read.
extension OtherAuthors {
    static var third: [(name: String, text: String)] {
        [
            ("a member for each kind", kinds), ("pairs of a kind and a value", pairs), ("a type and its data", typed),
            ("actions apart from messages", apart), ("steps by their numbers", byNumber), ("Italian", italian),
            ("a history that grows", growing), ("intermediate steps", intermediate), ("cycles with commands", cycles),
            ("Portuguese", portuguese),
        ]
    }

    private static func text(_ list: [Tree]) -> String { list.map(\.json).joined(separator: "\n") + "\n" }

    private static var kinds: String {
        var list: [Tree] = [["user": ["text": .text(request)]]]
        for (number, call) in calls.enumerated() {
            let id: Tree = .text("i\(number)")
            list += [
                ["assistant": ["text": .text(call.said)]],
                ["tool_call": ["id": id, "name": .text(call.tool), "args": call.input]],
                ["tool_result": ["id": id, "content": .text(call.output), "ok": .flag(!call.hasFailed)]],
            ]
        }
        list.append(["assistant": ["text": .text(answer)]])
        return text(list)
    }

    private static var pairs: String {
        var list: [Tree] = [["user", .text(request)]]
        for call in calls {
            list += [
                ["assistant", .text(call.said)], ["call", ["tool": .text(call.tool), "args": call.input]],
                ["result", ["text": .text(call.output), "failed": .flag(call.hasFailed)]],
            ]
        }
        list.append(["assistant", .text(answer)])
        return Tree.list(list).json
    }

    private static var typed: String {
        var list: [Tree] = [["type": "UserMessage", "data": ["content": .text(request)]]]
        for (number, call) in calls.enumerated() {
            let id: Tree = .text("i\(number)")
            list += [
                ["type": "AssistantMessage", "data": ["content": .text(call.said)]],
                ["type": "ToolCall", "data": ["id": id, "tool": .text(call.tool), "arguments": call.input]],
                [
                    "type": "ToolResult",
                    "data": ["id": id, "output": .text(call.output), "success": .flag(!call.hasFailed)],
                ],
            ]
        }
        list.append(["type": "AssistantMessage", "data": ["content": .text(answer)]])
        return text(list)
    }

    private static var apart: String {
        let actions = calls.enumerated().map { number, call -> Tree in
            [
                "step": .number(number + 1), "name": .text(call.tool), "args": call.input,
                "result": .text(call.output), "ok": .flag(!call.hasFailed),
            ]
        }
        let root: Tree = [
            "messages": [
                ["role": "user", "content": .text(request)], ["role": "assistant", "content": .text(answer)],
            ],
            "tool_calls": .list(actions),
        ]
        return root.json
    }

    private static var byNumber: String {
        let steps = calls.enumerated().map { number, call -> (String, Tree) in
            (
                "\(number + 1)",
                [
                    "thought": .text(call.said), "tool": .text(call.tool), "input": call.input,
                    "output": .text(call.output), "failed": .flag(call.hasFailed),
                ]
            )
        }
        let root: Tree = ["task": .text(request), "steps": .object(steps), "answer": .text(answer)]
        return root.json
    }

    private static var italian: String {
        var list: [Tree] = [["ruolo": "utente", "testo": .text(request)]]
        for (number, call) in calls.enumerated() {
            list += [
                ["ruolo": "assistente", "testo": .text(call.said)],
                [
                    "ruolo": "chiamata_strumento", "strumento": .text(call.tool), "argomenti": call.input,
                    "identificativo": .text("s\(number)"),
                ],
                [
                    "ruolo": "risultato_strumento", "identificativo": .text("s\(number)"),
                    "risultato": .text(call.output), "errore": .flag(call.hasFailed),
                ],
            ]
        }
        list.append(["ruolo": "assistente", "testo": .text(answer)])
        return text(list)
    }

    private static var growing: String {
        var history: [Tree] = [["who": "user", "says": .text(request)]]
        var lines: [Tree] = [["turn": 0, "history": .list(history)]]
        for (number, call) in calls.enumerated() {
            history += [
                ["who": "agent", "says": .text(call.said), "act": ["tool": .text(call.tool), "args": call.input]],
                ["who": "tool", "says": .text(call.output), "error": .flag(call.hasFailed)],
            ]
            lines.append(["turn": .number(number + 1), "history": .list(history)])
        }
        history.append(["who": "agent", "says": .text(answer)])
        return text(lines + [["turn": 99, "history": .list(history)]])
    }

    private static var intermediate: String {
        let steps = calls.map { call -> Tree in
            let output = (call.hasFailed ? "ERROR: " : "") + call.output
            return [
                [
                    "tool": .text(call.tool), "tool_input": call.input, "log": .text(call.said),
                    "type": "AgentAction",
                ],
                .text(output),
            ]
        }
        let root: Tree = ["input": .text(request), "intermediate_steps": .list(steps), "output": .text(answer)]
        return root.json
    }

    private static var cycles: String {
        let list = calls.enumerated().map { number, call -> Tree in
            [
                "cycle": .number(number + 1), "goal": .text(request), "thoughts": ["text": .text(call.said)],
                "command": ["name": .text(call.tool), "args": call.input],
                "result": ["status": call.hasFailed ? "error" : "success", "outputs": .text(call.output)],
            ]
        }
        return text(list)
    }

    private static var portuguese: String {
        let steps = calls.map { call -> Tree in
            [
                "pensamento": .text(call.said),
                "chamadas": [
                    [
                        "ferramenta": .text(call.tool), "parâmetros": call.input, "resultado": .text(call.output),
                        "falhou": .flag(call.hasFailed),
                    ]
                ],
            ]
        }
        let root: Tree = ["pergunta": .text(request), "passos": .list(steps), "resposta": .text(answer)]
        return root.json
    }
}
