#!/usr/bin/env python3
"""Reads trajectories as a careful Python program would, for comparison: the same files into the same fields.

Formats: mini-swe-agent, Claude Code, Codex rollouts, ATIF, tau-bench. Of each session it builds the id, steps with their
texts, calls with name, arguments, result text, exit status and error flag by the same rules, outcome, usage and times.

  reader.py list FOLDER               the files that it can read, one a line
  reader.py read LIST LIBRARY TIMES   reads them with json or orjson; prints bytes, best seconds of the processor and what was found
"""

import json
import os
import re
import sys
import time
from datetime import datetime, timezone

try:
    import orjson
except ImportError:  # the list and json work without
    orjson = None

LIMIT = 24_080


def cut(text, head=16_000, tail=8_000):
    """The text, or its head and tail where it is long."""
    if len(text) <= head + tail + 80:
        return text
    return f"{text[:head]}\n[… {len(text) - head - tail} left out …]\n{text[-tail:]}"


def seconds(value):
    """Seconds since 1970 of a time as recorders write it, or None."""
    if isinstance(value, str):
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            return None
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=timezone.utc)
        return moment.timestamp()
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value / 1000 if value > 100_000_000_000 else float(value)
    return None


def words(content):
    """The words of a message's content: a text, a block or a list of both."""
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        return "\n".join(part for part in map(block_words, content) if part)
    if isinstance(content, dict):
        return block_words(content)
    return ""


SILENT = {"thinking", "redacted_thinking", "reasoning", "tool_use", "toolCall", "tool_result", "encrypted_content"}
NAMED = {"image": "[image]", "input_image": "[image]", "image_url": "[image]", "document": "[file]", "file": "[file]"}


def block_words(block):
    if isinstance(block, str):
        return block
    if not isinstance(block, dict):
        return ""
    kind = block.get("type")
    if kind in SILENT:
        return ""
    if kind in NAMED:
        return NAMED[kind]
    text = block.get("text")
    if text is None:
        text = block.get("content")
    return text if isinstance(text, str) else ""


# Whether an action failed

MARKERS = (
    "<returncode>", "Process exited with code ", "Exit code: ", "Exit code ", "Exit Code: ",
    "Command exited with code ", "[exit_code] ", "[Command finished with exit code ",
)
NUMBER = re.compile(r"-?\d+")
OPERATORS = re.compile(r"&&|\|\||[;|\n]")
ASKERS = {"grep", "egrep", "fgrep", "rg", "ag", "diff", "cmp", "test", "[", "[[", "pgrep", "which", "type", "expr", "false"}
RUNNERS = ("pytest", "-m unittest", "runtests", "manage.py test", "cargo test", "go test", "npm test", "make test", "tox")
STARTS = ("Error:", "ERROR:", "error:", "Error executing", "Error calling", "execution error:", "Traceback (most recent call last)")
TRACEBACK = "Traceback (most recent call last)"


def exit_code(text):
    """The exit code that a harness wrote into the text: near the start, or in the last lines."""
    parts = (text[:300], text[-200:]) if len(text) > 300 else (text,)
    for part in parts:
        for marker in MARKERS:
            at = part.find(marker)
            if at < 0 or not (at == 0 or part[at - 1] == "\n" or marker[0] in "[<"):
                continue
            match = NUMBER.match(part, at + len(marker))
            if match:
                return int(match.group())
    return None


def is_answer(code, text, command):
    if code != 1 or not command:
        return False
    programs = [part.split() for part in OPERATORS.split(command)]
    programs = [part for part in programs if part and part[0] not in ("cd", "echo")]
    if not programs:
        return False
    if programs[-1][0].rsplit("/", 1)[-1] in ASKERS:
        return not ("No such file" in text or "command not found" in text or "rror:" in text)
    if programs[-1][0] == "git" and len(programs[-1]) > 1 and programs[-1][1] in ("grep", "diff", "merge-base"):
        return "fatal:" not in text and "error:" not in text
    return any(runner in command for runner in RUNNERS) and ("FAILED" in text or " failed" in text or "FAIL:" in text)


