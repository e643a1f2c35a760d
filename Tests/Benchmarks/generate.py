#!/usr/bin/env python3
"""Writes invented trajectories for measuring, the same ones every time: real-shaped, with troubles that recur.

  generate.py many FOLDER COUNT        COUNT files of 30 to 60 kB, by turns mini-swe-agent and Claude Code
  generate.py large FOLDER BYTES       a Claude Code session (JSON Lines) and an ATIF document of that size each
  generate.py workspaces FOLDER COUNT  sessions of COUNT workspaces, four each, with three lessons in each
  generate.py history FOLDER COUNT     a history of COUNT revisions of 100 skills, upon the branch main of a repository
"""

import base64
import hashlib
import json
import os
import random
import subprocess
import sys
from datetime import datetime, timedelta, timezone

START = datetime(2026, 1, 5, 9, 0, 0, tzinfo=timezone.utc)
PROJECTS = ["orchard", "harbour", "lantern", "meadow", "quarry", "tidewater"]
NOUNS = "order invoice stock label price route crate season vessel ledger parcel ticket shelf batch tariff window".split()
VERBS = "load parse round merge export check sort split format refresh validate collect".split()

# What fails again and again: command, complaint, exit code, what then works, what that prints.
TROUBLES = [
    ("python -m {project}.cli check", "bash: line 1: python: command not found", 127, "python3 -m {project}.cli check", "ok"),
    ("python3 -m pytest tests -q", "/usr/bin/python3: No module named pytest", 1, "python3 -m unittest discover -s tests", "Ran 41 tests in 0.31s\n\nOK"),
    ("make check", "make: *** No rule to make target 'check'.  Stop.", 2, "make test", "41 passed"),
    ("python3 -m {project}.report", "Traceback (most recent call last):\n  File \"report.py\", line 3, in <module>\n    import pytz\n"
     "ModuleNotFoundError: No module named 'pytz'", 1, "pip install pytz && python3 -m {project}.report", "Successfully installed pytz-2025.2\nwritten"),
    ("git push", "fatal: The current branch fix has no upstream branch.\nTo push the current branch and set the remote as upstream, use\n\n"
     "    git push --set-upstream origin fix", 128, "git push --set-upstream origin fix", "branch 'fix' set up to track 'origin/fix'."),
    ("npm run lint", "npm ERR! Missing script: \"lint\"", 1, "npm run check", "no problems found"),
    ("sed -i 's/a/b/' {project}/missing.py", "sed: can't read {project}/missing.py: No such file or directory", 2, "ls {project}", "cli.py\nreport.py"),
    ("docker compose up -d", "permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock", 1,
     "sudo docker compose up -d", "Container {project}-db-1  Started"),
]


