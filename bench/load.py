"""Drives a server: HTTP with wrk, WebSockets with c/wsload.c, TLS handshakes with openssl."""

import json
import re
import subprocess
import time

from servers import BENCH, TARGET, Problem

ERROR_WORDS = {
    "connect": "failed connects",
    "read": "failed reads",
    "write": "failed writes",
    "status": "answers of 400 and above",
    "timeout": "answers that came too late",
    "frame": "frames that were not the expected ones",
}


def drive(url, seconds, connections, *, cpu=None, arguments=(), timeout=2):
    """One run, as a dictionary: requests, micros, bytes, p50, p99, max (microseconds) and errors by kind."""
    return figures(["wrk", "-t1", f"-c{connections}", f"-d{whole(seconds)}s", f"--timeout={timeout}s",
                    "-s", str(BENCH / "wrk" / "load.lua"), url, "--", *arguments], cpu)


def drive_websocket(kind, port, path, seconds, connections, size, *, cpu=None):
    """The same by wsload: `kind` is echo, where requests are messages, or fanout, where they are deliveries."""
    return figures([str(TARGET / "wsload"), kind, str(port), path, str(connections), str(seconds), str(size)], cpu)


def drive_handshakes(port, seconds, *, cpu=None):
    """The same by `openssl s_time`: requests are full TLS handshakes, one after the other; it knows no latencies.

    wrk takes up earlier sessions again, so it cannot be asked.
    """
    started = time.monotonic()
    output = run(["openssl", "s_time", "-connect", f"127.0.0.1:{port}", "-new", "-time", str(whole(seconds))], cpu)
    micros = (time.monotonic() - started) * 1e6
    counted = re.search(r"^(\d+) connections in \d+ real seconds", output, re.M)
    if not counted:
        raise Problem(f"openssl s_time failed: {output.strip()}")
    return {"requests": int(counted[1]), "micros": micros, "bytes": 0, "p50": 0, "p99": 0, "max": 0, "errors": {}}


def figures(command, cpu):
    output = run(command, cpu)
    last = (output.splitlines() or [""])[-1]
    if not last.startswith("{"):
        raise Problem(f"{command[0]} failed: {output.strip()}")
    return json.loads(last)


def run(command, cpu):
    """What it printed, or its complaint where it failed."""
    pin = ["taskset", "-c", str(cpu)] if cpu is not None else []
    done = subprocess.run(pin + command, capture_output=True, text=True)
    return done.stdout if done.returncode == 0 else done.stderr or done.stdout


def whole(seconds):
    return max(1, round(seconds))


def errors_of(results):
    """A phrase for the errors of several runs, empty where there were none."""
    totals = {kind: sum(errors.get(kind, 0) for errors in results) for kind in ERROR_WORDS}
    return ", ".join(f"{count} {ERROR_WORDS[kind]}" for kind, count in totals.items() if count)