def ends_in_traceback(text):
    at = text.rfind(TRACEBACK)
    if at < 0:
        return False
    lines = [line for line in text[at:].split("\n") if line]
    error = next((n for n, line in enumerate(lines) if n and line[0] not in " \t"), None)
    return error is not None and len(lines) - error <= 4


def says_failure(text, hidden, command):
    start = text[:400].lstrip()
    if start.startswith("<tool_use_error>"):
        return True
    if "not found" in text:
        for line in text.rstrip("\n").split("\n")[-6:]:
            if line.endswith(": command not found") and ("sh: " in line or "line " in line):
                return True
            if line.endswith(": not found") and "sh: " in line:
                return True
    traceback = ends_in_traceback(text)
    if traceback and (not hidden or (command and ("|" in command or ";" in command) and "python" in command)):
        return True
    if hidden:
        return False
    if start.startswith(STARTS):
        return True
    if start.startswith("{") and ('"error":' in start or '"status": "error"' in start or '"success": false' in start):
        return '"error": null' not in start and '"error":null' not in start
    return "EXECUTION TIMED OUT" in text or "failed in sandbox" in text or "rejected by user" in text


def judge(text, command, failed, code, timed_out):
    """Status and exit code of a result."""
    if code is None:
        code = exit_code(text)
    if timed_out:
        return "error", code
    if code:
        return ("answer" if is_answer(code, text, command) else "error"), code
    if failed:
        return ("answer" if is_answer(1, text, command) else "error"), code
    if says_failure(text, code == 0 or failed is False, command):
        return "error", code
    if code is None and failed is None and not text:
        return "unknown", None
    return "ok", code


# Sessions


class Session:
    """One session on its way."""

    __slots__ = ("id", "parent", "agent", "version", "model", "workspace", "task_id", "task", "outcome", "reward", "usage",
                 "started", "ended", "steps", "calls", "open", "waiting", "seen", "message", "usages", "errors", "count")

    def __init__(self, identity=None, agent=""):
        self.id, self.parent, self.agent, self.version, self.model = identity, None, agent, None, None
        self.workspace = self.task_id = self.task = self.reward = self.started = self.ended = self.message = None
        self.outcome = "unknown"
        self.usage = [0, 0, 0, 0.0]
        self.steps, self.waiting, self.open, self.seen, self.usages = [], [], {}, set(), {}
        self.calls = self.errors = self.count = 0

    def begin(self, identity, at):
        if identity is not None:
            if identity in self.seen:
                return False
            self.seen.add(identity)
        self.count += 1
        if at:
            if self.started is None or at < self.started:
                self.started = at
            if self.ended is None or at > self.ended:
                self.ended = at
        return True

    def say(self, source, text, at):
        self.message = None
        if source == "user" and self.task is None:
            self.task = text
        self.steps.append({"number": len(self.steps) + 1, "source": source, "text": cut(text), "reasoning": None, "calls": [], "at": at})

    def act(self, text, reasoning=None, message=None, model=None, usage=None, at=None):
        if model and self.model is None:
            self.model = model
        if usage:
            if message:
                self.usages[message] = usage
            else:
                self.usage = [a + b for a, b in zip(self.usage, usage)]
        if message and message == self.message:
            step = self.steps[-1]
            if text:
                step["text"] = step["text"] + "\n" + cut(text) if step["text"] else cut(text)
            if reasoning:
                step["reasoning"] = step["reasoning"] + "\n" + cut(reasoning) if step["reasoning"] else cut(reasoning)
            return
        self.message = message
        self.steps.append({
            "number": len(self.steps) + 1, "source": "agent", "text": cut(text), "reasoning": reasoning and cut(reasoning), "calls": [], "at": at,
        })

    def call(self, identity, tool, arguments):
        if identity is not None:
            key = "call:" + identity
            if key in self.seen:
                return
            self.seen.add(key)
        if not self.steps or self.steps[-1]["source"] != "agent":
            self.act("")
        self.calls += 1
        call = {"id": identity, "tool": tool, "arguments": arguments, "text": None, "status": None, "code": None}
        self.steps[-1]["calls"].append(call)
        if identity is None:
            self.waiting.append(call)
        else:
            self.open[identity] = call

    def result(self, identity, text, failed=None, code=None, timed_out=False):
        call = self.open.pop(identity, None) if identity is not None else None
        if call is None:
            if identity is not None and "call:" + identity in self.seen:
                return
            if self.waiting:
                call = self.waiting.pop(0)
            elif identity is None and self.open:
                call = self.open.pop(next(iter(self.open)))
            else:
                return
        arguments = call["arguments"]
        command = arguments.get("command") or arguments.get("cmd")
        call["status"], call["code"] = judge(text, command, failed, code, timed_out)
        call["text"] = cut(text, 12_000, 12_000)
        if call["status"] == "error":
            self.errors += 1

    def finish(self):
        for usage in self.usages.values():
            self.usage = [a + b for a, b in zip(self.usage, usage)]
        return self