class Run:
    """One invented session: a task, then commands with what they printed."""

    def __init__(self, number):
        self.random = random.Random(number)
        self.number = number
        self.project = PROJECTS[number % len(PROJECTS)]
        noun, verb = self.random.choice(NOUNS), self.random.choice(VERBS)
        self.task = f"{verb}_{noun}s() in {self.project} loses entry {number}. Find out why, mend it, and add a test for {noun} number {number}."
        self.steps = []
        # Claude Code writes every result twice.
        size = self.random.randrange(24_000, 44_000) // (1 if number % 2 else 3)
        troubles = self.random.sample(range(len(TROUBLES)), self.random.choice([0, 1, 1, 2, 2, 3]))
        spent = 0
        while spent < size or troubles:
            if troubles and self.random.random() < 0.3:
                failing, complaint, code, working, output = (
                    part.format(project=self.project) if isinstance(part, str) else part for part in TROUBLES[troubles.pop()]
                )
                self.steps.append((failing, complaint, code))
                self.steps.append((working, output, 0))
            else:
                command, output = self.reading()
                self.steps.append((command, output, 0))
                spent += len(output)

    def reading(self):
        choice = self.random.randrange(4)
        noun, verb = self.random.choice(NOUNS), self.random.choice(VERBS)
        path = f"{self.project}/{noun}s/{verb}.py"
        if choice == 0:
            return f"grep -rn {verb}_{noun} {self.project}", "".join(
                f"{self.project}/{n}s/{verb}.py:{self.random.randrange(400)}:    return {verb}_{n}s(entries, limit={self.random.randrange(99)})\n"
                for n in self.random.choices(NOUNS, k=self.random.randrange(3, 20))
            )
        if choice == 1:
            return f"python3 -m unittest tests.test_{noun}s", f"{'.' * 40}\n{'-' * 70}\nRan {self.random.randrange(9, 90)} tests in 0.2s\n\nOK"
        return f"sed -n 1,120p {path}", self.source(noun, verb, self.random.randrange(20, 110))

    def source(self, noun, verb, lines):
        return "".join(
            f"def {self.random.choice(VERBS)}_{noun}s(entries, limit={n}):\n"
            f"    \"\"\"Gives the {noun}s as the \u201c{verb}\u201d step wants them.\"\"\"\n"
            if n % 6 == 0
            else f"    {self.random.choice(NOUNS)} = {verb}({noun}[{n}], \"{self.random.choice(NOUNS)}\\t{n}\")  # {self.random.choice(NOUNS)}\n"
            for n in range(lines)
        )

    def time(self, step):
        return (START + timedelta(minutes=self.number, seconds=4 * step)).strftime("%Y-%m-%dT%H:%M:%S.000Z")

    def mini(self):
        instance = f"{self.project}__{self.project}-{self.number}"
        messages = [
            {"role": "system", "content": "You are a helpful assistant that can interact with a computer shell."},
            {"role": "user", "content": f"<pr_description>\nConsider the following PR description:\n{self.task}\n</pr_description>\n"},
        ]
        for number, (command, output, code) in enumerate(self.steps):
            call = f"call_{self.number:06d}{number:03d}"
            moment = 1_767_600_000 + self.number * 60 + number
            messages.append({
                "role": "assistant", "content": "I look at what is there, then go on.",
                "tool_calls": [{"id": call, "type": "function", "function": {"name": "bash", "arguments": json.dumps({"command": command})}}],
                "extra": {"actions": [{"command": command, "tool_call_id": call}], "cost": 0.001, "timestamp": moment,
                          "response": {"id": f"chatcmpl-{call}", "model": "small-model", "usage": {"prompt_tokens": 900 + 9 * number, "completion_tokens": 40}}},
            })
            messages.append({
                "role": "tool", "tool_call_id": call, "content": f"<returncode>{code}</returncode>\n<output>\n{output}\n</output>",
                "extra": {"returncode": code, "timestamp": moment},
            })
        messages.append({"role": "exit", "content": "", "extra": {"exit_status": "Submitted", "submission": ""}})
        run = {"info": {"mini_version": "2.0.0", "exit_status": "Submitted", "model_stats": {"instance_cost": 0.02}}, "messages": messages,
               "trajectory_format": "mini-swe-agent-1.1", "instance_id": instance}
        return f"{instance}.traj.json", json.dumps(run, indent=1)

    def claude(self):
        session = f"{self.number:08x}-0000-4000-8000-{self.number:012x}"
        records, parent = [], None

        def add(kind, message, **more):
            nonlocal parent
            record = {
                "parentUuid": parent, "isSidechain": False, "userType": "external", "cwd": f"/home/dev/{self.project}", "sessionId": session,
                "version": "2.1.174", "gitBranch": "main", "type": kind, "message": message,
                "uuid": f"{self.number:08x}-0000-4000-9000-{len(records):012x}", "timestamp": self.time(len(records)), **more,
            }
            parent = record["uuid"]
            records.append(json.dumps(record, ensure_ascii=False))

        add("user", {"role": "user", "content": self.task})
        for number, (command, output, code) in enumerate(self.steps):
            call = f"toolu_{self.number:06d}{number:03d}"
            usage = {"input_tokens": 4, "cache_read_input_tokens": 900 + 40 * number, "output_tokens": 60}
            for block in ({"type": "text", "text": "I look at what is there, then go on."},
                          {"type": "tool_use", "id": call, "name": "Bash", "input": {"command": command, "description": "Go on"}}):
                add("assistant", {"id": f"msg_{call}", "type": "message", "role": "assistant", "model": "some-model", "content": [block], "usage": usage})
            text = f"Exit code {code}\n{output}" if code else output
            result = {"type": "tool_result", "tool_use_id": call, "content": text, "is_error": bool(code)}
            details = f"Error: {text}" if code else {"stdout": output, "stderr": "", "interrupted": False, "isImage": False}
            add("user", {"role": "user", "content": [result]}, toolUseResult=details)
        return f"{session}.jsonl", "\n".join(records) + "\n"


def many(folder, count):
    os.makedirs(folder, exist_ok=True)
    for number in range(count):
        run = Run(number)
        name, text = run.mini() if number % 2 else run.claude()
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(text)


