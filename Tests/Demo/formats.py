"""How sessions are recorded: each function gives the name, the bytes and the label of one file."""

import json
import uuid
from datetime import datetime, timedelta, timezone

START = datetime(2026, 3, 2, 9, 0, 0, tzinfo=timezone.utc)


class Clock:
    """Times of a session that are the same in every run: one session an hour, one record every few seconds."""

    def __init__(self, story):
        self.now = START + timedelta(hours=story.number)

    def tick(self):
        self.now += timedelta(seconds=4)
        return self.now.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def identity(story, *words):
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "/".join(["demo", str(story.number), story.task, *map(str, words)])))


def lines(records):
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode()


def folder(story):
    return f"/home/dev/{story.project}" if story.project else None


# --- Claude Code: a record a block, results as messages of the user


CLAUDE_TOOLS = {"shell": "Bash", "read": "Read", "edit": "Edit"}


def claude_code(story):
    clock, session, parent, records = Clock(story), identity(story), None, []

    def add(kind, message, **more):
        nonlocal parent
        record = {
            "parentUuid": parent, "isSidechain": False, "userType": "external", "cwd": folder(story),
            "sessionId": session, "version": "2.1.174", "gitBranch": "main", "type": kind, "message": message, **more,
            "uuid": identity(story, len(records)), "timestamp": clock.tick(),
        }
        parent = record["uuid"]
        records.append(record)

    def assistant(message, *content):
        usage = {"input_tokens": 900 + 40 * len(records), "cache_read_input_tokens": 0, "output_tokens": 60}
        for block in content:
            add("assistant", {
                "id": message, "type": "message", "role": "assistant", "model": "claude-sonnet-4-5", "content": [block],
                "stop_reason": None, "usage": usage,
            })

    add("user", {"role": "user", "content": story.task})
    for number, step in enumerate(story.steps):
        if step.tool is None:
            add("user", {"role": "user", "content": step.say})
            continue
        call = f"toolu_{story.number:05d}{number:03d}"
        use = {"type": "tool_use", "id": call, "name": CLAUDE_TOOLS.get(step.tool, step.tool), "input": step.arguments}
        words = [{"type": "text", "text": step.say}] if step.say else []
        assistant(f"msg_{story.number:05d}{number:03d}", *words, use)
        text = f"Exit code {step.code}\n{step.output}" if step.code else step.output
        result = {"type": "tool_result", "tool_use_id": call, "content": text}
        if step.code:
            result["is_error"] = True
        details = f"Error: {text}" if step.code else {"stdout": step.output, "stderr": "", "interrupted": False}
        add("user", {"role": "user", "content": [result]}, toolUseResult=details)
    assistant(f"msg_{story.number:05d}end", {"type": "text", "text": story.closing})
    return f"{session}.jsonl", lines(records), outcome(story)


# --- Codex: items that the model saw, and events that the screen showed


def codex(story):
    clock, session, records = Clock(story), identity(story), []
    started = clock.now.strftime("%Y-%m-%dT%H-%M-%S")

    def add(kind, payload):
        records.append({"timestamp": clock.tick(), "type": kind, "payload": payload})

    def say(text):
        content = [{"type": "output_text", "text": text}]
        add("response_item", {"type": "message", "role": "assistant", "content": content})
        add("event_msg", {"type": "agent_message", "message": text})

    def ask(text):
        content = [{"type": "input_text", "text": text}]
        add("response_item", {"type": "message", "role": "user", "content": content})
        add("event_msg", {"type": "user_message", "message": text})

    add("session_meta", {
        "id": session, "timestamp": started, "cwd": folder(story), "originator": "codex_exec", "cli_version": "0.147.0",
        "source": "exec", "git": {"branch": "main"},
    })
    add("turn_context", {"cwd": folder(story), "model": "gpt-5.1-codex", "approval_policy": "never"})
    ask(story.task)
    for number, step in enumerate(story.steps):
        if step.tool is None:
            ask(step.say)
            continue
        call = f"call_{story.number:05d}{number:03d}"
        if step.say:
            say(step.say)
        arguments = json.dumps({"cmd": step.command})
        add("response_item", {"type": "function_call", "name": "exec_command", "call_id": call, "arguments": arguments})
        header = (
            f"Chunk ID: {number:06x}\nWall time: 0.4 seconds\nProcess exited with code {step.code}\n"
            "Original token count: 12\nOutput:\n"
        )
        add("response_item", {"type": "function_call_output", "call_id": call, "output": header + step.output + "\n"})
        usage = {"input_tokens": 800 + 50 * number, "output_tokens": 40}
        add("event_msg", {"type": "token_count", "info": {"last_token_usage": usage}})
    say(story.closing)
    add("event_msg", {"type": "task_complete", "last_agent_message": story.closing})
    return f"rollout-{started}-{session}.jsonl", lines(records), outcome(story)