def arguments(value, dumps):
    """Arguments as texts by name: nested values as JSON."""
    if isinstance(value, str):
        if value[:1] == "{":
            try:
                value = json.loads(value) if orjson is None else orjson.loads(value)
            except ValueError:
                return {"input": cut(value, 12_000, 4_000)}
        elif value:
            return {"input": cut(value, 12_000, 4_000)}
    if not isinstance(value, dict):
        return {} if value in (None, "") else {"input": dumps(value)}
    return {name: cut(item if isinstance(item, str) else dumps(item), 12_000, 4_000) for name, item in value.items()}


def openai_usage(value):
    if not isinstance(value, dict):
        return None
    cached = value.get("cache_read_input_tokens") or 0
    prompt = value.get("prompt_tokens")
    if prompt is None:
        prompt = (value.get("input_tokens") or 0) + cached + (value.get("cache_creation_input_tokens") or 0)
    details = value.get("prompt_tokens_details")
    if isinstance(details, dict):
        cached = details.get("cached_tokens") or cached
    return [prompt or 0, cached, value.get("completion_tokens") or value.get("output_tokens") or 0, 0.0]


# mini-swe-agent


def unwrapped(text):
    if not text.startswith("<returncode>"):
        return text
    end = text.find("</returncode>")
    if end < 0:
        return text
    rest = text[end + 13:].lstrip("\n")
    return rest.removeprefix("<output>").removesuffix("</output>").strip() if rest.startswith("<output>") else rest


def fenced(text):
    for fence in ("```mswea_bash_command\n", "```bash\n"):
        if text.count(fence) == 1:
            start = text.find(fence) + len(fence)
            end = text.find("\n```", start)
            if end >= 0:
                return [text[start:end].strip()]
    return []


def mini(document, dumps):
    info = document.get("info") or {}
    instance = document.get("instance_id")
    session = Session(agent="mini-swe-agent")
    session.task_id = instance
    session.version = info.get("mini_version")
    config = info.get("config") or {}
    session.model = (config.get("model") or {}).get("model_name")
    session.workspace = instance or (config.get("environment") or {}).get("cwd")
    status = info.get("exit_status")
    if status and status not in ("Submitted", "UserInterruption", "Exit"):
        session.outcome = "failure"
    awaits = False
    has_task = False
    for message in document["messages"]:
        extra = message.get("extra") or {}
        at = seconds(extra.get("timestamp"))
        if session.id is None and extra:
            mark = (extra.get("response") or {}).get("id") or extra.get("timestamp")
            if mark:
                session.id = f"{instance or 'mini-swe-agent'}@{mark}"
        session.begin(None, at)
        role = message.get("role")
        text = words(message.get("content"))
        if role in ("tool", "user") and (role == "tool" or awaits):
            awaits = False
            code = extra.get("returncode")
            if code is None:
                code = exit_code(text)
            session.result(message.get("tool_call_id"), text if code is None else unwrapped(text), None, code,
                           extra.get("exception_type") == "TimeoutExpired")
        elif role == "user":
            if not has_task:
                has_task = True
                start, end = text.find("<pr_description>"), text.find("</pr_description>")
                if 0 <= start < end:
                    rest = text[:start] + text[end + 17:]
                    if rest.strip():
                        session.say("system", rest, at)
                    text = text[start + 16:end].strip().removeprefix("Consider the following PR description:").strip()
                session.say("user", text, at)
            elif "interrupt_type" in extra or text.startswith(("Tool call error", "Please always provide EXACTLY ONE action", "Format error")):
                session.say("system", text, at)
            else:
                session.say("user", text, at)
        elif role == "assistant":
            response = extra.get("response") or {}
            usage = openai_usage(response.get("usage")) or [0, 0, 0, 0.0]
            usage[3] = extra.get("cost") or 0.0
            session.act(text, message.get("reasoning_content"), None, response.get("model"), usage, at)
            calls = message.get("tool_calls") or []
            for call in calls:
                function = call.get("function") or call
                session.call(call.get("id"), function.get("name") or "", arguments(function.get("arguments"), dumps))
            if not calls:
                actions = [a.get("command") if isinstance(a, dict) else a for a in extra.get("actions") or []]
                for command in actions or fenced(text):
                    session.call(None, "bash", {"command": cut(command, 12_000, 4_000)})
                    awaits = True
        elif role == "system" or (role == "exit" and text):
            session.say("system", text, at)
    if not session.usage[3]:
        session.usage[3] = (info.get("model_stats") or {}).get("instance_cost") or 0.0
    return [session.finish()]


