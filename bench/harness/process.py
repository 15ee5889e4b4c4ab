"""Processes that are measured: started, asked, read, stopped."""

import contextlib
import http.client
import itertools
import os
import re
import shlex
import signal
import socket
import subprocess
import threading
import time
from pathlib import Path

from .base import REPO, TARGET, Problem
from .machine import TICKS_PER_SECOND
from .tools import java_home, require

START_SECONDS = 60
WELL_SECONDS = 30
JCMD_SECONDS = 60
PAUSE = 0.05  # Seconds between two questions while there is no answer.
NUMBERS = itertools.count()


LIVE = set()  # Processes that have not been stopped.
ENDING = threading.Event()


def end_all():
    """Kills what is running, and has nothing more start: for one that is told to stop while others work for it."""
    ENDING.set()
    for process in list(LIVE):
        process.kill()


class Process:
    """In a session of its own, so that a launcher and what it launches count and stop together."""

    def __init__(self, name, command, cpu=None, **streams):
        if ENDING.is_set():
            raise Problem("the bench is ending")
        self.name = name
        TARGET.mkdir(exist_ok=True)
        pin = [require("taskset"), "-c", str(cpu)] if cpu is not None else []
        self.log = TARGET / f"{name}-{os.getpid()}-{next(NUMBERS)}.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(pin + command, **({"stdin": subprocess.DEVNULL, "stdout": log} | streams),
                                            stderr=log, cwd=REPO, env=environment(), start_new_session=True)
        LIVE.add(self)

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        self.stop()
        if kind is None:
            self.log.unlink(missing_ok=True)

    def last_words(self):
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-15:]) or "(none)"

    def require_running(self):
        status = self.process.poll()
        if status is not None:
            raise Problem(f"{self.name} ended with {status}; its last words:\n{self.last_words()}")

    def pids(self):
        everybody = filter(str.isdigit, os.listdir("/proc"))
        return [int(pid) for pid in everybody if session_of(pid) == self.process.pid]

    def cpu(self):
        """(user, system) seconds so far, all threads of all its processes, and of those that have ended."""
        some = [fields for pid in self.pids() if (fields := stat_fields(f"/proc/{pid}/stat"))]
        return tuple(sum(int(fields[i]) + int(fields[i + 2]) for fields in some) / TICKS_PER_SECOND for i in (11, 12))

    def compiler_cpu(self):
        """Seconds that a JVM's compilers have used so far, but for those of their threads that have ended."""
        ticks = 0
        for pid in self.pids():
            for task in Path(f"/proc/{pid}/task").glob("*/stat"):
                text = read(task)
                if re.match(r"\d+ \(C[12] Compiler", text):
                    ticks += sum(map(int, text.rpartition(")")[2].split()[11:13]))
        return ticks / TICKS_PER_SECOND

    def rss(self):
        """Resident bytes of all its processes."""
        statuses = "".join(read(f"/proc/{pid}/status") for pid in self.pids())
        return 1024 * sum(int(kib) for kib in re.findall(r"^VmRSS:\s+(\d+)", statuses, re.M))

    def heap(self):
        """Live bytes of a JVM's heap, after a collection; None where there is no JVM."""
        pid = self.java_pid()
        if pid is None:
            return None
        jcmd(pid, "GC.run")
        said = jcmd(pid, "GC.class_histogram")
        total = re.search(r"^Total\s+\d+\s+(\d+)\s*$", said, re.M)
        if not total:
            raise Problem(f"{self.name}: jcmd's histogram has no total: {said[-200:]}")
        return int(total[1])

    def java_pid(self):
        for pid in self.pids():
            if os.path.basename(os.path.realpath(f"/proc/{pid}/exe")) == "java":
                return pid
        return None

    def stop(self):
        for sign in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self.process.pid, sign)
                self.process.wait(5)
            except (ProcessLookupError, subprocess.TimeoutExpired):
                continue
        LIVE.discard(self)

    def kill(self):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)


class ServerProcess(Process):
    """A server of the tables, on a port that was free."""

    def __init__(self, name, server, work, cpu=None):
        self.port = free_port()
        super().__init__(name, server.command_line(work, self.port), cpu)

    def wait_until_ready(self, work, pause=PAUSE):
        """Returns once the server gives the right answer to the very request the case sends."""
        deadline = time.monotonic() + START_SECONDS
        while True:
            self.require_running()
            try:
                return work.ask(self.port, timeout=10)
            except (OSError, http.client.HTTPException) as e:
                if time.monotonic() > deadline:
                    raise Problem(f"{self.name} gave no answer in {START_SECONDS} s ({e}); "
                                  f"its last words:\n{self.last_words()}") from e
                time.sleep(pause)


    def require_well(self, work):
        """A Problem if it has died or hangs: a load does not notice what is never answered."""
        self.require_running()
        try:
            work.ask(self.port, WELL_SECONDS)
        except (OSError, http.client.HTTPException) as e:
            raise Problem(f"{self.name} gave no answer in {WELL_SECONDS} s after the load ({e}); "
                          f"its last words:\n{self.last_words()}") from e


def environment():
    try:
        return os.environ | {"JAVA_HOME": str(java_home())}
    except Problem:
        return os.environ  # Only a Java program needs it, and says so itself.


def jcmd(pid, command):
    words = [str(java_home() / "bin" / "jcmd"), str(pid), command]
    try:
        done = subprocess.run(words, capture_output=True, text=True, timeout=JCMD_SECONDS)
    except subprocess.TimeoutExpired as e:
        raise Problem(f"{shlex.join(words)} did not end in {JCMD_SECONDS} s") from e
    if done.returncode != 0:
        raise Problem(f"{shlex.join(words)} failed: {done.stderr or done.stdout}")
    return done.stdout


def read(path):
    """The text of a file in /proc; empty if the process is gone."""
    try:
        return Path(path).read_text()
    except OSError:
        return ""


def stat_fields(path):
    """The fields after the command's name; empty if the process is gone."""
    return read(path).rpartition(")")[2].split()


def session_of(pid):
    fields = stat_fields(f"/proc/{pid}/stat")
    return int(fields[3]) if fields else None


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
