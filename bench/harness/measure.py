"""Measures cases: in rotation, and reports."""

import sys

from . import build, machine
from .base import Missing, Problem
from .choose import usable, wanted
from .report import Report, Run


def measure(cases, options):
    machine.require_two_cores()
    report = Report(machine.facts(), machine.busy_warning(), options)
    if report.warning:
        print(f"warning: {report.warning}", file=sys.stderr)
    for case in cases:
        try:
            report.add(run(case, prepared(case, options), options))
        except Missing as problem:
            print(f"skipped: {case.name}: {problem}", file=sys.stderr)
    print(report.written(), file=sys.stderr)


def prepared(case, options):
    """Those who take part, built."""
    for each in case.builds:
        build.require_build(each)
    table = wanted(case.table, options)
    return usable(case.subject, {name: each for name, each in table.items() if case.can(each)})


def run(case, table, options):
    """Runs in rotation (A B C A B C …), so that a slow minute of the machine meets all."""
    result = Run(case, {who: [] for who in table}, absent=[who for who in wanted(case.table, options)
                                                           if who not in table])
    rounds = case.rounds(options)
    for turn in range(rounds):
        for who in list(result.samples):
            line = f"{case.name}: round {turn + 1} of {rounds}: {who}"
            try:
                sample = case.measure(who, table[who], options)
                result.samples[who].append(sample)
                line += f" {case.judged.heading} {case.judged.text([sample])} {sample.errors or ''}"
            except Problem as problem:
                line += f" left out: {problem}"
                result.problems[who] = str(problem)
                del result.samples[who]
            print(line, file=sys.stderr, flush=True)
    return result
