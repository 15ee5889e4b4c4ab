"""The programs that the bench needs: found, or fetched from Debian, or asked for."""

import functools
import glob
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from .base import TARGET, Missing

PACKAGES = {"wrk": "wrk", "h2load": "nghttp2-client", "openssl": "openssl", "taskset": "util-linux", "gcc": "gcc",
            "nginx": "nginx-light"}
FETCHED = ("wrk", "h2load")  # Small: these are unpacked into bench/target/tools, which needs no rights.
TOOLS = TARGET / "tools"
SYSTEM = "/usr/sbin:/sbin"  # Where Debian has nginx, and not everybody's PATH leads.
FETCH_SECONDS = 120


def find(tool):
    """The path of a tool that is there, or None."""
    fetched = TOOLS / tool
    return shutil.which(tool) or shutil.which(tool, path=SYSTEM) or (str(fetched) if fetched.exists() else None)


def require(tool):
    """The path of a tool; a Missing says what to install."""
    path = find(tool)
    if path is None and tool in FETCHED:
        path = fetch(tool)
    if path is None:
        raise Missing(f"{tool} is missing; on Debian: apt-get install {PACKAGES[tool]}")
    return path


def missing(tools):
    """What is to be said of those that are neither there nor can be fetched."""
    problems = []
    for tool in tools:
        try:
            require(tool)
        except Missing as problem:
            problems.append(str(problem))
    return problems


@functools.cache
def fetch(tool):
    """Unpacks Debian's package, and the libraries that are missing, below bench/target; None where that fails."""
    if shutil.which("apt-get") is None or shutil.which("dpkg") is None:
        return None
    print(f"fetching {PACKAGES[tool]}", file=sys.stderr, flush=True)
    apt, root = TOOLS / "apt", TOOLS / "root"
    for folder in (apt / "lists" / "partial", apt / "cache" / "archives" / "partial", root):
        folder.mkdir(parents=True, exist_ok=True)
    own = ["-o", f"Dir::State::Lists={apt}/lists", "-o", f"Dir::Cache={apt}/cache", "-o", "Debug::NoLocking=true",
           "-o", "APT::Sandbox::User=root", "-o", "Acquire::http::Timeout=15", "-o", "Acquire::Retries=0", "-qq"]
    try:
        quietly(["apt-get", *own, "update"])
        quietly(["apt-get", *own, "install", "-y", "--download-only", "--no-install-recommends", PACKAGES[tool]])
        for package in (apt / "cache" / "archives").glob("*.deb"):
            quietly(["dpkg", "-x", str(package), str(root)])
        return wrapped(tool, root)
    except (OSError, subprocess.SubprocessError, StopIteration) as e:
        said = str(getattr(e, "stderr", "") or e)
        print(f"could not fetch {PACKAGES[tool]}: {said.strip()}", file=sys.stderr)
        return None


def quietly(command):
    subprocess.run(command, check=True, capture_output=True, text=True, timeout=FETCH_SECONDS)


def wrapped(tool, root):
    """A script that runs what was unpacked with the libraries that came with it."""
    libraries = ":".join(str(folder) for folder in root.glob("usr/lib/*-linux-gnu*"))
    program = next(root.glob(f"usr/*bin/{tool}"))
    script = TOOLS / tool
    script.write_text(f'#!/bin/sh\nLD_LIBRARY_PATH="{libraries}" exec "{program}" "$@"\n')
    script.chmod(0o755)
    return str(script)


def python():
    """The Python of the peers: BENCH_PYTHON, such as that of a virtual environment, or the one that runs this."""
    return os.environ.get("BENCH_PYTHON", sys.executable)


@functools.cache
def missing_modules(modules):
    """What keeps Python peers from running, or None."""
    for module in modules:
        try:
            there = subprocess.run([python(), "-c", f"import {module}"], capture_output=True).returncode == 0
        except OSError as e:
            return Missing(f"BENCH_PYTHON cannot be run: {e}")
        if not there:
            return Missing(f"{python()} has no {module}; pip install it, or point BENCH_PYTHON at one that has it")
    return None


@functools.cache
def java_home():
    """A JDK 25 or newer: JAVA_HOME, then PATH, then the usual places."""
    on_path = shutil.which("javac")
    homes = [os.environ.get("JAVA_HOME", ""), str(Path(on_path).resolve().parents[1]) if on_path else ""]
    homes += sorted(glob.glob("/usr/lib/jvm/*"), reverse=True)
    for usual in ("~/.sdkman/candidates/java/*", "~/.jdks/*"):
        homes += sorted(glob.glob(os.path.expanduser(usual)), reverse=True)
    for home in filter(None, homes):
        release = Path(home) / "release"
        found = re.search(r'^JAVA_VERSION="(\d+)', release.read_text(), re.M) if release.is_file() else None
        if found and int(found[1]) >= 25 and (Path(home) / "bin" / "javac").exists():
            return Path(home)
    raise Missing("no JDK 25 found; install one, or point JAVA_HOME at it")
