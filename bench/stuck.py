#!/usr/bin/env python3
"""What light traffic feels while some handlers burn CPU for 200 ms at a time. See README.md.

    bench/stuck.py                     0, 2 and 4 clients on /spin, four connections on /, ten seconds each
    bench/stuck.py --pin               the server on one core
"""

import argparse
import http.client
import json
import sys
import threading
import time

import load
import servers
from servers import LOAD_CPU, RESULTS, SERVER_CPU, Running, Work

LIGHT_CONNECTIONS = 4
PATIENCE = 30  # Seconds an answer may take before it counts as an error rather than a latency.
SPIN = Work("spin")


def main():
    options = parse()
    servers.require("wrk", "wrk")
    if options.pin:
        servers.require("taskset", "util-linux")
    table = {name: server for name, server in servers.chosen(options).items() if server.can(Work())}
    warning = servers.busy_warning()
    if warning:
        print(f"warning: {warning}", file=sys.stderr)
    rows = []
    for name, server in table.items():
        for spinners in options.spinners:
            if spinners == 0 or "spin" in server.modes:
                rows.append(measure(name, server, spinners, options))
    report(rows, options)


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    servers.add_arguments(parser, default="skein")
    parser.add_argument("--spinners", default="0,2,4", help="clients on /spin, one run for each (default 0,2,4)")
    parser.add_argument("--seconds", type=int, default=10, help="default 10")
    parser.add_argument("--loops", type=int, default=1, help="event loops of the server (default 1)")
    parser.add_argument("--pin", action="store_true", help=f"server on CPU {SERVER_CPU}, wrk on CPU {LOAD_CPU}")
    options = parser.parse_args()
    options.spinners = [int(count) for count in options.spinners.split(",")]
    return options


def measure(name, server, spinners, options):
    server_cpu, load_cpu = (SERVER_CPU, LOAD_CPU) if options.pin else (None, None)
    with Running(name, server, Work(), cpu=server_cpu, loops=options.loops) as running:
        running.wait_until_ready(Work())
        url = f"http://127.0.0.1:{running.port}/"
        load.drive(url, server.warm_up, LIGHT_CONNECTIONS, cpu=load_cpu)
        with Spinners(running.port, spinners) as crowd:
            result = load.drive(url, options.seconds, LIGHT_CONNECTIONS, cpu=load_cpu, timeout=PATIENCE)
    row = {"server": name, "spinners": spinners, "spins": crowd.answers, "failed spins": crowd.failures, **result}
    print(f"{name}, {spinners} on /spin: p99 {result['p99'] / 1000:.1f} ms", file=sys.stderr)
    return row


class Spinners:
    """Clients that ask for /spin again as soon as they are answered."""

    def __init__(self, port, count):
        self.port = port
        self.over = threading.Event()
        self.lock = threading.Lock()
        self.answers = 0
        self.failures = 0
        self.threads = [threading.Thread(target=self.spin) for _ in range(count)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        for thread in self.threads:
            thread.join()

    def spin(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        while not self.over.is_set():
            try:
                connection.request("GET", SPIN.path)
                answer = connection.getresponse()
                answer.read()
                self.count(answer.status == 200)
            except (OSError, http.client.HTTPException):
                connection.close()
                self.count(False)
                self.over.wait(0.1)
        connection.close()

    def count(self, good):
        with self.lock:
            if good:
                self.answers += 1
            else:
                self.failures += 1


def report(rows, options):
    lines = ["| server | clients on /spin | spins answered | light requests/s | p50 ms | p99 ms | max ms |",
             "|---|" + "---:|" * 6]
    for row in rows:
        rate = row["requests"] / row["micros"] * 1e6
        lines.append(f"| {row['server']} | {row['spinners']} | {row['spins']} | {rate:,.0f} "
                     f"| {row['p50'] / 1000:.2f} | {row['p99'] / 1000:.2f} | {row['max'] / 1000:.2f} |")
    for row in rows:
        said = load.errors_of([row["errors"]])
        if said or row["failed spins"]:
            lines += ["", f"**{row['server']}, {row['spinners']} on /spin: {said or 'no light errors'}; "
                          f"{row['failed spins']} failed spins.**"]
    text = "\n".join(lines)
    print(text)
    RESULTS.mkdir(exist_ok=True)
    stem = RESULTS / time.strftime("stuck-%Y%m%d-%H%M%S")
    document = {"machine": servers.machine(), "pinned": options.pin, "loops": options.loops, "rows": rows}
    stem.with_suffix(".json").write_text(json.dumps(document, indent=2) + "\n")
    stem.with_suffix(".md").write_text(text + "\n")
    print(f"written: {stem.relative_to(servers.REPO)}.json and .md", file=sys.stderr)


if __name__ == "__main__":
    servers.main(main)
