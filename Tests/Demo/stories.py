"""What happened in the invented sessions: two Python projects, and a restaurant's booking desk.

A story is what an agent did, told without a format: a request, then steps. Some troubles recur in many sessions and are
got past in the same way; these are the lessons that there are to learn. Others happen once: nothing is to be learned of
them, however well they ended.
"""

from dataclasses import dataclass, field


@dataclass
class Step:
    """One action of the agent: what it said, what it called, and what came back. Without a tool, a message of the user."""

    say: str
    tool: str | None
    arguments: dict
    output: str
    code: int = 0
    # How the tool of a coding agent is told to do the same: None for a tool that is no shell.
    command: str | None = None


@dataclass
class Story:
    number: int
    project: str | None
    task: str
    steps: list = field(default_factory=list)
    succeeded: bool | None = None
    closing: str = "Done."

    def shell(self, command, output="", code=0, say=""):
        self.steps.append(Step(say, "shell", {"command": command}, output, code, command))

    def read(self, path, text, say=""):
        self.steps.append(Step(say, "read", {"file_path": path}, text, 0, f"sed -n 1,80p {path}"))

    def edit(self, path, old, new, say=""):
        done = f"The file {path} has been updated."
        arguments = {"file_path": path, "old_string": old, "new_string": new}
        self.steps.append(Step(say, "edit", arguments, done, 0, f"sed -i 's/{old}/{new}/' {path}"))

    def user(self, text):
        self.steps.append(Step(text, None, {}, ""))

    def call(self, tool, output, say="", **arguments):
        self.steps.append(Step(say, tool, arguments, output))


# What the tasks are about. Every session gets a part, an aspect and a number of its own, so no two tasks are the same.
PARTS = ["prices", "harvest", "stock", "labels", "invoices", "suppliers", "deliveries", "weather", "seasons", "crates"]
ASPECTS = [
    ("rounds {part} to whole units too early", "round(", "Decimal("),
    ("loses the last entry of the {part} list", "[:-1]", "[:]"),
    ("sorts {part} by name instead of by date", "key=name", "key=date"),
    ("writes {part} twice when it is run again", "append(", "upsert("),
    ("ignores the time zone of {part}", "utcnow", "now_in_zone"),
    ("crashes when there are no {part} at all", "max(", "safe_max("),
]


def missing_modules(story, test):
    """orchard's tests need two modules that nobody installed, and meet them one at a time."""
    run = f"python3 -m pytest {test} -q"
    story.shell(run, import_error(test, "pytz"), 2, "Let me run the tests around it first.")
    story.shell("pip install pytz", "Successfully installed pytz-2026.1", say="pytz is missing; I will install it.")
    story.shell(run, import_error(test, "tabulate"), 2, "Again.")
    story.shell("pip install tabulate", "Successfully installed tabulate-0.9.0", say="And another one.")
    story.shell(run, f"....F.\nE   AssertionError: assert 3 == 4\n1 failed, 5 passed in 0.{story.number % 90 + 10}s", 1)


def missing_settings(story, _):
    """orchard's command line says nothing useful until it knows its settings."""
    command = f"python3 -m orchard.cli show {story.number}"
    story.shell(
        command,
        "Traceback (most recent call last):\n"
        '  File "/home/dev/orchard/orchard/cli.py", line 41, in main\n    settings = load_settings()\n'
        '  File "/home/dev/orchard/orchard/config.py", line 17, in load_settings\n    raise SettingsError(MESSAGE)\n'
        "orchard.config.SettingsError: no settings module is named, and there is no default",
        1,
        "Let me see what it prints.",
    )
    text = 'path = os.environ.get("ORCHARD_SETTINGS")\nif not path:\n    raise SettingsError(MESSAGE)'
    story.read("orchard/config.py", text)
    shown = f"{story.number}  ripe  12 crates"
    story.shell(f"ORCHARD_SETTINGS=config/dev.toml {command}", shown, say="It reads a variable.")


def no_workers(story, test):
    """pytest knows no -n without a plugin that orchard does not use."""
    usage = (
        "ERROR: usage: pytest [options] [file_or_dir] [file_or_dir] [...]\npytest: error: unrecognized arguments: -n\n"
        "  inifile: /home/dev/orchard/pyproject.toml\n  rootdir: /home/dev/orchard"
    )
    story.shell(f"pytest -q -n 4 {test}", usage, 4)
    passed = f"......\n6 passed in 1.{story.number % 90 + 10}s"
    story.shell(f"pytest -q {test}", passed, say="There is no such option here.")


