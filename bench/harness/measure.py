"""Measures cases: in rotation, and reports."""

import http.client
import sys

from . import build, machine, tools
from .base import Missing, Problem
from .choose import usable, wanted, words
from .report import Report, Run

TOOLS = ("taskset", "gcc", "openssl", "wrk", "h2load")
BROKEN = (Problem, OSError, ValueError, http.client.HTTPException)  # What a server that misbehaves may lead to.


def measure(cases, options):
    machine.require_two_cpus()
    for problem in tools.missing(TOOLS):
        print(f"warning: {problem}", file=sys.stderr)
    warnings = machine.warnings() + (["profiled: the figures are worth less"] if options.profile else [])
    report = Report(machine.facts(), warnings, options)
    for warning in warnings:
        print(f"warning: {warning}", file=sys.stderr)
    for name in idle_names(cases, options):
        print(f"warning: {name} can take part in none of these cases", file=sys.stderr)
    missed = []
    for case in cases:
        try:
            done = run(case, prepared(case, options), options)
            report.add(done)
            missed += [] if done.samples else [case.name]
        except Missing as problem:
            print(f"skipped: {case.name}: {problem}", file=sys.stderr)
            missed.append(case.name)
    print(report.close())
    if missed:
        raise Problem(f"nothing was measured in {', '.join(missed)}")


def idle_names(cases, options):
    """Those who are named and can do nothing of what is asked for."""
    named = words(options.only) + ([] if options.peers == "all" else words(options.peers))
    return [name for name in named
            if not any(name in case.table and case.can(case.table[name]) for case in cases)]


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
        for who in [who for who in table if who not in result.problems]:
            line = f"{case.name}: round {turn + 1} of {rounds}: {who}"
            try:
                sample = case.measure(who, table[who], options)
                result.samples[who].append(sample)
                line += f" {case.judged.heading} {case.judged.text([sample])} {sample.errors or ''}"
            except BROKEN as problem:
                result.problems[who] = str(problem) if isinstance(problem, Problem) else repr(problem)
                line += f" failed: {result.problems[who]}"
            print(line, file=sys.stderr, flush=True)
    result.samples = {who: some for who, some in result.samples.items() if some}
    return result
