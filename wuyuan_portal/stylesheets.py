"""The static files of production: a style sheet is minified, and what it imports stands in it, so that one request brings all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

from foundation.pages.within import minified

#: Where a file stood before it was collected: its storage and its name there.
Places = dict[str, tuple[Storage, str]]


class OneRequest(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Collected files with their digest in their name, compressed; style sheets joined and minified before."""

    def post_process(self, paths: Places, dry_run: bool = False, **options: Any) -> Iterator[Any]:
        """As Django does, from the joined style sheets."""
        if not dry_run:
            for name in [name for name in paths if name.endswith(".css")]:
                sheet = minified(name, lambda each: _read(paths[each]))
                self.delete(name)
                self._save(name, ContentFile(sheet.encode()))
                paths[name] = (self, name)
        yield from super().post_process(paths, dry_run, **options)


def _read(place: tuple[Storage, str]) -> str:
    storage, path = place
    with storage.open(path) as file:
        text: str = file.read().decode()
    return text
