"""Tables of samples, as Markdown and JSON."""

import json
import os
import time
from dataclasses import asdict, dataclass, field

from . import load
from .base import REPO, RESULTS
from .case import COMPILER_CORES, FOREIGN_CORES, Case

OPTIONS = ("rounds", "seconds", "warm_up", "connections", "stuck", "only", "peers", "profile")
ENVIRONMENT = ("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "SKEIN_JAVA_OPTS", "BENCH_CLASSPATH")


@dataclass
class Run:
    """What came of one case: samples and problems by name, and who has no such thing."""

    case: Case
    samples: dict
    problems: dict = field(default_factory=dict)
    absent: list = field(default_factory=list)

    @property
    def failures(self):
        """A line for each that did not work."""
        lines = [f"{name}: {problem}" for name, problem in self.problems.items()]
        lines += [f"{name} met {said}" for name, some in self.samples.items()
                  if (said := load.errors_of([sample.errors for sample in some]))]
        lines += [f"{name} closed idle connections" for name, some in self.samples.items()
                  if any(sample.lost for sample in some)]
        return lines


class Report:
    """Grows with each case, and is written anew each time, so that a run that is cut off loses only its last."""

    def __init__(self, facts, warnings, options):
        self.facts = facts
        self.warnings = warnings
        self.options = options
        self.runs = {}
        self.stem = RESULTS / time.strftime("bench-%Y%m%d-%H%M%S")
        RESULTS.mkdir(exist_ok=True)  # Before hours of measuring, in case nothing can be written.
        self.stem.touch()
        self.stem.unlink()

    def add(self, run):
        self.runs[run.case.name] = run
        print("\n".join(section(run, self.options)), flush=True)
        self.stem.with_suffix(".json").write_text(json.dumps(self.document(), indent=2) + "\n")
        self.stem.with_suffix(".md").write_text(self.markdown() + "\n")

    def close(self):
        """The overview, and where everything is."""
        if not self.runs:
            return ""
        return "\n".join([*overview(self.runs), f"written: {self.stem.relative_to(REPO)}.json and .md"])

    def document(self):
        return {"machine": self.facts, "warnings": self.warnings,
                "options": {name: getattr(self.options, name) for name in OPTIONS},
                "environment": {name: os.environ[name] for name in ENVIRONMENT if name in os.environ},
                "subjects": {" ".join(key): {"version": each.version_now(), "command": each.command, "tls": each.tls,
                                             "websocket": each.websocket} for key, each in self.subjects().items()},
                "profiles": {" ".join(key): some for key, some in self.profiles().items()},
                "cases": {name: {"title": run.case.title, "problems": run.problems, "absent": run.absent,
                                 "samples": {who: [asdict(sample) for sample in some]
                                             for who, some in run.samples.items()}}
                          for name, run in self.runs.items()}}

    def profiles(self):
        return self.options.profiles.shares if self.options.profiles else {}

    def subjects(self):
        """Everybody who took part, by what it is and its name."""
        return {(run.case.subject, name): run.case.table[name]
                for run in self.runs.values() for name in run.samples}

    def markdown(self):
        lines = ["# Measured", "", ", ".join(f"{key}: {value}" for key, value in self.facts.items()) + ".", ""]
        lines += [line for warning in self.warnings for line in (f"**Warning:** {warning}.", "")]
        lines += overview(self.runs)
        lines += ["## Where the time goes", "", *self.options.profiles.table(), ""] if self.options.profiles else []
        for run in self.runs.values():
            lines += section(run, self.options)
        lines += ["## Who took part", "",
                  "| | version | how it runs | what it leaves out or does otherwise | command |",
                  "|---|---|---|---|---|"]
        lines += [f"| {' '.join(key)} | {each.version_now()} | {each.runs} | {each.leaves_out} | `{each.command}` |"
                  for key, each in self.subjects().items()]
        return "\n".join(lines)


def overview(runs):
    """One line for each case: the figure that is compared, and in brackets its ratio to the first of the line."""
    lines = ["In brackets the ratio to the first of the line; `!`: see what is said below its table.", ""]
    for subject in dict.fromkeys(run.case.subject for run in runs.values()):
        some = {name: run for name, run in runs.items() if run.case.subject == subject}
        names = list(dict.fromkeys(who for run in some.values() for who in run.samples))
        lines += [f"| case | of each {subject} | {' | '.join(names)} |", "|---|---|" + "---:|" * len(names)]
        lines += [f"| {name} | {run.case.judged.heading} | {' | '.join(cells(run, names))} |"
                  for name, run in some.items()]
        lines.append("")
    return lines


def cells(run, names):
    for who in names:
        if who in run.samples:
            yield cell(run, who, run.case.judged) + (" !" if doubts(run, who) else "")
        else:
            yield "–"


def section(run, options):
    case = run.case
    lines = [f"## {case.name}: {case.title}", "", case.about(options), ""]
    if run.samples:
        lines += table(run)
    else:
        lines.append("Nothing was measured.")
    notes = [f"* **{who} is left out: {brief(problem)}**"
             for who, problem in run.problems.items() if who not in run.samples]
    notes += [f"* {note}" for who in run.samples for note in doubts(run, who)]
    notes += [f"* Without: {', '.join(run.absent)}."] if run.absent else []
    return [*lines, "", *notes, ""] if notes else [*lines, ""]


def brief(problem):
    """Its first lines: of a process that has ended the second is what it said."""
    return " ".join(problem.splitlines()[:2])


def table(run):
    case = run.case
    first = next(iter(run.samples))
    judged, others = case.judged, [column for column in case.columns if column.key != case.judged_by]
    headings = [case.subject, judged.heading, f"÷ {first}", "lowest–highest", *(column.heading for column in others)]
    lines = [f"| {' | '.join(headings)} |", "|---|" + "---:|" * (len(headings) - 1)]
    for who, some in run.samples.items():
        row = [who, judged.text(some), ratio(run, who, judged) or "–", judged.spread(some)]
        row += [cell(run, who, column) for column in others]
        lines.append(f"| {' | '.join(row)} |")
    return lines


def cell(run, who, column):
    """The median, and in brackets its ratio to the first row's."""
    text, quotient = column.text(run.samples[who]), ratio(run, who, column)
    return f"{text} ({quotient})" if quotient else text


def ratio(run, who, column):
    """Of medians; empty where there is none."""
    base, value = column.median(next(iter(run.samples.values()))), column.median(run.samples[who])
    return f"{value / base:.2f}" if base and value is not None else ""


def doubts(run, who):
    """Why a row should not be trusted."""
    samples = run.samples[who]
    notes = []
    if who in run.problems:
        notes.append(f"**{who} failed after {len(samples)} of its runs: {brief(run.problems[who])}**")
    if said := load.errors_of([sample.errors for sample in samples]):
        notes.append(f"**{who}: the client met {said}: do not use this row.**")
    if lost := max(sample.lost for sample in samples):
        notes.append(f"**{who} closed {lost} idle connections: raise its keep-alive time-out.**")
    for cores, limit, what in ((max(sample.foreign for sample in samples), FOREIGN_CORES, "other processes used"),
                               (max(sample.stolen for sample in samples), FOREIGN_CORES, "the host took away")):
        if cores > limit:
            notes.append(f"{who}: {what} up to {cores:.2f} cores while it was measured.")
    if run.case.says_when_cold and (cores := max(sample.compiler for sample in samples)) > COMPILER_CORES:
        notes.append(f"{who} was not warm: the JVM's compilers used up to {cores:.2f} cores. More --warm-up.")
    return notes
