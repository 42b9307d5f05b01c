"""Loading every citation of the installed apps before the register is printed or shown."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from django.apps import apps
from django.conf import settings
from django.utils.module_loading import module_has_submodule

from foundation.clauses.register import REGISTER

#: The modules of an app that may cite a clause; models and admin are loaded by Django itself.
CITING_MODULES = ("statute", "acts", "gates", "papers", "views", "urls")


@cache
def gather_citations() -> None:
    """Import each module of our own apps that may cite a clause.

    Our own are the apps below `foundation`, those that a regulation names, and the package of the root URLs.
    """
    rooms = {app.partition(".")[0] for regulation in REGISTER.regulations for app in regulation.apps}
    rooms |= {"foundation", settings.ROOT_URLCONF.partition(".")[0]}
    for config in apps.get_app_configs():
        if config.name.partition(".")[0] not in rooms:
            continue
        for name in CITING_MODULES:
            if module_has_submodule(config.module, name):
                import_module(f"{config.name}.{name}")
