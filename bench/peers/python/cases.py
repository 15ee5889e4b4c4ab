"""What the Python peers answer with, as peers/src/Cases.java has it."""

import ctypes
import os
import time

HELLO = b"Hello, world"
JSON = b'{"message":"Hello, World!"}'
TEXT_TYPE = "text/plain; charset=utf-8"
JSON_TYPE = "application/json"
BYTES_TYPE = "application/octet-stream"
DOWNLOADS = {f"/download/{size}": b"x" * size for size in (10 * 1024, 64 * 1024, 1024 * 1024)}
PIECE = b"x" * 1024
PIECES = 16
SPIN_SECONDS = 0.2
SLEEP_MICROS = 200_000
FIFOS = "/block-file/"
libc = ctypes.CDLL(None)


def hold(path):
    """Does what a bad handler does, if the path asks for it; whether it did. The answer to it is hello."""
    if path == "/spin":
        spin()
    elif path == "/block-native":
        libc.usleep(SLEEP_MICROS)
    else:
        return path.startswith(FIFOS) and block_file(path.removeprefix(FIFOS))
    return True


def block_file(name):
    """Opens the named pipe and reads one byte, which comes 200 ms later; whether the name has digits only."""
    if not name.isascii() or not name.isdigit():
        return False
    pipe = os.open(f"bench/target/fifos/{name}", os.O_RDONLY)
    try:
        os.read(pipe, 1)
    finally:
        os.close(pipe)
    return True


def spin():
    """Holds the loop and burns a core."""
    end = time.perf_counter() + SPIN_SECONDS
    while time.perf_counter() < end:
        pass
