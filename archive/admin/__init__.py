"""The archive at the desk: items, volumes, the table of scope, and what is done in keeping."""

from __future__ import annotations

from archive.admin import checks as checks
from archive.admin import handing as handing
from archive.admin import items as items
from archive.admin import keeping as keeping
from archive.admin import scope as scope
from archive.admin import volumes as volumes
