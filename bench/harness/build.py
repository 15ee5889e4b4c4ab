"""Builds what takes part; each kind once in a run."""

import functools
import getpass
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from string import Template

from . import webwork
from .base import BENCH, REPO, TARGET, Missing, Problem
from .tools import java_home, require


UNREACHABLE = ("Could not transfer|Unknown host|Connection (refused|timed out|reset)|offline mode|Failed to fetch|"
               "Network is unreachable|Temporary failure|did not end in")
BUILD_SECONDS = 900
BENCH_CLASSPATH = os.environ.get("BENCH_CLASSPATH", "")  # Of Skein, instead of what ./skein has built.


def skein_class_path():
    return BENCH_CLASSPATH or f"{REPO}/cli/target/lib/*"


def require_build(kind):
    problem = build_problem(kind)
    if problem:
        raise problem


@functools.cache
def build_problem(kind):
    """Builds what is named so; returns the Problem if that failed, else None."""
    try:
        BUILDERS[kind]()
    except Problem as problem:
        return problem
    return None


def build_c():
    gcc = require("gcc")
    for program in ("server", "wsecho", "wsload"):
        run([gcc, "-O2", "-o", str(TARGET / program), str(BENCH / "c" / f"{program}.c")])


def build_nio():
    javac("-d", str(TARGET), str(BENCH / "java" / "NioHello.java"))


def build_skein():
    """./skein builds itself where its sources are newer than what it runs."""
    if not BENCH_CLASSPATH:
        run([str(REPO / "skein"), "--help"], JAVA_HOME=str(java_home()))


def build_skein_client():
    """Skein's client, against what ./skein runs; what all clients share is built with the peers."""
    build_skein()
    shared = BENCH / "peers" / "src" / "client"
    javac("-d", str(TARGET / "client"), "-cp", skein_class_path(),
          *(str(shared / f"{name}.java") for name in ("ClientLoad", "Latencies", "BareClient")),
          str(BENCH / "apps" / "client" / "SkeinClient.java"))


def build_peers():
    build_project("peers")


def build_web():
    webwork.write_files(TARGET)


def build_web_peers():
    build_web()
    build_project("web-peers")


def build_project(name):
    """Java peers, by Maven; only if something has changed, as asking Maven alone takes seconds."""
    project = BENCH / name
    stamp = TARGET / name / "stamp"
    if not stale(stamp, project):
        return
    print(f"building the {name}", file=sys.stderr, flush=True)
    shutil.rmtree(TARGET / name, ignore_errors=True)
    began = time.time()
    maven("-q", "-f", str(project / "pom.xml"), "process-classes")
    touch(stamp, began)


def build_bench():
    """The micro-benchmarks, and the libraries that go with them."""
    build_skein()
    stamp = TARGET / "lib" / "stamp"
    if stale(stamp, BENCH):
        print("building the micro-benchmarks", file=sys.stderr, flush=True)
        began = time.time()
        maven("-q", "-f", str(REPO / "pom.xml"), "-pl", "bench", "-am", "process-classes", "-Dskein.werror=false")
        touch(stamp, began)


def touch(stamp, began):
    """What changes during a build counts as newer."""
    stamp.touch()
    os.utime(stamp, (began, began))


def stale(stamp, project):
    """Whether a Maven project is newer than the file that was touched after its last build."""
    sources = [project / "pom.xml", *project.glob("src/**/*.java")]
    return not stamp.exists() or any(source.stat().st_mtime >= stamp.stat().st_mtime for source in sources)


def maven(*arguments):
    program = shutil.which("mvn") or str(REPO / "mvnw")
    try:
        run([program, "-B", *arguments], JAVA_HOME=str(java_home()),
            MAVEN_OPTS="--sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED "
                       + os.environ.get("MAVEN_OPTS", ""))
    except Problem as problem:
        if re.search(UNREACHABLE, str(problem), re.I):
            raise Missing(f"what it needs could not be fetched: {problem}") from problem
        raise


def build_nginx():
    """Its configuration, but for the port, which only a run knows."""
    require("nginx")
    build_web()
    template = Template((BENCH / "web-peers" / "nginx.conf").read_text())
    (TARGET / "nginx").mkdir(exist_ok=True)
    text = template.substitute(user=getpass.getuser(), target=TARGET, port="PORT")
    (TARGET / "nginx" / "nginx.conf").write_text(text)


def build_certificate():
    """A certificate for 127.0.0.1, as PEM and, with the password "bench", as PKCS #12: what the servers read."""
    certificate, key, store = (str(TARGET / f"localhost.{kind}") for kind in ("pem", "key", "p12"))
    if os.path.exists(store):
        return
    openssl = require("openssl")
    run([openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
         "-days", "3650", "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost",
         "-keyout", key, "-out", certificate])
    run([openssl, "pkcs12", "-export", "-in", certificate, "-inkey", key, "-passout", "pass:bench", "-out", store])


BUILDERS = {"c": build_c, "nio": build_nio, "skein": build_skein, "skein client": build_skein_client,
            "peers": build_peers, "web": build_web, "web-peers": build_web_peers, "nginx": build_nginx,
            "certificate": build_certificate, "bench": build_bench}


def javac(*arguments):
    run([str(java_home() / "bin" / "javac"), *arguments])


def run(command, **environment):
    TARGET.mkdir(exist_ok=True)
    try:
        built = subprocess.run(command, capture_output=True, text=True, env=os.environ | environment,
                               timeout=BUILD_SECONDS)
    except subprocess.TimeoutExpired as e:
        raise Problem(f"{shlex.join(command)} did not end in {BUILD_SECONDS} s") from e
    if built.returncode != 0:
        raise Problem(f"{shlex.join(command)} failed:\n{built.stderr or built.stdout}")
