"""The machine that measures: what it is, what it allows, whether it is busy."""

import os
import platform
import re
import resource
import subprocess
import sys
import time
from pathlib import Path

from .base import Problem
from .tools import find, java_home


def two_cpus(allowed):
    """One for the load and one for what is measured, of different cores if that can be; only one if that is all."""
    first, *others = sorted(allowed)
    return [first, *sorted(others, key=lambda cpu: cpu in siblings(first))[:1]]


def siblings(cpu):
    """Those that are threads of the same core, as the kernel lists them: 0-1,4."""
    path = Path(f"/sys/devices/system/cpu/cpu{cpu}/topology/thread_siblings_list")
    ranges = [part.split("-") for part in path.read_text().strip().split(",")] if path.exists() else []
    return {each for ends in ranges for each in range(int(ends[0]), int(ends[-1]) + 1)}


CPUS = two_cpus(os.sched_getaffinity(0)) if sys.platform == "linux" else [0]
LOAD_CPU, SERVER_CPU = CPUS[0], CPUS[-1]
GIB = 2**30
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


def require_two_cpus():
    if len(CPUS) < 2:
        raise Problem(f"the load and what is measured need a CPU each, and only CPU {LOAD_CPU} is allowed here")


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
    if LOAD_CPU in siblings(SERVER_CPU):
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
