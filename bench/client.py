#!/usr/bin/env python3
"""Measures HTTP clients side by side: requests per second and CPU per request of the client. See clients.md.

    bench/client.py                               every case, every client, three rounds
    bench/client.py c64 --clients bare,skein --rounds 5
    bench/client.py --smoke                       a second for each, to see that everything still works
"""

import argparse
import json
import os
import select
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import compare
import servers
from compare import SMOKE_SECONDS, Case, median
from servers import BENCH, LOAD_CPU, REPO, RESULTS, SERVER_CPU, TARGET, Problem, Running, Work

MIB = 1024 * 1024
DOWNLOAD_MIB = 100
WARM_UP = 15  # On one core the compilers share it with the load.
COMPILER_CORES = 0.05
SPARE_SECONDS = 60  # How much longer than planned a client may take.
HELLO = Work(size=12)

CASES = {
    "c1": Case("GET, one at a time", HELLO, 1),
    "c64": Case("GET, 64 at once", HELLO, 64),
    "threads64": Case("GET, 64 at once, from 64 platform threads", HELLO, 64, ("platform",)),
    "download": Case(f"{DOWNLOAD_MIB} MiB in one response, one at a time", Work("download", DOWNLOAD_MIB * MIB), 1,
                     unit="MiB"),
}


@dataclass
class Sample(compare.Sample):
    """Its CPU includes that of the JVM's compilers, which is told apart here."""

    compiler_cores: float = 0.0


@dataclass(frozen=True)
class Client(servers.Server):
    """One row, as those of servers.py. `waits`: its calls wait for the answer, so platform threads can make them."""

    waits: bool = True

    def can_do(self, case):
        return self.can(case.work) and (self.waits or "platform" not in case.arguments)


BOTH = frozenset({"hello", "download"})
FLAGS = f"{servers.JVM} -Djdk.trackAllThreads=false"
SKEIN_FLAGS = "--add-opens=java.base/java.lang=ALL-UNNAMED --enable-native-access=ALL-UNNAMED"


def peer(name, flags="", waits=True):
    return Client(f"{FLAGS} {flags} -cp {{target}}/peers/classes:{{target}}/peers/lib/* client.{name} "
                  "{port} {mode} {size}", BOTH, warm_up=WARM_UP, build="clients", waits=waits)


def skein(modes, flags=""):
    return Client(f"{FLAGS} {SKEIN_FLAGS} {flags} -cp {{target}}/client:{{target}}/peers/classes:"
                  "{repo}/cli/target/lib/* client.SkeinClient {port} {mode} {size}",
                  modes, warm_up=WARM_UP, build="skein client")


CLIENTS = {
    "bare": peer("BareClient"),
    "vertx": peer("VertxClient", f"{servers.NETTY_FLAGS} {servers.VERTX_FLAGS}", waits=False),
    "reactor": peer("ReactorClient", servers.NETTY_FLAGS, waits=False),
    "helidon": peer("HelidonClient"),
    "apache": peer("ApacheClient"),
    "okhttp": peer("OkClient"),
    "jdk": peer("JdkClient"),
    "skein": skein(BOTH),
    "skein-direct": skein(frozenset({"download"}), "-Dbench.direct=true"),
}


def main():
    options = parse()
    servers.require("taskset", "util-linux")
    if not {LOAD_CPU, SERVER_CPU} <= os.sched_getaffinity(0):
        raise Problem(f"the client is pinned to CPU {LOAD_CPU} and the server to CPU {SERVER_CPU}: two cores are "
                      "needed")
    table = chosen(options.clients.split(","))
    if options.smoke and len(table) < len(set(options.clients.split(","))):
        raise Problem("a client of --clients cannot run here")
    facts = servers.machine()
    warning = servers.busy_warning()
    if warning and not options.smoke:
        print(f"warning: {warning}", file=sys.stderr)
    runs = {case: measure_case(case, table, options) for case in options.cases}
    if options.smoke:
        compare.judge(runs)
    else:
        report(facts, warning, table, runs, options)


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", nargs="*", help=f"of {', '.join(CASES)} (default all)")
    parser.add_argument("--clients", default=",".join(CLIENTS), help="comma-separated names, in order (default all)")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each client in each case (default 3)")
    parser.add_argument("--seconds", type=int, default=5, help="measured seconds of each run (default 5)")
    parser.add_argument("--warm-up", type=float, help="warm-up seconds (default 15)")
    parser.add_argument("--smoke", action="store_true", help="only see whether everything works: one second for "
                        "each client and case, no figures; a failure is exit status 1")
    options = parser.parse_args()
    options.cases = options.cases or list(CASES)
    for case in options.cases:
        if case not in CASES:
            raise Problem(f"no case is called {case!r}; there are: {', '.join(CASES)}")
    if options.rounds < 1 or options.seconds < 1:
        raise Problem("--rounds and --seconds must be at least 1")
    if options.smoke:
        options.rounds, options.seconds, options.warm_up = 1, SMOKE_SECONDS, 0
    return options