def large(folder, size):
    """One file of JSON Lines and one document, with long outputs, and pictures in the first."""
    os.makedirs(folder, exist_ok=True)
    picture = base64.b64encode(random.Random(1).randbytes(1_200_000)).decode()
    noise = random.Random(2)
    with open(os.path.join(folder, "large.jsonl"), "w", encoding="utf-8") as file:
        number = 0
        while file.tell() < size:
            run = Run(number)
            number += 1
            lines = run.claude()[1].splitlines()
            for place, line in enumerate(lines):
                record = json.loads(line)
                record["sessionId"] = "10000000-0000-4000-8000-000000000001"
                content = record["message"]["content"]
                if isinstance(content, list) and content[0]["type"] == "tool_result" and place % 7 == 0:
                    if noise.random() < 0.3:
                        source = {"type": "base64", "media_type": "image/png", "data": picture[noise.randrange(99):]}
                        content[0]["content"] = [{"type": "image", "source": source}]
                        record["toolUseResult"] = {"type": "image", "file": {"base64": source["data"]}}
                    else:
                        content[0]["content"] *= noise.randrange(1, 60)
                file.write(json.dumps(record, ensure_ascii=False) + "\n")
    with open(os.path.join(folder, "large-atif.json"), "w", encoding="utf-8") as file:
        file.write('{"schema_version": "ATIF-v1.5", "session_id": "large-atif", "agent": {"name": "some-agent", "version": "1.0"}, "steps": [')
        file.write(json.dumps({"step_id": 1, "timestamp": START.isoformat(), "source": "user", "message": "Work through the list, entry after entry."}))
        number, step = 0, 1
        while file.tell() < size:
            run = Run(number)
            number += 1
            for command, output, code in run.steps:
                step += 1
                call = f"call_{step}"
                repeat = noise.randrange(1, 30) if step % 5 == 0 else 1
                file.write(",\n" + json.dumps({
                    "step_id": step, "timestamp": run.time(0), "source": "agent", "message": "I go on.", "model_name": "some-model",
                    "tool_calls": [{"tool_call_id": call, "function_name": "bash", "arguments": {"command": command}}],
                    "observation": {"results": [{"source_call_id": call, "content": output * repeat, "extra": {"exit_code": code}}]},
                    "metrics": {"prompt_tokens": 900, "completion_tokens": 30},
                }))
        file.write("]}\n")


def workspaces(folder, count):
    """Small sessions: in each workspace a program, a setting and a permission are missing, and each is got past."""
    os.makedirs(folder, exist_ok=True)
    for place in range(count):
        for number in range(place * 4, place * 4 + 4):
            part = f"src/part_{number}"
            steps = [
                (f"tor{place} {part}", f"bash: line 1: tor{place}: command not found", 127),
                (f"tor{place}x {part}", "0 problems", 0),
                (f"./tools/lint{place}.sh {part}", f"/bin/bash: line 1: ./tools/lint{place}.sh: Permission denied", 126),
                (f"bash tools/lint{place}.sh {part}", f"{part}: clean", 0),
                (f"pylot{place} -q -n 4 {part}", f"usage: pylot{place} [options]\npylot{place}: error: unrecognized arguments: -n", 2),
                (f"pylot{place} -q {part}", f"0 problems in {part}", 0),
            ]
            rows = [{"step_id": 1, "source": "user", "message": f"Mend the report {number}, which loses entry {number}."}]
            for command, output, code in steps:
                call = f"call_{len(rows)}"
                rows.append({
                    "step_id": len(rows) + 1, "source": "agent", "message": "I go on.",
                    "tool_calls": [{"tool_call_id": call, "function_name": "bash", "arguments": {"command": command}}],
                    "observation": {"results": [{"source_call_id": call, "content": output, "extra": {"exit_code": code}}]},
                })
            document = {
                "schema_version": "ATIF-v1.7", "session_id": f"workspace-{place}-{number}", "agent": {"name": "robo", "version": "3"},
                "extra": {"cwd": f"/home/dev/project{place}"}, "steps": rows,
            }
            with open(os.path.join(folder, f"w{number:06d}.json"), "w", encoding="utf-8") as file:
                json.dump(document, file)


