"""Sees whether everything works, without judging speed."""

import sys
from concurrent.futures import ThreadPoolExecutor

from . import traffic
from .base import Missing, Problem
from .build import require_build
from .choose import REASONS, usable, wanted
from .clients import CLIENTS
from .client import CASES as CLIENT_CASES
from .measure import BROKEN, TOOLS, prepared, run
from .process import ServerProcess, end_all
from .servers import SERVERS
from .stuck import CASES as STUCK_CASES
from .tools import missing

SECONDS = 1
AT_ONCE = 2
SKIPPED = 77  # Exit status where it cannot be seen here.
ASKED = (*traffic.CASES, *STUCK_CASES)


def smoke(cases, options):
    """Every case for a second, several at once."""
    require_tools(TOOLS)
    tables = {case: prepared(case, options) for case in cases}
    runs = together(lambda case: run(case, tables[case], options), cases)
    failures = [f"{each.case.name}: {failure}" for each in runs for failure in each.failures]
    failures += [f"{each.case.name}: {who} has no figure" for each in runs for who, some in each.samples.items()
                 if each.case.judged.median(some) is None]
    failures += [f"{case.name}: nobody can run it here" for case, table in tables.items() if not table]
    judge(f"{sum(len(each.samples) for each in runs)} runs of {len(runs)} cases", failures)


def ask(options):
    """Starts every server that was named, and puts one question of each kind; clients ask for a second."""
    require_tools(("taskset", "gcc", "openssl"))
    for each in {build for case in ASKED for build in case.builds}:
        require_build(each)
    servers = usable("server", wanted(SERVERS, options))
    clients = usable("client", wanted(CLIENTS, options))
    answers = together(lambda name: ask_server(name, servers[name]), servers)
    runs = together(lambda name: run(CLIENT_CASES[0], {name: clients[name]}, options),
                    [name for name in clients if CLIENT_CASES[0].can(clients[name])])
    failures = [failure for some in answers for failure in some]
    failures += [failure for each in runs for failure in each.failures]
    judge(f"{len(servers)} servers and {len(runs)} clients", failures)


def together(function, things):
    """What it gives for each, several at once. Whoever is told to stop meanwhile leaves nothing running."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        try:
            return list(pool.map(function, things))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            end_all()
            raise


def require_tools(tools):
    """Ends with a word where one is missing and cannot be fetched."""
    if problems := missing(tools):
        skip("; ".join(problems))


def skip(why):
    print(f"skipped: {why}")
    sys.exit(SKIPPED)


def ask_server(name, server):
    """A line for each question that had no right answer; works that have the same command line share a process."""
    groups = {}
    for work in dict.fromkeys(case.work for case in ASKED):
        if server.can(work):
            groups.setdefault(tuple(server.command_line(work, 0)), []).append(work)
    return [failure for works in groups.values() for failure in ask_process(name, server, works)]


def ask_process(name, server, works):
    failures = []
    try:
        with ServerProcess(name, server, works[0]) as process:
            process.wait_until_ready(works[0])
            for work in works:
                try:
                    work.ask(process.port, timeout=10)
                except BROKEN as problem:
                    failures.append(f"{name}: {work.path}: {problem!r}")
    except Problem as problem:
        failures.append(f"{name}: {problem}")
    print(f"asked: {name}: {len(works)} questions", file=sys.stderr, flush=True)
    return failures


def judge(what, failures):
    failures += [f"{name}: {reason}" for (_, name), reason in REASONS.items()
                 if reason and not isinstance(reason, Missing)]
    if failures:
        raise Problem("\n".join(["not everything works", *failures]))
    left_out = [name for (_, name), reason in REASONS.items() if reason]
    print(f"all well: {what}" + (f"; left out: {', '.join(left_out)}" if left_out else ""))
