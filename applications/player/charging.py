"""Information for a fee: far more pages than are free, or a dozen matters in one application; paid, or left."""

from __future__ import annotations

from typing import Any

from applications.models import Application
from applications.player.applying import CLERK, PLAYER
from foundation.simulation.players import Next, Part

PAY_TO = "县财政局非税收入专户，或者凭本通知到县政务服务中心 6 号窗口缴纳。"


@PLAYER.stage
def charge(part: Part) -> Next | None:
    """By piece or by page; whoever does not pay has the portal close it when the time is over."""
    way, stream = part.facts["way"], part.stream
    if way == "by_piece":
        pieces = stream.randint(12, 16)
        told = "按所列的村分件，一村一件，各村的账册互不相干。"
        part.do("applications.count_pieces", CLERK, pieces=pieces, reason=told)
        given: dict[str, Any] = {"by": "piece", "facts": f"一件申请里列了 {pieces} 个村的账册，超过十件。"}
    else:
        pages = stream.randint(60, 220)
        facts = f"所要的合同、图纸和验收资料共 {pages} 页，超过三十页。"
        given = {"by": "page", "pages": pages, "facts": facts}
    part.do("applications.charge", CLERK, pay_to=PAY_TO, **given)
    return None if way == "unpaid" else part.then(record_payment, (2, 12))


@PLAYER.stage
def record_payment(part: Part) -> Next | None:
    if part.matter.state != Application.State.PAYING:
        return None
    receipt = f"蒙财非税 {part.stream.randint(1, 99_999):08}"
    part.do("applications.record_payment", CLERK, paid_on=part.today, receipt=receipt)
    part.facts["way"] = "disclosed"
    return part.then("draft", (3, 12))