# Claude Code

CONTEXT = (
    "Caveat: The messages below were generated", "<local-command-", "<bash-input>", "<bash-stdout>", "<bash-stderr>", "<command-",
    "<user-prompt-submit-hook>", "<task-notification>", "<ide_", "Base directory for this skill:",
    "This session is being continued from a previous conversation",
)
REMINDER = re.compile(r"<system-reminder>.*?</system-reminder>", re.DOTALL)


def claude(records, dumps):
    sessions = {}
    for record in records:
        kind = record.get("type")
        if kind not in ("user", "assistant"):
            continue
        message = record.get("message")
        if not isinstance(message, dict):
            continue
        key = record.get("sessionId") or ""
        parent = None
        if record.get("isSidechain") and record.get("agentId"):
            parent, key = key, f"{key}/{record['agentId']}"
        session = sessions.get(key)
        if session is None:
            session = sessions[key] = Session(key, "claude-code")
            session.parent = parent
        at = seconds(record.get("timestamp"))
        if not session.begin(record.get("uuid"), at):
            continue
        if session.workspace is None:
            session.workspace = record.get("cwd")
        session.version = record.get("version") or session.version
        content = message.get("content")
        if kind == "assistant":
            claude_agent(session, record, message, content, dumps, at)
        else:
            claude_user(session, record, content, at)
    return [session.finish() for session in sessions.values() if session.steps]


def claude_agent(session, record, message, content, dumps, at):
    if record.get("isApiErrorMessage") or message.get("model") == "<synthetic>":
        session.say("system", words(content), at)
        return
    key = message.get("id") or record.get("requestId") or record.get("uuid")
    session.act("", None, key, message.get("model"), openai_usage(message.get("usage")), at)
    if isinstance(content, str):
        session.act(content, None, key)
        return
    for block in content or ():
        kind = block.get("type")
        if kind == "text":
            session.act(block.get("text") or "", None, key)
        elif kind == "thinking":
            session.act("", block.get("thinking"), key)
        elif kind in ("tool_use", "server_tool_use"):
            session.call(block.get("id"), block.get("name") or "", arguments(block.get("input"), dumps))


def claude_user(session, record, content, at):
    if isinstance(content, str):
        content = [{"type": "text", "text": content}]
    injected = record.get("isMeta") or record.get("isCompactSummary") or record.get("isVisibleInTranscriptOnly")
    results = sum(1 for block in content or () if isinstance(block, dict) and block.get("type") == "tool_result")
    prompt = []
    for block in content or ():
        if isinstance(block, dict) and block.get("type") == "tool_result":
            text = words(block.get("content"))
            failed, code, timed_out = block.get("is_error"), None, False
            extra = record.get("toolUseResult") if results == 1 else None
            if isinstance(extra, dict):
                timed_out = extra.get("interrupted") is True
                code = extra.get("exitCode")
                if failed is None and "stdout" in extra:
                    failed = False
            elif isinstance(extra, str) and extra.startswith("Error"):
                failed = True
            if text.startswith("The user doesn't want to"):
                failed = True
            session.result(block.get("tool_use_id"), text, failed, code, timed_out)
            continue
        text = block_words(block)
        if not text:
            continue
        bare = REMINDER.sub("", text) if "<system-reminder>" in text else text
        start = bare[:200].lstrip()
        if injected or not start or start.startswith(CONTEXT):
            session.say("system", text, at)
        elif start.startswith("[Request interrupted by user"):
            session.say("user", text, at)
        else:
            prompt.append(bare)
    if prompt:
        session.say("user", "\n".join(prompt), at)