class History:
    """A stream for git fast-import: each revision is a merge of a refinement and of a new lesson."""

    author = "trace2skill <trace2skill@localhost>"

    def __init__(self, out, skills):
        self.out = out
        self.seconds = int(START.timestamp())
        self.mark = 0
        self.rules = {f"{PROJECTS[number % len(PROJECTS)]}-{number}": [] for number in range(skills)}
        self.numbers = dict.fromkeys(self.rules, 0)
        self.tip = "refs/heads/main^0"

    @staticmethod
    def digest(text):
        return hashlib.sha256(text.encode()).hexdigest()

    def data(self, text):
        raw = text.encode()
        self.out.write(b"data %d\n" % len(raw) + raw + b"\n")

    def commit(self, message, parents, skill):
        self.mark += 1
        self.seconds += 1
        who = f"{self.author} {self.seconds} +0000"
        self.out.write(f"commit refs/heads/main\nmark :{self.mark}\nauthor {who}\ncommitter {who}\n".encode())
        self.data(message)
        self.out.write(f"from {parents[0]}\n".encode())
        for parent in parents[1:]:
            self.out.write(f"merge {parent}\n".encode())
        self.out.write(f"M 100644 inline skills/{skill}/SKILL.md\n".encode())
        self.data(self.text(skill))
        return f":{self.mark}"

    def text(self, skill):
        head = f"---\nname: {skill}\ndescription: Use when you work in the project {skill}.\n---\n\n# {skill}\n\n## Running commands\n"
        return head + "".join(
            f"\n- **Use tool-{number} where the one of step {number} is missing.** When a command stops with message {number} of {skill}: "
            f"run tool-{number} with the settings of the project{more}.\n  *Check:* it ends with status 0.\n"
            for number, more in self.rules[skill]
        )

    def lesson(self, skill, revision, evolution, number, more, refines, parent):
        name = f"{skill}-{self.digest(skill + str(number))[:8]}"
        title = f"use tool-{number} where the one of step {number} is missing"
        sessions = [self.digest(f"{skill} {number} {place}") for place in range(5)]
        quotes = "".join(f'  {session[:8]} step {place + 3}: "message {number} of {skill}" (in 4 sessions)\n' for place, session in enumerate(sessions[:3]))
        trajectories = "".join(f"Trajectory: sha256:{session}\n" for session in sessions)
        return name, self.commit(
            f"{skill}: {'refine: ' if refines else ''}{title}\n\nWhen a command stops with message {number} of {skill}, run tool-{number} with the\n"
            f"settings of the project{more}.\nCheck: it ends with status 0.\nWhy: 8 sessions met this, 8 recovered, 8 of them this way.\n\n"
            f"Evidence:\n{quotes}\nSkill: {skill}\nLesson: {name}\nLesson-Kind: failure\nSupport: 8 of 40 sessions\n{trajectories}"
            f"Analyst: embedded/3\nSituation: shell/missing-program/tool-{number}\nWay: useProgram tool-{number}\n"
            f"Revision: {revision}\nEvolution: {evolution}\n",
            [parent], skill,
        )

    def revision(self, count, skill):
        self.numbers[skill] += 1
        number = self.numbers[skill]
        revision, evolution = f"{skill}/v{number}", f"01J{count:023d}"
        base = parent = self.tip
        rules, lessons = self.rules[skill], []
        if rules:
            old = rules[number % len(rules)][0]
            rules[number % len(rules)] = (old, f", which {number} machines have")
            name, parent = self.lesson(skill, revision, evolution, *rules[number % len(rules)], True, parent)
            lessons.append(name)
        if len(rules) < 40:
            rules.append((count, ""))
            name, parent = self.lesson(skill, revision, evolution, count, "", False, parent)
            lessons.append(name)
        table = "".join(f"  {name}  8 of 40   75 %\n" for name in lessons)
        self.tip = self.commit(
            f"{skill}: revision v{number}\n\n{len(lessons)} lessons from 8 of 40 sessions.\n\n  lesson   met       worked\n{table}\n"
            f"Skill: {skill}\nRevision: {revision}\nEvolution: {evolution}\nSessions: 8\nBase: {self.digest(revision)[:40]}\nGate: structure\n",
            [base, parent], skill,
        )
        self.out.write(f"tag {revision}\nfrom {self.tip}\ntagger {self.author} {self.seconds} +0000\n".encode())
        self.data(f"{skill} v{number}: {len(lessons)} lessons from 8 sessions\n")


def history(folder, count):
    """Upon the branch main of a repository, which has a commit; its working tree is brought along."""
    importer = subprocess.Popen(["git", "-C", folder, "fast-import", "--quiet"], stdin=subprocess.PIPE)
    made = History(importer.stdin, 100)
    names = list(made.rules)
    for number in range(count):
        made.revision(number, names[number % len(names)])
    importer.stdin.close()
    if importer.wait() != 0:
        sys.exit("git fast-import failed")
    subprocess.run(["git", "-C", folder, "reset", "--quiet", "--hard", "main"], check=True)


if __name__ == "__main__":
    {"many": many, "large": large, "workspaces": workspaces, "history": history}[sys.argv[1]](sys.argv[2], int(sys.argv[3]))
