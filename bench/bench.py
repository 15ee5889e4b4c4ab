#!/usr/bin/env python3
"""Measures Skein beside its floors and its peers. See README.md.

    bench/bench.py                                 every case, without peers, three rounds
    bench/bench.py hello-c64 pipeline16 --peers netty,vertx --rounds 5
    bench/bench.py client-c64 --peers all
    bench/bench.py hello-c64 --profile             where the time goes
    bench/bench.py micro [REGEX ...]               the micro-benchmarks
    bench/bench.py --smoke                         a second for each case, to see that everything still works
    bench/bench.py --ask --peers all               one question of each kind to everybody, no load
    bench/bench.py --list                          the cases, and who can take part
"""

import argparse
import os
import signal
import sys

if sys.version_info < (3, 11):
    sys.exit("error: the bench needs Python 3.11 or newer")
if sys.platform != "linux":
    sys.exit("error: the bench needs Linux")

from harness import alone, choose, micro, smoke
from harness.base import Problem
from harness.cases import CASES
from harness.measure import measure
from harness.profile import Profiles


def main():
    options = parse()
    cases = [CASES[name] for name in dict.fromkeys(options.case) if name in CASES] or list(CASES.values())
    if options.list:
        list_cases(cases)
        return
    try:
        with alone.in_target():
            work(cases, options)
    except alone.Busy as problem:
        if not options.smoke:
            raise
        smoke.skip(problem)


def work(cases, options):
    if options.case[:1] == ["micro"]:
        micro.run(options.case[1:])
    elif options.ask:
        smoke.ask(options)
    elif options.smoke:
        smoke.smoke(cases, options)
    else:
        options.profiles = Profiles() if options.profile else None
        measure(cases, options)
        if options.profiles:
            print("\n".join(options.profiles.table()))


def parse():
    options = parser().parse_intermixed_args()
    if min(options.rounds, options.seconds, options.connections, options.stuck) < 1 or (options.warm_up or 0) < 0:
        raise Problem("--rounds, --seconds, --connections and --stuck must be at least 1, --warm-up at least 0")
    for case in options.case if options.case[:1] != ["micro"] else ():
        if case not in CASES:
            raise Problem(f"no case is called {case!r}; there are: {', '.join(CASES)}; and micro, by itself")
    if options.case[:1] == ["micro"] and (options.smoke or options.ask or options.profile or options.peers):
        raise Problem("micro goes with regular expressions only")
    choose.check(options)
    options.profiles = None
    options.smoke |= options.ask
    options.pin = not options.smoke
    if options.smoke:
        options.rounds, options.seconds, options.warm_up = 1, smoke.SECONDS, 0
    return options


def parser():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("case", nargs="*", help="as --list has them (default all)")
    arguments.add_argument("--peers", default="", help="all, or names with commas: measured beside the usual ones")
    arguments.add_argument("--only", default="", help="names, in order, instead of the usual; the first is the base")
    arguments.add_argument("--add", action="append", default=[], metavar="NAME=COMMAND",
                           help="one more server; {port} {mode} {size} {loops} {java} {repo} are filled in")
    arguments.add_argument("--rounds", type=int, default=3, help="runs of each in each case (default 3)")
    arguments.add_argument("--seconds", type=int, default=5, help="measured seconds of each run (default 5)")
    arguments.add_argument("--warm-up", type=float, help="least warm-up seconds, instead of each one's own")
    arguments.add_argument("--connections", type=int, default=50_000, help="of the idle cases (default 50000)")
    arguments.add_argument("--stuck", type=int, default=len(os.sched_getaffinity(0)),
                           help="clients that hold up the server, in the stuck cases (default: as many as CPUs)")
    for flag, meaning in (("--profile", "also say where the time of JVMs goes; the figures are then worth less"),
                          ("--smoke", "only see whether everything works; a failure is exit status 1, and "
                                      f"{smoke.SKIPPED} says that it cannot be seen here"),
                          ("--ask", "only start everybody, and put one question of each kind"),
                          ("--list", "only list the cases, and who can take part")):
        arguments.add_argument(flag, action="store_true", help=meaning)
    return arguments


def list_cases(cases):
    for case in cases:
        print(f"{case.name}: {case.title}\n    {', '.join(name for name in case.table if case.can(case.table[name]))}")


if __name__ == "__main__":
    for sign in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, lambda number, _: sys.exit(128 + number))  # An exit stops what was started.
    try:
        main()
    except (Problem, OSError) as problem:
        sys.exit(f"error: {problem}")
    except KeyboardInterrupt:
        sys.exit(130)
