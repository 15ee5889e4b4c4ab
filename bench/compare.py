#!/usr/bin/env python3
"""Measures the servers of servers.py side by side: requests per second and CPU per request. See README.md.

    bench/compare.py                              every case, every server that is there, three rounds
    bench/compare.py --cases hello-c64,pipeline16 --servers c,skein --rounds 5
"""

import argparse
import json
import os
import resource
import statistics
import sys
import time
from dataclasses import asdict, dataclass, field

import load
import servers
from servers import LOAD_CPU, RESULTS, SERVER_CPU, Problem, Running, Work

KIB = 1024
FOREIGN_CORES = 0.10


@dataclass(frozen=True)
class Case:
    title: str
    work: Work
    connections: int = 64
    arguments: tuple = ()


def upload(size):
    return Work("upload", size), 64, ("upload", str(size))


CASES = {
    "hello-c64": Case("hello, 64 connections", Work()),
    "hello-c512": Case("hello, 512 connections", Work(), 512),
    "pipeline16": Case("hello, 64 connections, 16 requests in each write", Work(), 64, ("pipeline", "16")),
    "download-64k": Case("download of 64 KiB", Work("download", 64 * KIB)),
    "download-1m": Case("download of 1 MiB", Work("download", KIB * KIB)),
    "upload-64k": Case("upload of 64 KiB", *upload(64 * KIB)),
    "upload-1m": Case("upload of 1 MiB", *upload(KIB * KIB)),
}


@dataclass
class Sample:
    """One measured run. Times per request are microseconds of CPU, latencies microseconds by wrk's clock."""

    rate: float
    user: float
    system: float
    p50: float
    p99: float
    foreign_cores: float
    stolen_cores: float
    errors: dict = field(default_factory=dict)

    @property
    def cpu(self):
        return self.user + self.system


def main():
    options = parse()
    for tool, package in (("wrk", "wrk"), ("taskset", "util-linux")):
        servers.require(tool, package)
    if not {LOAD_CPU, SERVER_CPU} <= os.sched_getaffinity(0):
        raise Problem(f"the load is pinned to CPU {LOAD_CPU} and the server to CPU {SERVER_CPU}: two cores are needed")
    table = servers.chosen(options)
    facts = servers.machine()
    warning = servers.busy_warning()
    if warning:
        print(f"warning: {warning}", file=sys.stderr)
    runs = {case: measure_case(case, table, options) for case in options.cases}
    report(facts, warning, runs, options)


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    servers.add_arguments(parser, default=",".join(servers.SERVERS))
    parser.add_argument("--cases", default=",".join(CASES), help=f"of {', '.join(CASES)} (default all)")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each server in each case (default 3)")
    parser.add_argument("--seconds", type=int, default=5, help="measured seconds of each run (default 5)")
    parser.add_argument("--warm-up", type=float, help="warm-up seconds, instead of each server's own")
    options = parser.parse_args()
    options.cases = options.cases.split(",")
    for case in options.cases:
        if case not in CASES:
            raise Problem(f"no case is called {case!r}; there are: {', '.join(CASES)}")
    if options.rounds < 1 or options.seconds < 1:
        raise Problem("--rounds and --seconds must be at least 1")
    return options


# --- Measuring -------------------------------------------------------------------------------------------------


def measure_case(name, table, options):
    """Runs in rotation (A B C A B C …), so that a slow minute of the machine meets all servers."""
    case = CASES[name]
    samples = {server: [] for server in table if case.work.mode in table[server].modes}
    problems = {}
    for turn in range(options.rounds):
        for server in list(samples):
            print(f"{name}: round {turn + 1} of {options.rounds}: {server}", end=" ", file=sys.stderr, flush=True)
            try:
                sample = measure(server, table[server], case, options)
                samples[server].append(sample)
                print(f"{sample.rate:,.0f} requests/s, {sample.cpu:.2f} µs {sample.errors or ''}", file=sys.stderr)
            except Problem as problem:
                print(f"left out: {problem}", file=sys.stderr)
                problems[server] = str(problem)
                del samples[server]
    return {"samples": samples, "problems": problems}


def measure(name, server, case, options):
    warm_up = server.warm_up if options.warm_up is None else options.warm_up
    with Running(name, server, case.work, cpu=SERVER_CPU) as running:
        running.wait_until_ready(case.work)
        if warm_up > 0:
            drive(running, case, warm_up)
        before = readings(running)
        result = drive(running, case, options.seconds)
        used = {key: value - before[key] for key, value in readings(running).items()}
    if result["requests"] == 0:
        raise Problem(f"not one request was answered; wrk counted {result['errors']}")
    return sample(result, used)


