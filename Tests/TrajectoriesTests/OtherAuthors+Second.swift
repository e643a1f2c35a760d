/// Six formats more, which were written after the first twelve could be read.
extension OtherAuthors {
    static var second: [(name: String, text: String)] {
        [
            ("Spanish steps", spanish), ("events of tools", toolEvents), ("short letters", letters),
            ("Chinese", chinese), ("columns with JSON in them", jsonTable), ("actions and comments", comments),
        ]
    }

    private static var spanish: String {
        let steps = calls.map { call -> Tree in
            [
                "pensamiento": .text(call.said), "herramienta": .text(call.tool), "argumentos": call.input,
                "observación": .text(call.output), "éxito": .flag(!call.hasFailed),
            ]
        }
        let root: Tree = ["tarea": .text(request), "pasos": .list(steps), "respuesta_final": .text(answer)]
        return root.json
    }

    private static var toolEvents: String {
        var list: [Tree] = [["event": "prompt", "text": .text(request), "seq": 1]]
        for (number, call) in calls.enumerated() {
            let id: Tree = .text("0x\(number + 10)")
            list += [
                ["event": "message", "role": "assistant", "text": .text(call.said)],
                ["event": "tool_start", "id": id, "tool": .text(call.tool), "input": call.input],
                [
                    "event": "tool_end", "id": id, "output": call.hasFailed ? .none : .text(call.output),
                    "error": call.hasFailed ? .text(call.output) : .none,
                ],
            ]
        }
        list.append(["event": "message", "role": "assistant", "text": .text(answer)])
        return list.map(\.json).joined(separator: "\n")
    }

    private static var letters: String {
        var log: [Tree] = []
        for call in calls {
            log += [
                ["t": "think", "v": .text(call.said)],
                ["t": "do", "v": ["tool": .text(call.tool), "params": call.input]],
                ["t": "see", "v": .text(call.output), "err": .flag(call.hasFailed)],
            ]
        }
        log.append(["t": "say", "v": .text(answer)])
        let run: Tree = ["meta": ["task": .text(request)], "log": .list(log)]
        let root: Tree = ["runs": [run]]
        return root.json
    }

    private static var chinese: String {
        var list: [Tree] = [["角色": "用户", "内容": .text(request)]]
        for (number, call) in calls.enumerated() {
            list += [
                [
                    "角色": "助手", "内容": .text(call.said),
                    "工具调用": [["编号": .text("c\(number)"), "工具": .text(call.tool), "参数": call.input]],
                ],
                ["角色": "工具", "编号": .text("c\(number)"), "结果": .text(call.output), "失败": .flag(call.hasFailed)],
            ]
        }
        list.append(["角色": "助手", "内容": .text(answer)])
        return list.map(\.json).joined(separator: "\n")
    }

    private static var jsonTable: String {
        var rows: [Tree] = []
        func row(_ kind: Tree, _ body: Tree) { rows.append([.number(rows.count), kind, .text(body.json)]) }
        row("user", ["text": .text(request)])
        for call in calls {
            row("agent", ["text": .text(call.said)])
            row("tool_call", ["tool": .text(call.tool), "args": call.input])
            row("tool_result", ["text": .text(call.output), "ok": .flag(!call.hasFailed)])
        }
        row("agent", ["text": .text(answer)])
        let root: Tree = ["header": ["n", "who", "body"], "data": .list(rows)]
        return root.json
    }

    private static var comments: String {
        let actions = calls.map { call -> Tree in
            [
                "comment": .text(call.said), "action": ["name": .text(call.tool), "args": call.input],
                "result": [
                    "stdout": .text(call.hasFailed ? "" : call.output),
                    "stderr": .text(call.hasFailed ? call.output : ""),
                    "code": .number(call.hasFailed ? 1 : 0),
                ],
            ]
        }
        let root: Tree = ["goal": .text(request), "actions": .list(actions), "conclusion": .text(answer)]
        return root.json
    }
}
