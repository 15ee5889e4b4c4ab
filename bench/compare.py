#!/usr/bin/env python3
"""Measures the servers of servers.py side by side: requests per second and CPU per request. See README.md.

    bench/compare.py                              every case, every server that is there, three rounds
    bench/compare.py hello-c64 pipeline16 --servers c,skein --rounds 5
    bench/compare.py ws-echo-16 --peers netty,jetty    two more servers; --peers all for all that can run
    bench/compare.py --smoke --servers c,skein    a second for each, to see that everything still works
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
import webcases
from servers import LOAD_CPU, RESULTS, SERVER_CPU, TARGET, Problem, Running, Work

KIB = 1024
FOREIGN_CORES = 0.10


SMOKE_SECONDS = 1
SMOKE_TLS_WARM_UP = 3  # The first handshakes of a JVM may take longer than a whole smoke run.


@dataclass(frozen=True)
class Case:
    """`arguments` are words for wrk/load.lua; `unit` is what is counted."""

    title: str
    work: Work
    connections: int = 64
    arguments: tuple = ()
    unit: str = "requests"

    @property
    def has_latency(self):
        # wrk times a whole batch and then corrects as if it were one request: no figure is better than that one.
        return self.arguments[:1] != ("pipeline",) and self.unit != "handshakes"


def body(mode, size):
    return Work(mode, size), 64, ("upload", str(size))


def web(title, mode, size=0):
    return Case(f"web framework: {title}", Work(mode, size), arguments=webcases.arguments(mode, TARGET))


CASES = {
    "hello-c64": Case("hello, 64 connections", Work()),
    "hello-c512": Case("hello, 512 connections", Work(), 512),
    "pipeline16": Case("hello, 64 connections, 16 requests in each write", Work(), 64, ("pipeline", "16")),
    "json": Case("JSON", Work("json")),
    "close10": Case("hello, 64 connections, every tenth request the last of its connection", Work("close"), 64,
                    ("close", "10")),
    "download-10k": Case("download of 10 KiB", Work("download", 10 * KIB)),
    "download-64k": Case("download of 64 KiB", Work("download", 64 * KIB)),
    "download-1m": Case("download of 1 MiB", Work("download", KIB * KIB)),
    "upload-64k": Case("upload of 64 KiB", *body("upload", 64 * KIB)),
    "upload-1m": Case("upload of 1 MiB", *body("upload", KIB * KIB)),
    "echo-10k": Case("10 KiB sent back", *body("echo", 10 * KIB)),
    "stream": Case("16 KiB in chunks of 1 KiB", Work("stream", 16 * KIB)),
    "tls": Case("hello over TLS, 64 connections", Work(tls=True)),
    "tls-handshake": Case("TLS handshakes, one at a time", Work(tls=True), 1, unit="handshakes"),
    "ws-echo-16": Case("WebSocket echo of 16 bytes, 64 connections", Work("ws-echo", 16), unit="messages"),
    "ws-echo-1k": Case("WebSocket echo of 1 KiB, 64 connections", Work("ws-echo", KIB), unit="messages"),
    "ws-fanout-32": Case("WebSocket message of 64 bytes to 32", Work("ws-fanout", 64), 32, unit="deliveries"),
    "ws-fanout-1000": Case("WebSocket message of 64 bytes to 1000", Work("ws-fanout", 64), 1000, unit="deliveries"),
    "web-hello": web("hello, among 100 routes", "web-hello"),
    "web-param": web("two variables in the path, among 100 routes", "web-param"),
    "web-json": web("a record as JSON", "web-json"),
    "web-json-in": web("a record from JSON", "web-json-in"),
    "web-form": web("URL-encoded form of 1 KiB", "web-form"),
    "web-multipart": web("multipart form with a file of 1 MiB", "web-multipart"),
    "web-static-10k": web("static file of 10 KiB", "web-static", 10 * KIB),
    "web-static-1m": web("static file of 1 MiB", "web-static", KIB * KIB),
}


@dataclass
class Sample:
    """One measured run. Times per request are microseconds of CPU, latencies microseconds by the client, rss bytes."""

    rate: float
    user: float
    system: float
    p50: float
    p99: float
    rss: int
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
    if options.smoke and any(name not in table for name in filter(None, options.servers.split(","))):
        raise Problem("a server of --servers cannot run here")
    facts = servers.machine()
    warning = servers.busy_warning()
    if warning and not options.smoke:
        print(f"warning: {warning}", file=sys.stderr)
    runs = {case: measure_case(case, table, options) for case in options.cases}
    if options.smoke:
        judge(runs)
    else:
        report(facts, warning, table, runs, options)


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("case", nargs="*", help=f"of {', '.join(CASES)} (default all)")
    servers.add_arguments(parser, default=",".join(servers.SERVERS))
    parser.add_argument("--cases", default="", help="the same as words before the options, separated by commas")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each server in each case (default 3)")
    parser.add_argument("--seconds", type=int, default=5, help="measured seconds of each run (default 5)")
    parser.add_argument("--warm-up", type=float, help="warm-up seconds, instead of each server's own")
    parser.add_argument("--smoke", action="store_true", help="only see whether everything works: one second for "
                        "each server and case, no figures; a failure is exit status 1")
    options = parser.parse_args()
    options.cases = options.case + [case for case in options.cases.split(",") if case] or list(CASES)
    for case in options.cases:
        if case not in CASES:
            raise Problem(f"no case is called {case!r}; there are: {', '.join(CASES)}")
    if options.rounds < 1 or options.seconds < 1:
        raise Problem("--rounds and --seconds must be at least 1")
    if options.smoke:
        options.rounds, options.seconds, options.warm_up = 1, SMOKE_SECONDS, 0
    return options


# --- Measuring -------------------------------------------------------------------------------------------------


def measure_case(name, table, options):
    """Runs in rotation (A B C A B C …), so that a slow minute of the machine meets all servers."""
    case = CASES[name]
    samples = {server: [] for server in table if table[server].can(case.work)}
    problems = {}
    absent = [server for server in table if server not in samples]
    for turn in range(options.rounds):
        for server in list(samples):
            print(f"{name}: round {turn + 1} of {options.rounds}: {server}", end=" ", file=sys.stderr, flush=True)
            try:
                sample = measure(server, table[server], case, options)
                samples[server].append(sample)
                print(f"{sample.rate:,.0f} {case.unit}/s, {sample.cpu:.2f} µs {sample.errors or ''}", file=sys.stderr)
            except Problem as problem:
                print(f"left out: {problem}", file=sys.stderr)
                problems[server] = str(problem)
                del samples[server]
    return {"samples": samples, "problems": problems, "absent": absent}


def measure(name, server, case, options):
    if case.work.tls:
        servers.require_build("certificate")
    if case.work.mode in servers.WEBSOCKET:
        servers.require_build("c")  # wsload among them
    if case.work.mode in servers.WEB:
        servers.require_build("web")
    warm_up = server.warm_up if options.warm_up is None else options.warm_up
    if options.smoke and case.work.tls:
        warm_up = SMOKE_TLS_WARM_UP
    with Running(name, server, case.work, cpu=SERVER_CPU) as running:
        running.wait_until_ready(case.work)
        if warm_up > 0:
            drive(running, case, warm_up)
        before = readings(running)
        result = drive(running, case, options.seconds)
        used = {key: value - before[key] for key, value in readings(running).items()}
        rss = running.rss()
    if result["requests"] == 0:
        raise Problem(f"not one of the {case.unit} succeeded; errors: {result['errors']}")
    return sample(result, used, rss)


def sample(result, used, rss):
    requests = result["requests"]
    foreign = used["busy"] - used["children"] - used["user"] - used["system"]
    return Sample(
        rate=requests / result["micros"] * 1e6,
        user=used["user"] / requests * 1e6,
        system=used["system"] / requests * 1e6,
        p50=result["p50"],
        p99=result["p99"],
        rss=rss,
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
    work = case.work
    if case.unit == "handshakes":
        return load.drive_handshakes(running.port, seconds, cpu=LOAD_CPU)
    if work.mode in servers.WEBSOCKET:
        kind = work.mode.removeprefix("ws-")
        return load.drive_websocket(kind, running.port, work.path, seconds, case.connections, work.size, cpu=LOAD_CPU)
    url = f"http{'s' if work.tls else ''}://127.0.0.1:{running.port}{work.path}"
    return load.drive(url, seconds, case.connections, cpu=LOAD_CPU, arguments=case.arguments)


def children_seconds():
    """CPU seconds of the children that have ended: the client, between two calls."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


