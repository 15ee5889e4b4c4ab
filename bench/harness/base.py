"""Where things are, and the one exception."""

from pathlib import Path

BENCH = Path(__file__).resolve().parents[1]
REPO = BENCH.parent
TARGET = BENCH / "target"
RESULTS = BENCH / "results"

KIB = 1024
MIB = 1024 * KIB


class Problem(Exception):
    """Something the person at the keyboard has to know; the message is the whole story."""


class Missing(Problem):
    """Something that this machine lacks: who needs it is left out."""
