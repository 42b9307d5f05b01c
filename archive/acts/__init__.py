"""Everything that can be done in the archive, by noun."""

from __future__ import annotations

from archive.acts import items as items
from archive.acts import scope as scope
from archive.acts import signing as signing
from archive.acts import volumes as volumes
