"""The navigation of the desk: every room that somebody may open, once, in the menu that the room names."""

from __future__ import annotations

from django.apps import apps
from django.test import Client

from foundation import rooms
from foundation.casework.desk import desk
from tests.personas import County


def test_each_room_stands_once_in_its_menu_and_leads_to_its_lists(county: County) -> None:
    client = Client()
    client.force_login(county.people["rfbsc-drafter"])
    page = client.get("/desk/")
    menus = page.context["menus"]
    links = {link.app: (menu.label, link) for menu in menus for link in menu.links}
    opened = {model._meta.app_label for model in desk._registry}
    assert len(opened) > 10
    assert sorted(link.app for menu in menus for link in menu.links) == sorted(opened)
    for app, (label, link) in links.items():
        assert label == rooms.said(apps.get_app_config(app).name).menu
        assert client.get(link.url).status_code == 200, link
    assert [links[app][0] for app in ("disclosure", "feedback", "training", "agencies")] == [
        "信息公开",
        "公众参与",
        "监督保障",
        "管理",
    ]


def test_a_page_says_in_which_room_it_is(county: County) -> None:
    client = Client()
    client.force_login(county.people["rfbsc-drafter"])
    page = client.get("/desk/disclosure/document/").content.decode()
    assert page.count('<span class="desk-here">主动公开</span>') == page.count('class="desk-here"') == 1
    assert '<a href="/desk/disclosure/' in page
    assert client.get("/desk/").content.decode().count("desk-here") == 0