# --- Reporting -------------------------------------------------------------------------------------------------


def judge(runs):
    """Of a smoke run only whether it worked; errors count, figures do not."""
    problems = [f"{case}: {name}: {problem}" for case, run in runs.items()
                for name, problem in run["problems"].items()]
    problems += [f"{case}: {name} met {said}" for case, run in runs.items() for name, some in run["samples"].items()
                 if (said := load.errors_of([sample.errors for sample in some]))]
    if problems:
        raise Problem("\n".join(["the smoke run failed", *problems]))
    print(f"smoke: {sum(len(run['samples']) for run in runs.values())} runs of {len(runs)} cases, all well")


def report(facts, warning, table, runs, options):
    text = markdown(facts, warning, table, runs, options)
    print(text)
    RESULTS.mkdir(exist_ok=True)
    stem = RESULTS / time.strftime("compare-%Y%m%d-%H%M%S")
    document = {"machine": facts, "rounds": options.rounds, "seconds": options.seconds,
                "commands": {name: server.command for name, server in table.items()}, "cases": runs}
    stem.with_suffix(".json").write_text(json.dumps(document, indent=2, default=asdict) + "\n")
    stem.with_suffix(".md").write_text(text + "\n")
    print(f"written: {stem.relative_to(servers.REPO)}.json and .md", file=sys.stderr)