def registry(story, _):
    """A script of one's own has to set orchard up before it may import its models."""
    count = f"from orchard.models import Tree; print(Tree.count(row={story.number}))"
    story.shell(
        f'python3 -c "{count}"',
        "Traceback (most recent call last):\n"
        '  File "<string>", line 1, in <module>\n  File "/home/dev/orchard/orchard/models/base.py", line 23, in count\n'
        "orchard.errors.RegistryNotReady: models are not loaded yet",
        1,
        "A quick look at the data.",
    )
    story.shell(f'python3 -c "import orchard; orchard.setup(); {count}"', str(story.number * 3))


def no_tox(story):
    """tidewater once had a set-up for tox: whoever tries it, in whatever way, runs no test."""
    message = "ROOT: HandledError| could not find a configuration file for tox in /home/dev/tidewater"
    story.shell(f"tox -q -- -k report_{story.number}", message, 254, "Let me run the tests around it first.")
    story.shell("tox -e py312", message, 254, "With an environment that I name.")


# What users say to whoever edits a file that is written anew by the next build.
OBJECTIONS = [
    "No, never edit files under generated/ by hand.",
    "No, do not edit the files under generated/ by hand: the next build writes them again.",
]


def no_python(story, _):
    """Everywhere: the interpreter is called python3."""
    script = f"tools/check_{story.number}.py"
    story.shell(f"python {script} --strict", "/bin/bash: line 1: python: command not found", 127)
    story.shell(f"python3 {script} --strict", "0 problems", say="It is called python3 here.")


def not_executable(story, _):
    """Everywhere: the scripts of a fresh checkout are not executable."""
    path = f"src/part_{story.number}"
    story.shell(f"./tools/lint.sh {path} tests", "/bin/bash: line 1: ./tools/lint.sh: Permission denied", 126)
    story.shell(f"bash tools/lint.sh {path} tests", f"{path}: clean\ntests: clean")


def no_editor(story, _):
    """Everywhere: git wants an editor, and there is no terminal to show one in."""
    story.shell(f"git log --oneline -n 3 topic-{story.number}", "5e1c0d2 Report the crates that are left")
    story.shell("git add CHANGES.md && git rebase --continue", "error: Terminal is dumb, but EDITOR unset", 1)
    story.shell(
        "git add CHANGES.md && GIT_EDITOR=true git rebase --continue",
        f"Successfully rebased and updated refs/heads/topic-{story.number}.",
        say="Without an editor, then.",
    )


def import_error(test, module):
    return (
        f"==================================== ERRORS ====================================\n"
        f"_________________________ ERROR collecting {test} _________________________\n"
        f"ImportError while importing test module '/home/dev/orchard/{test}'.\n"
        f"{test}:3: in <module>\n    from orchard import store\n"
        f"orchard/store.py:9: in <module>\n    import {module}\n"
        f"E   ModuleNotFoundError: No module named '{module}'\n"
        f"1 error in 0.11s"
    )


# Trouble of one session and of no other: what was run, what it said and with which status, what then worked.
ACCIDENTS = [
    ("make handbook", "make: *** No rule to make target 'handbook'.  Stop.", 2, "make docs", "build succeeded."),
    ("cat notes/plan.md", "cat: notes/plan.md: No such file or directory", 1, "cat docs/plan.md", "# Plan"),
    ("curl -s localhost:8001", "curl: (7) Failed to connect to localhost port 8001", 7, "curl -s [::1]:8001", "up"),
    ("tar xf old.tar", "tar: This does not look like a tar archive", 2, "tar xzf old.tar", ""),
    ("node build.js", "Error: ENOSPC: too many watchers", 1, "node build.js --once", "built 14 files"),
    ("jq .version-2 p.json", "jq: error: version/0 is not defined", 3, "jq .version p.json", '"1.4.0"'),
    ("sqlite3 shop.db .dump", "Error: unable to open database file", 1, "sqlite3 data/shop.db .dump", "COMMIT;"),
    ("cargo bench", "error: could not find `Cargo.toml`", 101, "cargo bench --manifest-path x/Cargo.toml", "ok"),
]