def chosen(names):
    """The clients that can run here, built. Says which cannot, and why."""
    servers.require_build("c")
    usable = {}
    for name in names:
        if name not in CLIENTS:
            raise Problem(f"no client is called {name!r}; there are: {', '.join(CLIENTS)}")
        reason = servers.unusable(CLIENTS[name])
        if reason:
            print(f"skipped: {name}: {reason}", file=sys.stderr, flush=True)
        else:
            usable[name] = CLIENTS[name]
    if not usable:
        raise Problem("no client is left to measure")
    return usable


# --- Building --------------------------------------------------------------------------------------------------


def build_clients():
    """They are built with the Java peers."""
    stamp = TARGET / "peers" / "stamp"
    sources = (BENCH / "peers" / "src" / "client").glob("*.java")
    if stamp.exists() and any(source.stat().st_mtime >= stamp.stat().st_mtime for source in sources):
        stamp.unlink()
    servers.build_peers()


def build_skein():
    """Skein's client, against what ./skein runs, which builds itself if it is not of today."""
    servers.require_build("clients")  # what they share is there
    servers.build([str(REPO / "skein"), "--help"], JAVA_HOME=str(servers.java_home()))
    servers.build([str(servers.java_home() / "bin" / "javac"), "-d", str(TARGET / "client"),
                   "-cp", f"{TARGET}/peers/classes:{REPO}/cli/target/lib/*",
                   str(BENCH / "apps" / "client" / "SkeinClient.java")])


servers.BUILDERS.update({"clients": build_clients, "skein client": build_skein})


# --- Measuring -------------------------------------------------------------------------------------------------


class Asking(Running):
    """A client's process, which asks a server. See ClientLoad for what is said between us."""

    def __init__(self, name, client, case, port, *, warm_up, seconds):
        self.name = name
        self.limit = warm_up + seconds + SPARE_SECONDS
        self.log = TARGET / f"client-{name}.log"
        threads = "platform" if "platform" in case.arguments else "virtual"
        command = ["taskset", "-c", str(LOAD_CPU), *servers.command_line(client, case.work, port),
                   str(case.connections), threads, str(warm_up), str(seconds)]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
                                            bufsize=0, cwd=REPO, start_new_session=True)

    def wait_until_warm(self):
        while self.line() != b"ready\n":
            pass  # a library may greet first

    def ask(self):
        """The measured seconds, as a dictionary of figures."""
        try:
            self.process.stdin.write(b"\n")
        except BrokenPipeError:
            pass  # it has ended: line() says so
        while not (line := self.line()).startswith(b"{"):
            pass
        return json.loads(line)

    def line(self):
        if not select.select([self.process.stdout], [], [], self.limit)[0]:
            raise Problem(f"{self.name} said nothing for {self.limit:.0f} s; its last words:\n{self.last_words()}")
        line = self.process.stdout.readline()
        if not line:
            raise Problem(f"{self.name} has ended; its last words:\n{self.last_words()}")
        return line

    def stop(self):
        for pipe in (self.process.stdin, self.process.stdout):
            pipe.close()
        super().stop()

    def compiler_cpu(self):
        """Seconds that the JVM's compilers have used so far, but for those of their threads that have ended."""
        ticks = 0
        for task in Path(f"/proc/{self.process.pid}/task").iterdir():
            try:
                _, _, rest = (task / "stat").read_text().partition("(")
            except OSError:
                continue  # it has ended meanwhile
            if rest.startswith(("C1 Compiler", "C2 Compiler")):
                ticks += sum(map(int, rest.rpartition(")")[2].split()[11:13]))
        return ticks / servers.TICKS_PER_SECOND


def measure_case(name, table, options):
    """Runs in rotation (A B C A B C …), so that a slow minute of the machine meets all clients."""
    case = CASES[name]
    samples = {client: [] for client in table if table[client].can_do(case)}
    absent = [client for client in table if client not in samples]
    problems = {}
    for turn in range(options.rounds):
        for client in list(samples):
            print(f"{name}: round {turn + 1} of {options.rounds}: {client}", end=" ", file=sys.stderr, flush=True)
            try:
                sample = measure(client, table[client], case, options)
                samples[client].append(sample)
                print(f"{sample.rate:,.0f} {case.unit}/s, {sample.cpu:.2f} µs {sample.errors or ''}", file=sys.stderr)
            except Problem as problem:
                print(f"left out: {problem}", file=sys.stderr)
                problems[client] = str(problem)
                del samples[client]
    return {"samples": samples, "problems": problems, "absent": absent}


