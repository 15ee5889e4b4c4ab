#!/usr/bin/env python3
"""How long a server takes from its command to its first answer. See README.md.

    bench/start.py                               five starts of each server that is there
    bench/start.py --peers netty,jetty --starts 10
"""

import argparse
import json
import statistics
import sys
import time

import servers
from servers import RESULTS, Problem, Running, Work

PAUSE = 0.002  # Seconds between two questions while there is no answer.
WORKS = (Work(), Work("ws-echo", 16), Work("web-hello"), Work("web-static", 10 * 1024))  # The first that it can do.


def main():
    options = parse()
    table = servers.chosen(options)
    warning = servers.busy_warning()
    if warning:
        print(f"warning: {warning}", file=sys.stderr)
    seconds = {name: [] for name in table}
    for turn in range(options.starts):
        for name, server in table.items():
            seconds[name].append(start(name, server))
            print(f"start {turn + 1}: {name}: {seconds[name][-1]:.3f} s", file=sys.stderr)
    report(seconds, options)


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    servers.add_arguments(parser, default=",".join(servers.SERVERS))
    parser.add_argument("--starts", type=int, default=5, help="of each server, in rotation (default 5)")
    options = parser.parse_args()
    if options.starts < 1:
        raise Problem("--starts must be at least 1")
    return options


def start(name, server):
    work = next(work for work in WORKS if server.can(work))
    started = time.monotonic()
    with Running(name, server, work) as running:
        running.wait_until_ready(work, PAUSE)
        return time.monotonic() - started


def report(seconds, options):
    lines = ["| server | median s | lowest | highest |", "|---|---:|---:|---:|"]
    for name, some in seconds.items():
        lines.append(f"| {name} | {statistics.median(some):.3f} | {min(some):.3f} | {max(some):.3f} |")
    text = "\n".join(lines)
    print(text)
    RESULTS.mkdir(exist_ok=True)
    stem = RESULTS / time.strftime("start-%Y%m%d-%H%M%S")
    document = {"machine": servers.machine(), "starts": options.starts, "seconds": seconds}
    stem.with_suffix(".json").write_text(json.dumps(document, indent=2) + "\n")
    stem.with_suffix(".md").write_text(text + "\n")
    print(f"written: {stem.relative_to(servers.REPO)}.json and .md", file=sys.stderr)


if __name__ == "__main__":
    servers.main(main)
