"""Numbers and query codes of simulated applications on their way, for whoever looks at the county as a citizen."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from applications.doors import CODES
from applications.models import Application
from applications.player.applying import PLAYER
from foundation.simulation.models import Course
from foundation.simulation.players import token_of

#: How many are told.
MOST = 6


@PLAYER.tells
def lookups(seed: int) -> Iterator[str]:
    """Lines with the newest."""
    yield "模拟的申请（在 /apply/track/ 用登记号和查询码查看）："
    for found, code in islice(with_codes(seed), MOST):
        yield f"  {found.number:<12}{code}　{found.get_state_display()}"


def with_codes(seed: int) -> Iterator[tuple[Application, str]]:
    """The applications that were filed on the web and go on, the newest first, with their query codes."""
    courses = Course.objects.filter(player=PLAYER.name, ref__startswith=f"{Application.kind}:")
    keys = {int(ref.partition(":")[2]): key for ref, key in courses.values_list("ref", "key")}
    for application in Application.objects.filter(pk__in=keys).order_by("-pk"):
        code = CODES.code_of(token_of(seed, keys[application.pk], 0))
        # What another player goes on with has another key, and a form on paper had no token of this course.
        if CODES.matches(code, application.code_hash):
            yield application, code
