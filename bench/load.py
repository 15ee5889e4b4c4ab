"""Drives a server with wrk, and reads what wrk/load.lua prints."""

import json
import subprocess

from servers import BENCH, Problem

ERROR_WORDS = {
    "connect": "failed connects",
    "read": "failed reads",
    "write": "failed writes",
    "status": "answers of 400 and above",
    "timeout": "answers that came too late",
}


def drive(url, seconds, connections, *, cpu=None, arguments=(), timeout=2):
    """One run, as a dictionary: requests, micros, bytes, p50, p99, max (microseconds) and errors by kind."""
    pin = ["taskset", "-c", str(cpu)] if cpu is not None else []
    command = pin + ["wrk", "-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s", f"--timeout={timeout}s",
                     "-s", str(BENCH / "wrk" / "load.lua"), url, "--", *arguments]
    output = subprocess.run(command, capture_output=True, text=True)
    last = (output.stdout.splitlines() or [""])[-1]
    if output.returncode != 0 or not last.startswith("{"):
        raise Problem(f"wrk failed: {(output.stderr or output.stdout).strip()}")
    return json.loads(last)


def errors_of(results):
    """A phrase for the errors of several runs, empty where there were none."""
    totals = {kind: sum(errors.get(kind, 0) for errors in results) for kind in ERROR_WORDS}
    return ", ".join(f"{count} {ERROR_WORDS[kind]}" for kind, count in totals.items() if count)
