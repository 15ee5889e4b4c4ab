"""What the Python peers answer with, as peers/src/Cases.java has it."""

import time

HELLO = b"Hello, world"
JSON = b'{"message":"Hello, World!"}'
TEXT_TYPE = "text/plain; charset=utf-8"
JSON_TYPE = "application/json"
BYTES_TYPE = "application/octet-stream"
DOWNLOADS = {f"/download/{size}": b"x" * size for size in (10 * 1024, 64 * 1024, 1024 * 1024)}
PIECE = b"x" * 1024
PIECES = 16
SLEEP_SECONDS = 0.2
SPIN_SECONDS = 0.2


def spin():
    """Holds the loop and burns a core, as a bad handler does."""
    end = time.perf_counter() + SPIN_SECONDS
    while time.perf_counter() < end:
        pass
