"""A server of buckets for the tests, reached over HTTP as any other, and a line to it that can be cut."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any
from uuid import uuid4

from foundation.files import buckets
from foundation.files.buckets import Bucket
from foundation.files.roots import ROOTS
from wuyuan_portal import environment


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@contextmanager
def serving() -> Iterator[str]:
    """The address of a server that holds one empty bucket, `files`."""
    port = free_port()
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(400):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(0.05)
        made = Bucket(**roots_at(f"http://127.0.0.1:{port}")["public"])
        made.client.create_bucket(Bucket="files")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def roots_at(url: str) -> dict[str, dict[str, str]]:
    """Three roots of their own in the bucket, as the environment names them."""
    own = uuid4().hex
    environ = {"FILES_S3_URL": url, "FILES_S3_ACCESS_KEY": "a", "FILES_S3_SECRET_KEY": "s"}
    environ |= {f"FILES_S3_{root.upper()}": f"files/{own}/{root}" for root in ROOTS}
    return environment.buckets(production=True, environ=environ)


def storages_of(options: dict[str, dict[str, str]]) -> dict[str, Any]:
    return {
        root: {"BACKEND": f"{buckets.__name__}.Bucket", "OPTIONS": told} for root, told in options.items()
    }


@contextmanager
def cut_line(to: str, *, there: int, back: int) -> Iterator[str]:
    """The address of a line to that server, which is cut after so many bytes there or back."""
    target = ("127.0.0.1", int(to.rpartition(":")[2]))
    listening = socket.create_server(("127.0.0.1", 0))

    def carry(source: socket.socket, sink: socket.socket, most: int) -> None:
        with suppress(OSError):
            while most > 0 and (content := source.recv(min(most, 65536))):
                sink.sendall(content)
                most -= len(content)
        for one in (source, sink):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def accept() -> None:
        with suppress(OSError):
            while True:
                near, _address = listening.accept()
                far = socket.create_connection(target)
                for given in ((near, far, there), (far, near, back)):
                    threading.Thread(target=carry, args=given, daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        listening.close()
