"""Files that come with a form: those of a sender who has not paid are not taken in.

Django reads the parts of a form in their order and writes the files among them to disk. `Gate` stands before that. At the desk it
lets in the files of whoever has logged in; a public page says who has paid by `takes_files`, before it reads the form: by what
the form says of itself in its first fields. Of everybody else, and at every other address, the bytes of files are dropped as
they come; what was typed is read. `Intake` is how a public form of a room does all of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, QueryDict
from django.http.multipartparser import MultiPartParser

from foundation.visitors import challenge as proof
from foundation.visitors.throttle import Door, Wait, allow, held_up, sender, spend

#: Whether a sender has paid, by the fields that stand in the form before the first file.
Paid = Callable[[QueryDict], bool]


def takes_files(request: HttpRequest, paid: Paid) -> None:
    """Let the files of this form in if `paid` says so; called before anything reads the form."""
    request.files_paid = paid  # type: ignore[attr-defined]


def files_dropped(request: HttpRequest) -> bool:
    """Whether files came with the form that were not taken in."""
    return bool(getattr(request, "files_dropped", False))


def files_lost(request: HttpRequest) -> bool:
    """Whether files came with the form, which a page that keeps none of them has to say."""
    return bool(request.FILES) or files_dropped(request)


@dataclass(frozen=True)
class Intake:
    """The doors through which the files of a public form come in.

    `form` counts the sendings that are looked at, `files` the bytes of a network in a day, `keeping` and `unproved` the forms
    that come back and whose files are kept.
    """

    form: Door
    files: Door
    keeping: Door
    unproved: Door

    def open(self, request: HttpRequest, at: datetime) -> None:
        """Let the files in of whoever has paid; called before anything reads the form."""
        takes_files(request, partial(self._paid, request, at))

    def _paid(self, request: HttpRequest, at: datetime, begun: QueryDict) -> bool:
        """Whether the files may be read at all, by the fields of the form before the first of them."""
        who = sender(request)
        solved = proof.would_count(begun.get("altcha", ""))
        if not solved and not proof.open_long_enough(begun.get("opened", ""), begun.get("token", ""), at):
            return False
        if held_up(self.files, **who):
            request.files_full = True  # type: ignore[attr-defined]
            return False
        return held_up(self.form, **who) is None

    def full(self, request: HttpRequest) -> bool:
        """Whether files were dropped because too many came from this network today."""
        return bool(getattr(request, "files_full", False))

    def wait(self, request: HttpRequest) -> Wait | None:
        """How long a sender has to wait whose files were dropped for want of proof."""
        if self.full(request):
            return None
        return held_up(self.form, **sender(request)) or Wait(int(proof.PATIENCE.total_seconds()))

    def count(self, request: HttpRequest) -> None:
        """Count the bytes of the files that came towards what their network may hand in."""
        sent = sum(upload.size or 0 for name in request.FILES for upload in request.FILES.getlist(name))
        if sent:
            spend(self.files, sent, sender(request))

    def keeps(self, request: HttpRequest, given: QueryDict, at: datetime, *, proved: bool) -> bool:
        """Whether the files of a form that comes back before it was let through are kept.

        It takes the same proof as sending, and has meters of its own: whoever mistypes a number may still send.
        """
        if not request.FILES or proved:
            return not request.FILES or allow(self.keeping, **sender(request)) is None
        if not proof.open_long_enough(given.get("opened", ""), given.get("token", ""), at):
            return False
        return allow(self.unproved, **sender(request)) is None


class Gate(FileUploadHandler):
    """The first of the upload handlers (`FILE_UPLOAD_HANDLERS`)."""

    def __init__(self, request: HttpRequest | None = None, parser: Any = None) -> None:
        super().__init__(request)
        self._parser = parser
        self._open: bool | None = None

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803 – Django's name
        content_length: int,
        boundary: Any,
        encoding: Any = None,
    ) -> Any:
        """Have the form read by a parser whose fields the gate can see."""
        if self._parser is not None or self.request is None:
            return None
        others = [handler for handler in self.request.upload_handlers if handler is not self]
        gate = Gate(self.request, parser=True)
        parser = MultiPartParser(META, input_data, [gate, *others], encoding)
        gate._parser = parser
        return parser.parse()

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Drop the file unless its sender has paid."""
        super().new_file(*args, **kwargs)
        if self._open is None:
            self._open = self._let_in()
        if not self._open:
            self.request.files_dropped = True  # type: ignore[union-attr]
            raise SkipFile

    def _let_in(self) -> bool:
        paid = getattr(self.request, "files_paid", None)
        if paid is not None:
            return bool(paid(getattr(self._parser, "_post", QueryDict())))
        user = getattr(self.request, "user", None)
        return bool(user is not None and user.is_authenticated)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass it on."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the others."""
        return
