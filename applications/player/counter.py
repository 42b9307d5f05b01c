"""Whoever comes to the counter and whoever needs help: what is public already is handed over at once (条例33, 43)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile

from applications.player.applying import CLERK, PLAYER, applicant, reached, register
from applications.player.ways import topic_of
from disclosure.models import Document
from foundation.simulation.players import Beginning, Day, Next, Part

IN_A_YEAR = 40
HELP = ("打电话逐条读给申请人听，约好答复书用大字打印。", "请申请人到窗口，当面讲解怎样查询，并打印大字版。")


@PLAYER.begins
def coming(day: Day) -> Iterator[Beginning]:
    """Some come in person; a clerk writes down what others say."""
    codes, stream = reached(day), day.stream("counter")
    for n in day.numbers(IN_A_YEAR, least=4, of="counter"):
        facts = {"agency": stream.choice(codes), "way": "disclosed", "oral": bool(n % 2)}
        yield Beginning(f"counter{n}", "serve", facts)


def newest_of(part: Part) -> Document | None:
    """What the agency published last."""
    published = Document.objects.public(part.at).filter(agency=part.agency)
    return published.order_by("-published_at", "index__number").first()


@PLAYER.stage
def serve(part: Part) -> Next | None:
    """What is public already is answered on the spot; anything else is registered, and goes its way."""
    stream, document = part.stream, newest_of(part)
    given: dict[str, Any] = {
        "received_on": part.today,
        **applicant(part),
        "phone": f"1380000{stream.randint(0, 9999):04}",
        "address": "五原县隆兴昌镇示例街 2 号",
        "form": "paper",
        "delivery": "post",
        "wanted": topic_of(stream, part.today.year) if document is None else document.title,
    }
    if part.facts["oral"]:
        given |= {"channel": "oral", "read_back": "on"}
    else:
        scan = ContentFile("当面填写的申请表扫描件。".encode(), "申请表.txt")
        given |= {"channel": "in_person", "scan": [scan]}
    part.facts["post"] = True
    part.about(part.do("applications.enter", CLERK, part.agency, **given))
    if document is None:
        return part.then(register, (0, 1))
    part.do("applications.register", CLERK)
    handed = {"document": document.index_number, "handed_over": "on"}
    part.do("applications.answer_on_the_spot", CLERK, **handed)
    return None


@PLAYER.stage
def help_applicant(part: Part) -> Next:
    """Whoever cannot read small print is helped before the reply goes out."""
    part.do("applications.record_help", CLERK, given=part.stream.choice(HELP))
    part.facts["way"] = "disclosed"
    return part.then("draft", (2, 8))