# --- mini-swe-agent: chat with one shell tool, the exit status of the command in the text


def mini_swe_agent(story):
    instance = f"fruit__{story.project}-{story.number}"
    task = f"<pr_description>\nConsider the following PR description:\n{story.task}\n</pr_description>\n"
    messages = [
        {"role": "system", "content": "You are a helpful assistant that can interact with a computer shell."},
        {"role": "user", "content": task},
    ]
    for number, step in enumerate(story.steps):
        if step.tool is None:
            continue  # Nobody is there to say anything.
        call = f"call_{story.number:05d}{number:03d}"
        function = {"name": "bash", "arguments": json.dumps({"command": step.command})}
        messages.append({
            "role": "assistant", "content": step.say or "Next.",
            "tool_calls": [{"id": call, "type": "function", "function": function}],
            "extra": {"actions": [{"command": step.command, "tool_call_id": call}], "cost": 0.001},
        })
        messages.append({
            "role": "tool", "tool_call_id": call,
            "content": f"<returncode>{step.code}</returncode>\n<output>\n{step.output}\n</output>",
            "extra": {"returncode": step.code, "raw_output": step.output},
        })
    messages.append({"role": "exit", "content": "", "extra": {"exit_status": "Submitted", "submission": ""}})
    run = {
        "info": {"model_stats": {"instance_cost": 0.02, "api_calls": len(story.steps)}, "mini_version": "2.0.0",
                 "exit_status": "Submitted", "submission": ""},
        "messages": messages, "trajectory_format": "mini-swe-agent-1.1", "instance_id": instance,
    }
    return f"{instance}.traj.json", json.dumps(run, indent=1).encode(), outcome(story)


# --- ATIF: one document a run


def atif(story):
    clock = Clock(story)
    steps = [{"step_id": 1, "timestamp": clock.tick(), "source": "user", "message": story.task}]
    for number, step in enumerate(story.steps):
        if step.tool is None:
            time = clock.tick()
            steps.append({"step_id": number + 2, "timestamp": time, "source": "user", "message": step.say})
            continue
        call = f"call_{number}"
        name = {"shell": "bash", "read": "view", "edit": "str_replace"}.get(step.tool, step.tool)
        result = {"source_call_id": call, "content": step.output + (f"\n[exit_code] {step.code}" if step.code else "")}
        if step.code or step.output.startswith("Error:"):
            result["extra"] = {"tool_result_is_error": True}
        steps.append({
            "step_id": number + 2, "timestamp": clock.tick(), "source": "agent", "message": step.say,
            "model_name": "qwen3-coder",
            "tool_calls": [{"tool_call_id": call, "function_name": name, "arguments": step.arguments}],
            "observation": {"results": [result]},
        })
    last = len(steps) + 1
    steps.append({"step_id": last, "timestamp": clock.tick(), "source": "agent", "message": story.closing})
    document = {
        "schema_version": "ATIF-v1.7", "session_id": identity(story),
        "agent": {"name": "harness", "version": "1.0", "model_name": "qwen3-coder"}, "steps": steps, "extra": {},
    }
    if story.project:
        document["extra"]["source"] = {"cwd": folder(story)}
    if story.succeeded is not None:
        label = "success" if story.succeeded else "failure"
        document["extra"]["outcome"] = {"label": label, "source": "tests", "confidence": 1}
    return f"run-{story.number:05d}.json", json.dumps(document).encode(), None


# --- tau-bench and plain chat: messages with tools


def messages(story):
    chat = [{"role": "user", "content": story.task}]
    for number, step in enumerate(story.steps):
        call = f"call_{story.number:05d}{number:03d}"
        function = {"name": step.tool, "arguments": json.dumps(step.arguments)}
        calls = [{"id": call, "type": "function", "function": function}]
        chat.append({"role": "assistant", "content": step.say or None, "tool_calls": calls})
        chat.append({"role": "tool", "tool_call_id": call, "name": step.tool, "content": step.output})
    return chat + [{"role": "assistant", "content": story.closing}]


def tau_bench(stories):
    results = [
        {
            "task_id": story.number, "reward": 1.0 if story.succeeded else 0.0, "trial": 0,
            "info": {"task": {"instruction": story.task}},
            "traj": [{"role": "system", "content": "You book tables."}] + messages(story),
        }
        for story in stories
    ]
    return f"desk-{stories[0].number:05d}.json", json.dumps(results).encode(), None


def chat(stories):
    return f"desk-{stories[0].number:05d}.jsonl", lines([{"messages": messages(story)} for story in stories]), None


def outcome(story):
    """The label that a test run left beside a session, where there was one."""
    if story.succeeded is None:
        return None
    label = "success" if story.succeeded else "failure"
    return json.dumps({"outcome": label, "reward": int(story.succeeded)}).encode()
