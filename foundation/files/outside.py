"""Looking into files, and cleaning them, outside the web process: bounded in memory and time, and few at once.

`inspect` and `clean` hand a file to a helper – this module run as a program – and read its answer: JSON, and the bytes of a
copy. A helper that takes too long or dies is replaced. Where all are busy and one waits already, the sender is asked to come
again: the threads that are left answer everybody else.
"""

from __future__ import annotations

import json
import resource
import selectors
import struct
import subprocess
import sys
import threading
import time
from typing import Any, BinaryIO

from django.conf import settings

from foundation.files import apart, cleaning, inspection
from foundation.files.cleaning import Cleaned, NotCleanable
from foundation.files.inspection import Inspection
from foundation.files.rejected import SORTS, Rejected

#: Helpers of one web process, who may wait for one of them, and for how long.
AT_ONCE, WAITING, PATIENCE = 2, 1, 20.0
#: The time for one file, and the memory of a helper.
SECONDS, MEMORY = 60.0, 2 * 1024**3
#: A helper ends after so many files, and with it whatever they left in its memory.
FILES = 200

BUSY = "现在要检查的文件太多，这个文件还没有收下。请过一分钟再提交。"
TOO_LONG = "这个文件太复杂，检查不完。请另存为 PDF 或者拆分后重新上传。"
UNFINISHED = "这个文件太复杂，清理不完。请另存为 PDF 或者拆分后重新上传。"


def inspect(content: bytes, name: str) -> Inspection:
    """As `inspection.inspect`, outside this process where the settings say so. Raises `Rejected`, also where all are busy."""
    if not settings.INSPECT_OUTSIDE:
        return inspection.inspect(content, name)
    return HELPERS.inspect(content, name)


def clean(content: bytes, media_type: str) -> Cleaned:
    """As `cleaning.clean`, outside this process where the settings say so.

    Raises `NotCleanable`, and `Rejected` where all are busy.
    """
    if not settings.INSPECT_OUTSIDE:
        return cleaning.clean(content, media_type)
    return HELPERS.clean(content, media_type)