def markdown(facts, warning, table, runs, options):
    lines = ["# Servers compared", "", ", ".join(f"{key}: {value}" for key, value in facts.items()) + ".",
             f"Server on CPU {SERVER_CPU}, client (one thread) on CPU {LOAD_CPU}; medians of {options.rounds} runs of "
             f"{options.seconds} s. CPU is the server's, for each request, message or delivery. Latency is the "
             "client's."]
    if warning:
        lines += ["", f"**Warning:** {warning}."]
    for case, run in runs.items():
        notes = [f"* **{name} is left out: {problem.splitlines()[0]}**" for name, problem in run["problems"].items()]
        notes += [note for name, some in run["samples"].items() for note in remarks(name, some)]
        notes += [f"* Without: {', '.join(run['absent'])}."] if run["absent"] else []
        lines += ["", f"## {CASES[case].title}", "", *case_table(run["samples"], CASES[case])]
        lines += ["", *notes] if notes else []
    lines += ["", "## Commands", "", *(f"* {name}: `{server.command}`" for name, server in table.items())]
    return "\n".join(lines)


def case_table(samples, case):
    if not samples:
        return ["Nothing was measured."]
    first = next(iter(samples))
    base = median(samples[first], "cpu")
    lines = [f"| server | {case.unit}/s | CPU µs | user | system | lowest–highest CPU | CPU ÷ {first} | p50 ms "
             "| p99 ms | RSS MiB |", "|---|" + "---:|" * 9]
    for name, some in samples.items():
        cpu = median(some, "cpu")
        spread = f"{min(s.cpu for s in some):.2f}–{max(s.cpu for s in some):.2f}"
        latency = " | ".join(f"{median(some, key) / 1000:.2f}" if case.has_latency else "–" for key in ("p50", "p99"))
        ratio = f"{cpu / base:.2f}" if base > 0 else "–"
        lines.append(f"| {name} | {median(some, 'rate'):,.0f} | {cpu:.2f} | {median(some, 'user'):.2f} "
                     f"| {median(some, 'system'):.2f} | {spread} | {ratio} | {latency} "
                     f"| {median(some, 'rss') / 2**20:.0f} |")
    return lines


def median(samples, key):
    return statistics.median(getattr(sample, key) for sample in samples)


def remarks(name, samples):
    notes = []
    said = load.errors_of([sample.errors for sample in samples])
    if said:
        notes.append(f"* **{name}: the client met {said}: do not use this row.**")
    foreign = max(sample.foreign_cores for sample in samples)
    if foreign > FOREIGN_CORES:
        notes.append(f"* {name}: other processes used up to {foreign:.2f} cores while it was measured.")
    stolen = max(sample.stolen_cores for sample in samples)
    if stolen > FOREIGN_CORES:
        notes.append(f"* {name}: the host took away up to {stolen:.2f} cores while it was measured.")
    return notes


if __name__ == "__main__":
    servers.main(main)
