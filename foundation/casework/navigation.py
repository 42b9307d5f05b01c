"""The navigation of the desk: the rooms whose lists somebody may open, in the menus that the rooms name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple, get_args

from django.apps import apps

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


def menus(available: Iterable[dict[str, Any]]) -> list[Menu]:
    """The menus of whoever may open these apps, as Django's admin tells them; none is empty."""
    found: dict[str, list[Link]] = {label: [] for label in get_args(rooms.Menu)}
    for app in available:
        room = rooms.said(apps.get_app_config(app["app_label"]).name)
        lists = [model["admin_url"] for model in app["models"]]
        url = lists[0] if len(lists) == 1 and lists[0] else app["app_url"]
        found[room.menu].append(Link(app["app_label"], app["name"], url))
    return [Menu(label, links) for label, links in found.items() if links]
