"""Everything that can be done in the archive, by noun."""

from __future__ import annotations

from archive.acts import checks as checks
from archive.acts import disposing as disposing
from archive.acts import handing as handing
from archive.acts import items as items
from archive.acts import keeping as keeping
from archive.acts import material as material
from archive.acts import scope as scope
from archive.acts import signing as signing
from archive.acts import volumes as volumes