def sample(result, used):
    requests = result["requests"]
    foreign = used["busy"] - used["children"] - used["user"] - used["system"]
    return Sample(
        rate=requests / result["micros"] * 1e6,
        user=used["user"] / requests * 1e6,
        system=used["system"] / requests * 1e6,
        p50=result["p50"],
        p99=result["p99"],
        foreign_cores=max(0.0, foreign / used["time"]),
        stolen_cores=used["stolen"] / used["time"],
        errors={kind: count for kind, count in result["errors"].items() if count},
    )


def readings(running):
    """Every clock that is read before and after a run, in seconds."""
    user, system = running.cpu()
    busy, stolen = servers.busy_seconds()
    return {"time": time.monotonic(), "user": user, "system": system, "busy": busy, "stolen": stolen,
            "children": children_seconds()}


def drive(running, case, seconds):
    url = f"http://127.0.0.1:{running.port}{case.work.path}"
    return load.drive(url, seconds, case.connections, cpu=LOAD_CPU, arguments=case.arguments)


def children_seconds():
    """CPU seconds of the children that have ended: wrk, between two calls."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


# --- Reporting -------------------------------------------------------------------------------------------------


def report(facts, warning, runs, options):
    text = markdown(facts, warning, runs, options)
    print(text)
    RESULTS.mkdir(exist_ok=True)
    stem = RESULTS / time.strftime("compare-%Y%m%d-%H%M%S")
    document = {"machine": facts, "rounds": options.rounds, "seconds": options.seconds, "cases": runs}
    stem.with_suffix(".json").write_text(json.dumps(document, indent=2, default=asdict) + "\n")
    stem.with_suffix(".md").write_text(text + "\n")
    print(f"written: {stem.relative_to(servers.REPO)}.json and .md", file=sys.stderr)


def markdown(facts, warning, runs, options):
    lines = ["# Servers compared", "", ", ".join(f"{key}: {value}" for key, value in facts.items()) + ".",
             f"Server on CPU {SERVER_CPU}, wrk -t1 on CPU {LOAD_CPU}; medians of {options.rounds} runs of "
             f"{options.seconds} s. CPU is the server's, per request. Latency is wrk's."]
    if warning:
        lines += ["", f"**Warning:** {warning}."]
    for case, run in runs.items():
        pipelined = CASES[case].arguments[:1] == ("pipeline",)
        notes = [f"* **{name} is left out: {problem.splitlines()[0]}**" for name, problem in run["problems"].items()]
        notes += [note for name, some in run["samples"].items() for note in remarks(name, some)]
        lines += ["", f"## {CASES[case].title}", "", *case_table(run["samples"], pipelined)]
        lines += ["", *notes] if notes else []
    return "\n".join(lines)


def case_table(samples, pipelined):
    if not samples:
        return ["Nothing was measured."]
    first = next(iter(samples))
    base = median(samples[first], "cpu")
    lines = [f"| server | requests/s | CPU µs | user | system | lowest–highest CPU | CPU ÷ {first} | p50 ms | p99 ms |",
             "|---|---:|---:|---:|---:|---:|---:|---:|---:|"]
    for name, some in samples.items():
        cpu = median(some, "cpu")
        spread = f"{min(s.cpu for s in some):.2f}–{max(s.cpu for s in some):.2f}"
        # wrk times a whole batch and then corrects as if it were one request: no figure is better than that one.
        latency = "– | –" if pipelined else f"{median(some, 'p50') / 1000:.2f} | {median(some, 'p99') / 1000:.2f}"
        lines.append(f"| {name} | {median(some, 'rate'):,.0f} | {cpu:.2f} | {median(some, 'user'):.2f} "
                     f"| {median(some, 'system'):.2f} | {spread} | {cpu / base:.2f} | {latency} |")
    return lines


def median(samples, key):
    return statistics.median(getattr(sample, key) for sample in samples)


def remarks(name, samples):
    notes = []
    said = load.errors_of([sample.errors for sample in samples])
    if said:
        notes.append(f"* **{name}: wrk reported {said}: do not use this row.**")
    foreign = max(sample.foreign_cores for sample in samples)
    if foreign > FOREIGN_CORES:
        notes.append(f"* {name}: other processes used up to {foreign:.2f} cores while it was measured.")
    stolen = max(sample.stolen_cores for sample in samples)
    if stolen > FOREIGN_CORES:
        notes.append(f"* {name}: the host took away up to {stolen:.2f} cores while it was measured.")
    return notes


if __name__ == "__main__":
    servers.main(main)
