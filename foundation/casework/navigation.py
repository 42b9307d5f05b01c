"""The navigation of the desk: the rooms that have lists there, in the menus that the rooms name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple, get_args

from django.apps import apps
from django.db.models import Model
from django.urls import get_script_prefix, reverse

from foundation import rooms


class Link(NamedTuple):
    """The way to the lists of a room, whose Django app it names; to the list itself where it has but one."""

    app: str
    label: str
    url: str


class Menu(NamedTuple):
    """A menu and its links."""

    label: str
    links: list[Link]


def menus(listed: Iterable[type[Model]]) -> list[Menu]:
    """The menus with the rooms of these kinds of rows; none is empty.

    They are the same for everybody: a list shows each person the rows that they may read. Django's own list of apps was a
    quarter of what a page of the desk costs.
    """
    return _menus(tuple(listed), get_script_prefix())


@cache
def _menus(listed: tuple[type[Model], ...], _prefix: str) -> list[Menu]:
    kinds: dict[str, list[str]] = defaultdict(list)
    for model in listed:
        kinds[model._meta.app_label].append(str(model._meta.model_name))
    found: dict[str, list[Link]] = {label: [] for label in get_args(rooms.Menu)}
    for config in sorted(
        (apps.get_app_config(app) for app in kinds), key=lambda config: str(config.verbose_name)
    ):
        app, names = config.label, kinds[config.label]
        alone = f"admin:{app}_{names[0]}_changelist" if len(names) == 1 else ""
        url = reverse(alone) if alone else reverse("admin:app_list", args=[app])
        found[rooms.said(config.name).menu].append(Link(app, str(config.verbose_name), url))
    return [Menu(label, links) for label, links in found.items() if links]
