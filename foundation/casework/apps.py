from __future__ import annotations

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "foundation.casework"
    label = "casework"
    verbose_name = "办理"

    def ready(self) -> None:
        from foundation.casework import administration, deadlines

        administration.register()
        deadlines.listen()
