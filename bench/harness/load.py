"""Drives a server: HTTP with wrk, at a given rate with h2load; WebSockets with c/wsload.c; TLS handshakes with openssl.

Each answers a dictionary: requests, micros, p50, p99, max (microseconds) and errors by kind.
"""

import json
import os
import re
import shlex
import statistics
import subprocess
import tempfile
import time

from .base import BENCH, TARGET, Problem
from .tools import require

SPARE_SECONDS = 60  # How much longer than planned a load may take: one that hangs must not hang the rest.
ERROR_WORDS = {
    "connect": "failed connects",
    "read": "failed reads",
    "write": "failed writes",
    "status": "answers of 400 and above",
    "timeout": "answers that came too late",
    "short": "answers' worth of bytes that were missing",
    "wrong": "wrong answers",
    "frame": "frames that were not the expected ones",
    "stuck": "failed requests of those that hold up the server",
}


def drive(url, seconds, connections, least_bytes=0, *, cpu=None, arguments=(), timeout=2):
    """As fast as it is answered; answers that are shorter than the right one are errors."""
    result = figures([require("wrk"), "-t1", f"-c{connections}", f"-d{whole(seconds)}s", f"--timeout={timeout}s",
                      "-s", str(BENCH / "wrk" / "load.lua"), url, "--", *arguments], cpu, seconds)
    missing = result["requests"] * least_bytes - result["bytes"]
    result["errors"]["short"] = -(-missing // least_bytes) if missing > 0 else 0
    return result


def drive_at(url, seconds, connections, rate, *, cpu=None):
    """So many requests a second; the connections ask at the same moments."""
    with tempfile.TemporaryDirectory(dir=TARGET) as folder:
        log = os.path.join(folder, "requests")
        command = [require("h2load"), "--h1", "-t1", f"-c{connections}", f"--rps={rate / connections}",
                   f"-D{whole(seconds)}", f"--log-file={log}", url]
        started = time.monotonic()
        output = run(command, cpu, seconds + SPARE_SECONDS)
        micros = (time.monotonic() - started) * 1e6
        rows = [line.split("\t") for line in open(log)] if os.path.exists(log) else []
    if not rows:
        raise Problem(f"h2load failed: {output.strip()}")
    good = [int(row[2]) for row in rows if row[1] == "200"]
    latencies = statistics.quantiles(good, n=100) if len(good) > 1 else [0] * 99
    failed = re.search(r"(\d+) failed, (\d+) errored, (\d+) timeout", output)
    return {"requests": len(good), "micros": micros, "p50": latencies[49], "p99": latencies[98],
            "max": max(good, default=0),
            "errors": {"status": len(rows) - len(good), "read": int(failed[2]) if failed else 0}}


def drive_websocket(kind, port, path, seconds, connections, size, *, cpu=None):
    """`kind` is echo, where requests are messages, or fanout, where they are deliveries."""
    return figures([str(TARGET / "wsload"), kind, str(port), path, str(connections), str(seconds), str(size)], cpu,
                   seconds)


def drive_handshakes(port, seconds, *, cpu=None):
    """Requests are full TLS handshakes, one after the other; no latencies.

    wrk takes up earlier sessions again, so it cannot be asked.
    """
    started = time.monotonic()
    output = run([require("openssl"), "s_time", "-connect", f"127.0.0.1:{port}", "-new",
                  "-time", str(whole(seconds))], cpu, seconds + SPARE_SECONDS)
    micros = (time.monotonic() - started) * 1e6
    counted = re.search(r"^(\d+) connections in \d+ real seconds", output, re.M)
    if not counted:
        raise Problem(f"openssl s_time failed: {output.strip()}")
    return {"requests": int(counted[1]), "micros": micros, "p50": 0, "p99": 0, "max": 0, "errors": {}}


def figures(command, cpu, seconds):
    output = run(command, cpu, seconds + SPARE_SECONDS)
    last = (output.splitlines() or [""])[-1]
    if not last.startswith("{"):
        raise Problem(f"{command[0]} failed: {output.strip()}")
    return json.loads(last)


def run(command, cpu, limit):
    """What it printed, or its complaint where it failed."""
    pin = [require("taskset"), "-c", str(cpu)] if cpu is not None else []
    try:
        done = subprocess.run(pin + command, capture_output=True, text=True, timeout=limit)
    except subprocess.TimeoutExpired as e:
        raise Problem(f"{shlex.join(command)} did not end in {limit} s") from e
    return done.stdout if done.returncode == 0 else done.stderr or done.stdout


def whole(seconds):
    return max(1, round(seconds))


def errors_of(results):
    """A phrase for the errors of several runs, empty where there were none."""
    kinds = dict.fromkeys(kind for errors in results for kind in errors)
    totals = {kind: sum(errors.get(kind, 0) for errors in results) for kind in kinds}
    return ", ".join(f"{count} {ERROR_WORDS.get(kind, kind)}" for kind, count in totals.items() if count)