class _Helper:
    """One process that looks into files, one after the other."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "foundation.files.outside"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # what libraries say of a file quotes it
            cwd=settings.BASE_DIR,
        )
        self.files = 0

    def ask(self, task: dict[str, str], content: bytes, seconds: float) -> tuple[dict[str, Any], bytes]:
        """Its answer to a task: what it says, and the bytes that it made."""
        told, until = json.dumps(task).encode(), time.monotonic() + seconds
        writer = threading.Thread(target=self._send, args=(told, content), daemon=True)
        writer.start()
        answer, made = json.loads(self._read(until)), self._read(until)
        self.files += 1
        return answer, made

    def _send(self, told: bytes, content: bytes) -> None:
        assert self.process.stdin is not None
        try:
            for part in (told, content):
                self.process.stdin.write(struct.pack(">Q", len(part)) + part)
            self.process.stdin.flush()
        except OSError:
            return  # it has died; the reader sees that

    def _read(self, until: float) -> bytes:
        head = self._exactly(8, until)
        return self._exactly(struct.unpack(">Q", head)[0], until)

    def _exactly(self, size: int, until: float) -> bytes:
        assert self.process.stdout is not None
        found = bytearray()
        with selectors.DefaultSelector() as selector:
            selector.register(self.process.stdout, selectors.EVENT_READ)
            while len(found) < size:
                if not selector.select(max(0.0, until - time.monotonic())):
                    raise TimeoutError
                read = self.process.stdout.read1(min(size - len(found), 1 << 20))  # type: ignore[attr-defined]
                if not read:
                    raise EOFError
                found += read
        return bytes(found)

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            try:
                if stream is not None:
                    stream.close()
            except OSError:
                continue


class Helpers:
    """The helpers of this process."""

    def __init__(self, at_once: int = AT_ONCE, waiting: int = WAITING, patience: float = PATIENCE) -> None:
        self._slots, self._places = threading.BoundedSemaphore(at_once), threading.BoundedSemaphore(waiting)
        self._patience = patience
        self._idle: list[_Helper] = []
        self._lock = threading.Lock()

    def inspect(self, content: bytes, name: str, seconds: float = SECONDS) -> Inspection:
        """Have a file looked into."""
        self._enter()
        try:
            return self._inspect(content, name, seconds)
        finally:
            self._slots.release()

    def clean(self, content: bytes, media_type: str, seconds: float = SECONDS) -> Cleaned:
        """Have a file cleaned."""
        self._enter()
        try:
            answer, made = self._asked({"clean": media_type}, content, seconds)
        except Rejected:
            raise NotCleanable(UNFINISHED) from None
        finally:
            self._slots.release()
        if "not_cleanable" in answer:
            raise NotCleanable(answer["not_cleanable"])
        return Cleaned(made, answer["removed"])

    def _enter(self) -> None:
        if self._slots.acquire(blocking=False):
            return
        if not self._places.acquire(blocking=False):
            raise Rejected(BUSY)
        try:
            if not self._slots.acquire(timeout=self._patience):
                raise Rejected(BUSY)
        finally:
            self._places.release()

    def _inspect(self, content: bytes, name: str, seconds: float) -> Inspection:
        answer, _made = self._asked({"name": name}, content, seconds)
        if "rejected" in answer:
            raise SORTS[answer["sort"]](answer["rejected"])
        return Inspection(**answer)

    def _asked(self, task: dict[str, str], content: bytes, seconds: float) -> tuple[dict[str, Any], bytes]:
        with self._lock:
            helper = self._idle.pop() if self._idle else None
        helper = helper if helper is not None and helper.process.poll() is None else _Helper()
        try:
            answer = helper.ask(task, content, seconds)
        except (TimeoutError, EOFError, OSError, ValueError) as lost:
            helper.end()
            raise Rejected(TOO_LONG) from lost
        except BaseException:
            helper.end()
            raise
        self._keep(helper)
        return answer

    def _keep(self, helper: _Helper) -> None:
        if helper.files >= FILES:
            helper.end()
            return
        with self._lock:
            self._idle.append(helper)

    def end(self) -> None:
        """End those that stand idle."""
        with self._lock:
            idle, self._idle = self._idle, []
        for helper in idle:
            helper.end()


HELPERS = Helpers()


def _part(source: BinaryIO) -> bytes | None:
    head = source.read(8)
    return source.read(struct.unpack(">Q", head)[0]) if len(head) == 8 else None


def _looked_into(content: bytes, name: str) -> dict[str, object]:
    try:
        found = inspection.inspect(content, name)
    except Rejected as rejected:
        return {"rejected": rejected.message, "sort": type(rejected).__name__}
    except (MemoryError, RecursionError):
        return {"rejected": TOO_LONG, "sort": Rejected.__name__}
    return dict(vars(found))


def _cleaned(content: bytes, media_type: str) -> tuple[dict[str, object], bytes]:
    try:
        made = cleaning.clean(content, media_type)
    except NotCleanable as refused:
        return {"not_cleanable": refused.why}, b""
    except (MemoryError, RecursionError):
        return {"not_cleanable": UNFINISHED}, b""
    return {"removed": made.removed}, made.content


def main() -> None:
    """Look into whatever comes in until there is no more."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    apart.bounded = True
    while (told := _part(sys.stdin.buffer)) is not None:
        content = _part(sys.stdin.buffer) or b""
        task, made = json.loads(told), b""
        if "clean" in task:
            answer, made = _cleaned(content, task["clean"])
        else:
            answer = _looked_into(content, task["name"])
        said = json.dumps(answer, ensure_ascii=True).encode()
        for part in (said, made):
            sys.stdout.buffer.write(struct.pack(">Q", len(part)) + part)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
