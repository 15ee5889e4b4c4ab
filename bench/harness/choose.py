"""Who takes part in a case."""

import sys

from .base import Problem
from .clients import CLIENTS
from .servers import SERVERS, Server
from .work import SERVER, WEB, Work

REASONS = {}  # The Problem that keeps somebody from running here, or None; by kind and name, for each that was asked.


def words(text):
    return [word for word in text.split(",") if word]


def check(options):
    """Adds the servers of --add to the table; a Problem for a name that nobody has."""
    for addition in options.add:
        name, _, command = addition.partition("=")
        if not name or not command or name in SERVERS:
            raise Problem(f"--add {addition}: expected NAME=COMMAND, and a name that nobody has")
        SERVERS[name] = Server(command, SERVER | WEB)
        try:
            SERVERS[name].command_line(Work(), 0)
        except (ValueError, LookupError) as e:
            raise Problem(f"--add {addition}: {e}; a brace that is meant is written twice") from e
    for name in words(options.only) + ([] if options.peers == "all" else words(options.peers)):
        if name not in {*SERVERS, *CLIENTS}:
            raise Problem(f"nobody is called {name!r}; there are: {', '.join(dict.fromkeys([*SERVERS, *CLIENTS]))}")


def wanted(table, options):
    """Those of a table that --only, --peers and --add name; without --only the usual ones, which are no peers."""
    usual = words(options.only) or [name for name, each in table.items() if not each.peer]
    peers = [name for name, each in table.items() if each.peer] if options.peers == "all" else words(options.peers)
    added = [addition.partition("=")[0] for addition in options.add]
    return {name: table[name] for name in dict.fromkeys([*usual, *peers, *added]) if name in table}


def usable(subject, table):
    """Those who can run here, built. Says who cannot, and why, once."""
    return {name: each for name, each in table.items() if not reason(subject, name, each)}


def reason(subject, name, each):
    if (subject, name) not in REASONS:
        said = each.unusable()
        first = next((who for (_, who), other in REASONS.items() if said and str(other) == str(said)), None)
        REASONS[subject, name] = said
        if said:
            print(f"skipped: {subject} {name}: {f'as {first}' if first else said}", file=sys.stderr, flush=True)
    return REASONS[subject, name]
