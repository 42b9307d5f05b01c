from __future__ import annotations

from django.db.models.signals import post_migrate

from foundation import rooms
from foundation.database_roles import set_privileges


class SealsConfig(rooms.RoomConfig):
    """What proves the ledger: nightly seals, their verification, and the page on which anybody checks."""

    name = "foundation.seals"
    verbose_name = "办理记录的封存与核验"

    def ready(self) -> None:
        """Set anew after each migration what the roles of the database may do."""
        super().ready()
        post_migrate.connect(set_privileges, sender=self)