# Codex

CODEX_CONTEXT = (
    "<environment_context>", "# AGENTS.md instructions", "<user_instructions>", "<turn_aborted>", "<skill>", "<INSTRUCTIONS>",
    "<user_shell_command>", "<subagent_notification>", "<permissions instructions>", "<skills_instructions>", "<user_action>",
)


def codex_output(value):
    """Text, failure flag and exit code of a result in the shapes that Codex has written."""
    if isinstance(value, str):
        if value.startswith('{"output":'):
            try:
                inner = json.loads(value) if orjson is None else orjson.loads(value)
                return words(inner.get("output")), None, (inner.get("metadata") or {}).get("exit_code")
            except ValueError:
                pass
        if value.startswith(("Chunk ID: ", "Exit code: ", "Wall time: ", "Process exited", "Command: ")):
            end = value.find("\nOutput:", 0, 800)
            if end >= 0:
                code = exit_code(value[:end])
                if code is not None:
                    return value[end + 8:].removeprefix("\n"), None, code
        return value, None, None
    if isinstance(value, dict):
        text = words(value.get("output")) if "output" in value else words(value)
        success = value.get("success")
        return text, None if success is None else not success, value.get("exit_code")
    return words(value), None, None


def codex(records, dumps):
    session = Session(None, "codex")
    model, has_meta, calls, closed, counts, total = None, False, 0, True, False, None
    shown, held, has_events, signs = [], [], False, {}

    def settle():
        for text, at in held:
            session.say("system" if has_events else "user", text, at)
        held.clear()

    for record in records:
        at = seconds(record.get("timestamp"))
        payload = record.get("payload")
        kind = record.get("type")
        if not isinstance(payload, dict):
            if "type" in record or "role" in record:
                payload, kind = record, "response_item"
            elif "id" in record:
                payload, kind = record, "session_meta"
            else:
                continue
        if kind == "session_meta":
            if not has_meta:
                has_meta = True
                session.id, session.version = payload.get("id") or payload.get("session_id"), payload.get("cli_version")
                session.workspace = payload.get("cwd")
                session.parent = payload.get("parent_thread_id") or payload.get("forked_from_id")
        elif kind == "turn_context":
            model = payload.get("model") or model
        elif kind == "event_msg":
            event = payload.get("type")
            if event == "user_message":
                if session.begin(f"event {at} {payload.get('message')}", at):
                    has_events = True
                    text = payload.get("message") or ""
                    match = next((n for n, item in enumerate(held) if item[0].startswith(text)), None)
                    if match is None:
                        shown.append(text)
                    else:
                        del held[match]
                    settle()
                    closed = True
                    session.say("user", text, at)
            elif event == "token_count":
                counts = closed = True
                usage = (payload.get("info") or {}).get("total_token_usage")
                if usage:
                    total = [usage.get("input_tokens") or 0, usage.get("cached_input_tokens") or 0, usage.get("output_tokens") or 0, 0.0]
            elif event == "exec_command_end":
                signs[payload.get("call_id")] = (None, payload.get("exit_code"))
            elif event in ("patch_apply_end", "dynamic_tool_call_response"):
                success = payload.get("success")
                signs[payload.get("call_id")] = (None if success is None else not success, None)
        elif kind == "response_item":
            item = payload.get("type") or "message"
            call = payload.get("call_id")
            if not session.begin(f"{item} {call}" if call else f"{item} {at} {hash(str(payload))}", at):
                continue
            if item in ("message", "reasoning", "function_call", "custom_tool_call", "local_shell_call", "web_search_call"):
                if item == "message" and payload.get("role") != "assistant":
                    text = words(payload.get("content"))
                    if not text:
                        continue
                    if payload.get("role") != "user" or text.startswith(CODEX_CONTEXT):
                        session.say("system", text, at)
                        continue
                    match = next((n for n, words_shown in enumerate(shown) if text.startswith(words_shown)), None)
                    if match is None:
                        held.append((text, at))
                    else:
                        del shown[match]
                    continue
                settle()
                if closed:
                    calls += 1
                closed = False
                key = f"call {calls}"
                if item == "message":
                    session.act(words(payload.get("content")), None, key, model, None, at)
                elif item == "reasoning":
                    thought = "\n".join(filter(None, (words(payload.get("summary")), words(payload.get("content")))))
                    session.act("", thought, key, model, None, at)
                else:
                    session.act("", None, key, model, None, at)
                    given = payload.get("arguments") or payload.get("input") or payload.get("action")
                    found = arguments(given, dumps)
                    for name in ("command", "cmd"):
                        if found.get(name, "").startswith("["):
                            line = json.loads(found[name])
                            found[name] = line[2] if len(line) == 3 and line[1] in ("-c", "-lc") else " ".join(line)
                    session.call(call or payload.get("id"), payload.get("name") or item, found)
            elif item.endswith("_output"):
                settle()
                if not counts:
                    closed = True
                text, failed, code = codex_output(payload.get("output"))
                known = signs.pop(call, None)
                if known:
                    failed = known[0] if known[0] is not None else failed
                    code = known[1] if code is None else code
                session.result(call, text, failed, code)
    settle()
    if total:
        session.usage = total
    session.model = session.model or model
    return [session.finish()] if session.steps else []


