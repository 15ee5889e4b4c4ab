"""What the cases of web frameworks send, and what has to come back. Standard library only."""

import json
import random
import shutil
from dataclasses import dataclass
from urllib.parse import urlencode

from .base import KIB, MIB

STATIC_SIZES = (10 * KIB, MIB)
ACCOUNT = {
    "id": 4711, "name": "Ada Lovelace", "email": "ada@example.org", "phone": "+44 20 7946 0958", "age": 36,
    "logins": 1815, "active": True, "verified": False,
    "tags": ["mathematics", "engines", "poetry", "horses", "music"],
    "address": {"street": "12 St James's Square", "city": "London", "country": "United Kingdom", "zip": 21815},
}
BOUNDARY = "----skein7MA4YWxkTrZu0gW"
FORM_TYPE = "application/x-www-form-urlencoded"
MULTIPART_TYPE = f"multipart/form-data; boundary={BOUNDARY}"


@dataclass(frozen=True)
class Exchange:
    """One request, a POST if it has a body, and its answer: bytes, or a dictionary for JSON that means it."""

    path: str
    answer: bytes | dict
    body: bytes = b""
    kind: str = ""

    @property
    def method(self):
        return "POST" if self.body else "GET"

    @property
    def headers(self):
        return {"content-type": self.kind} if self.kind else {}

    def accepts(self, got):
        if isinstance(self.answer, bytes):
            return got == self.answer
        try:
            return json.loads(got) == self.answer
        except ValueError:
            return False


def form():
    """Ten fields in 1 KiB; one of them long, with spaces and letters beyond ASCII."""
    fields = {"name": "Ada Lovelace", "email": "ada@example.org", "phone": "+44 20 7946 0958", "age": "36",
              "street": "12 St James's Square", "city": "Köln", "country": "United Kingdom", "zip": "21815",
              "newsletter": "on", "about": "engines weave algebraic patterns, précisément; " * 12}
    encoded = urlencode(fields).encode()
    return encoded + b"x" * (KIB - len(encoded))


def multipart(content):
    head = (f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="picture.bin"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n")
    return head.encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()


def noise(size):
    """The same bytes every time, as little to be compressed as a picture, with CR and LF here and there."""
    return random.Random(size).randbytes(size)


EXCHANGES = {
    "web-hello": Exchange("/", b"Hello, world"),
    "web-param": Exchange("/users/42/posts/7", b"user 42, post 7"),
    "web-json": Exchange("/json", ACCOUNT),
    "web-json-in": Exchange("/json", b"Ada Lovelace", json.dumps(ACCOUNT, separators=(",", ":")).encode(),
                            "application/json"),
    "web-form": Exchange("/form", "Köln".encode(), form(), FORM_TYPE),
    "web-multipart": Exchange("/multipart", str(MIB).encode(), multipart(noise(MIB)), MULTIPART_TYPE),
}
MODES = frozenset(EXCHANGES) | {"web-static"}


def exchange(mode, size):
    """What is said in a mode; `size` is that of the file, where the mode is about one."""
    return Exchange(f"/static/{size}.bin", noise(size)) if mode == "web-static" else EXCHANGES[mode]


def write_files(target):
    """The bodies that wrk sends, the directory that is served, one for uploads: a stopped peer leaves some there."""
    shutil.rmtree(target / "tmp", ignore_errors=True)
    for folder in ("bodies", "static", "tmp"):
        (target / folder).mkdir(parents=True, exist_ok=True)
    for mode, each in EXCHANGES.items():
        if each.body:
            (target / "bodies" / mode).write_bytes(each.body)
    for size in STATIC_SIZES:
        (target / "static" / f"{size}.bin").write_bytes(noise(size))


def arguments(mode, target):
    """The words for wrk/load.lua."""
    kind = EXCHANGES[mode].kind if mode in EXCHANGES else ""
    return ("post", str(target / "bodies" / mode), kind) if kind else ()
