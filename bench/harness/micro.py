"""The micro-benchmarks: JMH, built by Maven, run here."""

import json
import subprocess
import time

from . import build, machine
from .base import REPO, RESULTS, TARGET, Problem
from .tools import java_home


def run(patterns):
    """All whose names match one of the regular expressions; prints a table, and writes it beside JMH's own JSON."""
    build.require_build("bench")
    RESULTS.mkdir(exist_ok=True)
    warnings = machine.warnings()
    facts = machine.facts()
    stem = RESULTS / time.strftime("micro-%Y%m%d-%H%M%S")
    raw = stem.with_suffix(".json")
    path = f"{TARGET}/classes:{TARGET}/lib/*:{build.skein_class_path()}"
    command = [str(java_home() / "bin" / "java"), "--sun-misc-unsafe-memory-access=allow", "-cp", path,
               "org.openjdk.jmh.Main", *patterns, "-prof", "gc", "-rf", "json", "-rff", str(raw)]
    if subprocess.run(command, cwd=REPO).returncode != 0 or not raw.exists():
        raise Problem("JMH failed: see above")
    text = "\n".join(["# Micro-benchmarks", "", ", ".join(f"{key}: {value}" for key, value in facts.items()) + ".", "",
                      *(f"**Warning:** {warning}.\n" for warning in warnings), *table(json.loads(raw.read_text()))])
    stem.with_suffix(".md").write_text(text + "\n")
    print(text)


def table(results):
    lines = ["| benchmark | parameters | ns | ± | bytes allocated |", "|---|---|---:|---:|---:|"]
    for each in results:
        name = ".".join(each["benchmark"].split(".")[-2:])
        parameters = ", ".join(f"{key}={value}" for key, value in each.get("params", {}).items())
        score, error = each["primaryMetric"]["score"], each["primaryMetric"]["scoreError"]
        allocated = each["secondaryMetrics"].get("gc.alloc.rate.norm", {}).get("score")
        lines.append(f"| {name} | {parameters} | {float(score):,.1f} | {float(error):,.1f} "
                     f"| {'–' if allocated is None else f'{allocated:,.0f}'} |")
    return lines
