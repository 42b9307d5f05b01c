"""The static files of production: a style sheet is minified, and what it imports stands in it, so that one request brings all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import rcssmin
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

#: Where a file stood before it was collected: its storage and its name there.
Places = dict[str, tuple[Storage, str]]
_IMPORT = re.compile(r'^@import url\("([a-z]+\.css)"\);$', re.MULTILINE)


class OneRequest(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Collected files with their digest in their name, compressed; style sheets joined and minified before."""

    def post_process(self, paths: Places, dry_run: bool = False, **options: Any) -> Iterator[Any]:
        """As Django does, from the joined style sheets."""
        if not dry_run:
            for name in [name for name in paths if name.endswith(".css")]:
                joined = rcssmin.cssmin(_joined(name, paths))
                self.delete(name)
                self._save(name, ContentFile(joined.encode()))
                paths[name] = (self, name)
        yield from super().post_process(paths, dry_run, **options)


def _joined(name: str, paths: Places) -> str:
    """The text of a style sheet, with those of its own folder that it imports."""
    storage, path = paths[name]
    with storage.open(path) as file:
        text: str = file.read().decode()
    folder = name.rpartition("/")[0]
    return _IMPORT.sub(lambda found: _joined(f"{folder}/{found[1]}".lstrip("/"), paths), text)
