from __future__ import annotations

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "foundation.notices"
    verbose_name = "通知"

    def ready(self) -> None:
        """Include the fingerprints of addresses in the rotation of keys."""
        from foundation.notices.rotation import remake_fingerprints
        from foundation.privacy.rotation import add_step

        add_step("notices.Dispatch: fingerprints", remake_fingerprints)