# ATIF


def atif(document, dumps, parent=None):
    agent = document.get("agent") or {}
    session = Session(document.get("session_id") or document.get("trajectory_id"), agent.get("name") or "")
    session.version = agent.get("version")
    session.parent = parent
    extra = document.get("extra") or {}
    session.task_id = extra.get("task_id") or extra.get("instance_id")
    session.workspace = (extra.get("source") or {}).get("cwd") if isinstance(extra.get("source"), dict) else extra.get("cwd")
    outcome = extra.get("outcome")
    if isinstance(outcome, dict):
        session.outcome, session.reward = outcome.get("label") or "unknown", outcome.get("reward")
    for number, step in enumerate(document.get("steps") or ()):
        if step.get("is_copied_context"):
            continue
        at = seconds(step.get("timestamp"))
        session.begin(None, at)
        text = words(step.get("message"))
        source = step.get("source")
        calls = step.get("tool_calls") or []
        if source == "agent":
            metrics = step.get("metrics") or {}
            usage = [metrics.get("prompt_tokens") or 0, metrics.get("cached_tokens") or 0, metrics.get("completion_tokens") or 0,
                     metrics.get("cost_usd") or 0.0]
            if len(calls) == 1 and text == f"Executed {calls[0].get('function_name')} {calls[0].get('tool_call_id')}":
                text = ""
            session.act(text, step.get("reasoning_content"), None, step.get("model_name"), usage, at)
            for place, call in enumerate(calls):
                session.call(f"{number} {place} {call.get('tool_call_id')}", call.get("function_name") or "", arguments(call.get("arguments"), dumps))
        elif text:
            session.say("user" if source == "user" else "system", text, at)
        answers = (step.get("observation") or {}).get("results") or ()
        places = [f"{number} {place} {call.get('tool_call_id')}" for place, call in enumerate(calls)]
        for answer in answers:
            detail = answer.get("extra") or {}
            text = words(answer.get("content"))
            named = answer.get("source_call_id")
            place = next((p for p in places if named is None or p.endswith(" " + named)), None)
            if place is None:
                if text:
                    session.say("system", text, at)
                continue
            places.remove(place)
            failed = detail.get("tool_result_is_error", detail.get("is_error", (step.get("extra") or {}).get("tool_result_is_error")))
            if text.endswith("[error] tool reported failure"):
                failed = True
            session.result(place, text, failed, detail.get("exit_code"))
    metrics = document.get("final_metrics") or {}
    totals = [metrics.get("total_prompt_tokens") or 0, metrics.get("total_cached_tokens") or 0, metrics.get("total_completion_tokens") or 0,
              metrics.get("total_cost_usd") or 0.0]
    if any(totals):
        session.usage = totals
    session.model = session.model or agent.get("model_name")
    sessions = [session.finish()] if session.steps else []
    for child in document.get("subagent_trajectories") or ():
        sessions += atif(child, dumps, session.id)
    return sessions


