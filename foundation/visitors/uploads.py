"""Files that come with a form: those of a sender who has not paid are not taken in.

Django reads the parts of a form in their order and writes the files among them to disk. `Gate` stands before that. At the desk it
lets in the files of whoever has logged in; a public page says who has paid by `takes_files`, before it reads the form: by what
the form says of itself in its first fields. Of everybody else, and at every other address, the bytes of files are dropped as
they come; what was typed is read.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, QueryDict
from django.http.multipartparser import MultiPartParser

#: Whether a sender has paid, by the fields that stand in the form before the first file.
Paid = Callable[[QueryDict], bool]


def takes_files(request: HttpRequest, paid: Paid) -> None:
    """Let the files of this form in if `paid` says so; called before anything reads the form."""
    request.files_paid = paid  # type: ignore[attr-defined]


def files_dropped(request: HttpRequest) -> bool:
    """Whether files came with the form that were not taken in."""
    return bool(getattr(request, "files_dropped", False))


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