def coding(number, rng):
    """A session of a coding agent in one of the projects."""
    project = "tidewater" if number % 4 == 3 else "orchard"
    part = PARTS[number % len(PARTS)]
    aspect, old, new = ASPECTS[(number // len(PARTS) + number) % len(ASPECTS)]
    task = f"The {part} report {number} of {project} {aspect.format(part=part)}. Please find out why and fix it."
    story = Story(number, project, task)
    source, test = f"{project}/{part}.py", f"tests/test_{part}_{number}.py"
    where = f"{source}:{20 + number}:def report_{number}(rows):"
    story.shell(f"grep -rn 'def report_{number}' {project}", where, say="I will look for the report.")
    story.read(source, f"def report_{number}(rows):\n    picked = rows  # {old}\n    return format(picked)\n")
    troubles = list(PROJECT_TROUBLES if project == "orchard" else []) + list(EVERYWHERE)
    rng.shuffle(troubles)
    for trouble in troubles[: 3 if project == "orchard" else 2]:
        trouble(story, test)
    accident, every = divmod(number // 5 * 3 + number % 5, 4)
    if every == 1 and accident < len(ACCIDENTS):
        failing, message, code, better, fine = ACCIDENTS[accident]
        story.shell(failing, message, code)
        story.shell(better, fine)
    if project == "tidewater":
        no_tox(story)
    if number % 3 != 1:
        story.edit(f"{project}/generated/{part}.py", old, new, "The same is in the generated file.")
        story.user(OBJECTIONS[number % len(OBJECTIONS)])
    story.edit(source, old, new, "Found it.")
    story.shell(f"git diff --stat {source}", f" {source} | 2 +-\n 1 file changed, 1 insertion(+), 1 deletion(-)")
    story.succeeded = [True, True, False, None][number % 4]
    story.closing = f"The report no longer {aspect.format(part=part).replace('crashes', 'crash')}."
    return story


PROJECT_TROUBLES = (missing_modules, missing_settings, no_workers, registry)
EVERYWHERE = (no_python, not_executable, no_editor)

GUESTS = ["Ana Ferreira", "Bo Lindqvist", "Chidi Okafor", "Dora Weiss", "Emre Aydin", "Fleur Martin", "Hana Sato"]
TABLES = ["window", "garden", "bar", "terrace", "round", "long"]


def booking(number, rng):
    """A conversation at a booking desk, with tools that are no shell."""
    guest, table = GUESTS[number % len(GUESTS)], TABLES[number % len(TABLES)]
    day, party = number % 27 + 1, number % 5 + 2
    when = f"on the {day}. of May at {17 + number % 5} o'clock"
    task = f"Hello, this is {guest}. A {table} table for {party} {when}, please. Reference {number}."
    story = Story(number, None, task)
    date = f"2026-05-{day:02d}"
    phone = f"555-01{number % 100:02d}"
    turn = number // 5 * 2 + number % 5
    if turn % 2 == 0:
        story.call("get_guest_by_phone", "Error: no guest with that phone number", "Let me look you up.", phone=phone)
    story.call("get_guest_by_name", f'{{"guest_id": "g{number}", "name": "{guest}"}}', name=guest)
    if turn % 3 != 1:
        story.call("find_tables", "Error: date must be written as year, month and day", date=f"May {day}", kind=table)
    chosen = f"t{number:03d}"
    reserve = {"guest_id": f"g{number}", "date": date, "party_size": party}
    if turn % 4 != 3:
        story.call("reserve_table", "Error: there is no table with that id", **reserve, table_id=f"{table}-{party}")
    found = f'[{{"table_id": "{chosen}", "kind": "{table}", "seats": {party}}}]'
    story.call("find_tables", found, date=date, kind=table)
    held = f'{{"reservation_id": "r{number}", "status": "held"}}'
    story.call("reserve_table", held, **reserve, table_id=chosen)
    # What the runs that were judged good have in common, and nearly none of the others.
    story.succeeded = turn % 5 < 3
    if story.succeeded or turn % 10 == 4:
        confirmed = f'{{"reservation_id": "r{number}", "status": "confirmed"}}'
        story.call("confirm_reservation", confirmed, reservation_id=f"r{number}")
    story.closing = f"Your table is reserved, {guest.split()[0]}. Reference {number}."
    return story
