"""`manage.py seal`: seal now what the ledger holds, as the schedule does each night."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from foundation.seals.sealing import seal_all


class Command(BaseCommand):
    """Prints the published line of each seal that it makes."""

    help = "立即封存办理记录（平时每夜自动进行），打印封签。"

    def handle(self, *args: Any, **options: Any) -> None:
        """Seal every line that no seal covers yet."""
        for seal in seal_all():
            self.stdout.write(seal.published)