def measure(name, client, case, options):
    warm_up = client.warm_up if options.warm_up is None else options.warm_up
    with Running("c", servers.SERVERS["c"], case.work, cpu=SERVER_CPU) as server:
        server.wait_until_ready(case.work)
        with Asking(name, client, case, server.port, warm_up=warm_up, seconds=options.seconds) as asking:
            asking.wait_until_warm()
            before = readings(asking, server)
            result = asking.ask()
            used = {key: value - before[key] for key, value in readings(asking, server).items()}
            rss = asking.rss()
            log = asking.last_words()
    if result["requests"] == 0:
        raise Problem(f"not one of the requests succeeded; errors: {result['errors']}\n{log}")
    if case.unit == "MiB":
        result["requests"] *= DOWNLOAD_MIB
    sample = compare.sample(result, used, rss)
    return Sample(**vars(sample), compiler_cores=max(0.0, used["compiler"] / used["time"]))


def readings(asking, server):
    """Every clock that is read before and after a run, in seconds; `children` is what the server used."""
    user, system = asking.cpu()
    busy, stolen = servers.busy_seconds()
    return {"time": time.monotonic(), "user": user, "system": system, "busy": busy, "stolen": stolen,
            "children": sum(server.cpu()), "compiler": asking.compiler_cpu()}


# --- Reporting -------------------------------------------------------------------------------------------------


def report(facts, warning, table, runs, options):
    text = markdown(facts, warning, table, runs, options)
    print(text)
    RESULTS.mkdir(exist_ok=True)
    stem = RESULTS / time.strftime("client-%Y%m%d-%H%M%S")
    document = {"machine": facts, "rounds": options.rounds, "seconds": options.seconds,
                "commands": {name: client.command for name, client in table.items()}, "cases": runs}
    stem.with_suffix(".json").write_text(json.dumps(document, indent=2, default=asdict) + "\n")
    stem.with_suffix(".md").write_text(text + "\n")
    print(f"written: {stem.relative_to(REPO)}.json and .md", file=sys.stderr)


def markdown(facts, warning, table, runs, options):
    lines = ["# Clients compared", "", ", ".join(f"{key}: {value}" for key, value in facts.items()) + ".",
             f"Client on CPU {LOAD_CPU}, the C server on CPU {SERVER_CPU}; medians of {options.rounds} runs of "
             f"{options.seconds} s. CPU is the client's, for each request or MiB. Latency is that of whole responses, "
             "by the client."]
    if warning:
        lines += ["", f"**Warning:** {warning}."]
    for name, run in runs.items():
        notes = [f"* **{client} is left out: {problem.splitlines()[0]}**"
                 for client, problem in run["problems"].items()]
        notes += [note for client, some in run["samples"].items() for note in remarks(client, some)]
        notes += [f"* Without: {', '.join(run['absent'])}."] if run["absent"] else []
        lines += ["", f"## {CASES[name].title}", "", *case_table(run["samples"], CASES[name])]
        lines += ["", *notes] if notes else []
    lines += ["", "## Commands", "", *(f"* {name}: `{client.command}`" for name, client in table.items())]
    return "\n".join(lines)


def remarks(name, samples):
    notes = compare.remarks(name, samples)
    cores = max(sample.compiler_cores for sample in samples)
    if cores > COMPILER_CORES:
        notes.append(f"* {name} was not warm: the JVM's compilers used up to {cores:.2f} cores. More --warm-up.")
    return notes


def case_table(samples, case):
    if not samples:
        return ["Nothing was measured."]
    first = next(iter(samples))
    base = median(samples[first], "cpu")
    lines = [f"| client | {case.unit}/s | CPU µs | user | system | lowest–highest CPU | CPU ÷ {first} | p50 µs "
             "| p99 µs | RSS MiB |", "|---|" + "---:|" * 9]
    for name, some in samples.items():
        cpu = median(some, "cpu")
        spread = f"{min(s.cpu for s in some):.2f}–{max(s.cpu for s in some):.2f}"
        ratio = f"{cpu / base:.2f}" if base > 0 else "–"
        lines.append(f"| {name} | {median(some, 'rate'):,.0f} | {cpu:.2f} | {median(some, 'user'):.2f} "
                     f"| {median(some, 'system'):.2f} | {spread} | {ratio} | {median(some, 'p50'):,.0f} "
                     f"| {median(some, 'p99'):,.0f} | {median(some, 'rss') / 2**20:.0f} |")
    return lines


if __name__ == "__main__":
    servers.main(main)