# tau-bench


def tau(document, dumps):
    session = Session(agent="tau-bench")
    session.task_id = str(document.get("task_id"))
    names = {}
    for message in document["traj"]:
        role, text = message.get("role"), words(message.get("content"))
        session.begin(None, None)
        if role == "assistant":
            session.act(text, message.get("reasoning_content"))
            for call in message.get("tool_calls") or ():
                function = call.get("function") or {}
                identity = call.get("id")
                if identity in names:
                    names[identity] += 1
                else:
                    names[identity] = 0
                session.call(f"{identity}~{names[identity]}", function.get("name") or "", arguments(function.get("arguments"), dumps))
        elif role == "tool":
            identity = message.get("tool_call_id")
            session.result(f"{identity}~{names.get(identity, 0)}", text)
        elif text:
            session.say("user" if role == "user" else "system", text, None)
    reward = document.get("reward")
    if isinstance(reward, (int, float)):
        session.reward = reward
        session.outcome = "success" if reward >= 1 else "failure"
    return [session.finish()] if session.steps else []


# Files


def documents(data, loads):
    """The JSON values of a file: one document, or one a line."""
    end = data.find(b"\n")
    is_lines = end >= 0 and data[:end].rstrip().endswith(b"}") and data[end + 1:end + 2] == b"{"
    values = []
    for line in data.split(b"\n") if is_lines else (data,):
        if not line.strip(b" \r\n\t\0"):
            continue
        try:
            values.append(loads(line))
        except ValueError:
            # Lone surrogates and bytes that are no UTF-8 stop one library and not the other.
            try:
                values.append(json.loads(line.decode("utf-8", "replace")))
            except ValueError:
                continue
    return values


def read(data, loads, dumps):
    """The sessions of a file, or None if its format is not one of the five."""
    values = documents(data, loads)
    if len(values) == 1 and isinstance(values[0], list):
        values = values[0]
    values = [value for value in values if isinstance(value, dict)]
    if not values:
        return None
    first = values[0]
    if str(first.get("schema_version", "")).startswith("ATIF-v"):
        return [session for value in values for session in atif(value, dumps)]
    if isinstance(first.get("messages"), list) and (str(first.get("trajectory_format", "")).startswith("mini-swe-agent") or "info" in first):
        return mini(first, dumps)
    if "task_id" in first and isinstance(first.get("traj"), list):
        return [session for value in values for session in tau(value, dumps)]
    head = values[:60]
    if any(isinstance(value.get("payload"), dict) for value in head):
        return codex(values, dumps)
    if any(isinstance(value.get("sessionId"), str) and ("parentUuid" in value or isinstance(value.get("message"), dict)) for value in head):
        return claude(values, dumps)
    return None


def load(path):
    with open(path, "rb") as file:
        return file.read()


def listing(folder):
    loads = json.loads if orjson is None else orjson.loads
    for root, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = os.path.join(root, name)
            if name.endswith((".json", ".jsonl")) and not name.endswith(".trace2skill.json") and os.path.getsize(path) < 64 << 20:
                if read(load(path), loads, json.dumps):
                    print(path)


def measure(paths, library, times):
    if library == "orjson":
        loads = orjson.loads

        def dumps(value):
            return orjson.dumps(value).decode()
    else:
        loads, dumps = json.loads, json.dumps
    best = None
    for _ in range(times):
        size = sessions = steps = calls = errors = 0
        start = time.process_time()
        for path in paths:
            data = load(path)
            size += len(data)
            for session in read(data, loads, dumps) or ():
                sessions += 1
                steps += len(session.steps)
                calls += session.calls
                errors += session.errors
        taken = time.process_time() - start
        best = taken if best is None else min(best, taken)
    print(json.dumps({"bytes": size, "seconds": best, "files": len(paths), "sessions": sessions, "steps": steps, "calls": calls, "errors": errors}))


if __name__ == "__main__":
    if sys.argv[1] == "list":
        listing(sys.argv[2])
    else:
        with open(sys.argv[2], encoding="utf-8") as file:
            measure(file.read().splitlines(), sys.argv[3], int(sys.argv[4]))
