"""The machine that measures: what it is, what it allows, whether it is busy."""

import os
import platform
import re
import resource
import subprocess
import time
from pathlib import Path

from .base import Problem
from .tools import find, java_home

LOAD_CPU = 0
SERVER_CPU = 1
GIB = 2**30
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


def require_two_cores():
    if not {LOAD_CPU, SERVER_CPU} <= os.sched_getaffinity(0):
        raise Problem(f"the load is pinned to CPU {LOAD_CPU} and what is measured to CPU {SERVER_CPU}: "
                      "both are needed")


def busy_seconds():
    """(seconds all cores were at work, seconds the host took away) since the machine started."""
    user, nice, system, _idle, _wait, irq, softirq, steal = map(int, Path("/proc/stat").read_text().split()[1:9])
    return (user + nice + system + irq + softirq) / TICKS_PER_SECOND, steal / TICKS_PER_SECOND


def warnings():
    """Sentences on what this machine does to figures."""
    said = []
    load = os.getloadavg()[0]
    if load > 0.5:
        said.append(f"the load average was {load:.2f} before the first run (others, or an earlier run of the bench): "
                    "where the machine is busy, trust ratios rather than figures")
    siblings = Path(f"/sys/devices/system/cpu/cpu{SERVER_CPU}/topology/thread_siblings_list")
    if siblings.exists() and re.search(rf"\b{LOAD_CPU}\b", siblings.read_text().replace("-", " ")):
        said.append(f"CPU {LOAD_CPU} and {SERVER_CPU} are two threads of one core: the load slows what is measured")
    return said


def facts():
    """What has to be known beside the figures."""
    model = re.search(r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text(), re.M)
    return {
        "date": time.strftime("%Y-%m-%d %H:%M"),
        "cpu": model[1] if model else os.uname().machine,
        "cores": os.cpu_count(),
        "kernel": f"{os.uname().sysname} {os.uname().release}",
        "java": java_version(),
        "gcc": first_line("gcc", "-dumpfullversion"),
        "wrk": first_line("wrk", "-v").partition(" Copyright")[0].removeprefix("wrk "),
        "h2load": first_line("h2load", "--version").removeprefix("h2load "),
        "memory GiB": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / GIB),
        "python": platform.python_version(),
        "openssl": first_line("openssl", "version").removeprefix("OpenSSL ").partition(" (")[0],
        "load average": round(os.getloadavg()[0], 2),
    }


def java_version():
    try:
        return re.search(r'JAVA_RUNTIME_VERSION="(.*)"', (java_home() / "release").read_text())[1]
    except (Problem, TypeError):
        return "none"


def first_line(tool, *arguments):
    """What a tool says of itself; "none" where it is missing."""
    path = find(tool)
    if path is None:
        return "none"
    output = subprocess.run([path, *arguments], capture_output=True, text=True)
    return ((output.stdout or output.stderr).splitlines() or ["unknown"])[0]


def raise_files(wanted):
    """Raises the limit on open files towards `wanted`; returns what was reached. Children inherit it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    for limit in (max(wanted, hard), hard):
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
            return limit
        except (ValueError, OSError):
            continue
    return soft
