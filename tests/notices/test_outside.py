"""Mail and SMS leave unencrypted: they carry no reason and nothing of a text that is not public."""

from __future__ import annotations

import pytest

from foundation.agencies.models import Staff
from foundation.notices.models import Dispatch, Notice
from tests.personas import County

REASON = "正文第三段与县政府会议纪要不一致"


@pytest.mark.clause("SR-6(2)")
def test_a_return_leaves_without_its_reason_and_without_the_title(county: County) -> None:
    Staff.objects.update(email="someone@mail.example", phone="13800138000")
    document = county.determined()
    county.do("disclosure.return_to_drafter", document.ref, "rfbsc-records_office", {"reason": REASON})
    assert Notice.objects.filter(body__contains=REASON, subject__contains=document.title).exists()
    sent = list(Dispatch.objects.all())
    assert sent
    for message in sent:
        told = f"{message.subject}\n{message.body}"
        assert REASON not in told
        assert document.title not in told
        assert "请登录工作台查看" in told


def test_what_is_published_is_named(county: County) -> None:
    Staff.objects.update(email="someone@mail.example")
    document = county.determined()
    county.do("disclosure.publish", document.ref, "rfbsc-records_office")
    assert Dispatch.objects.filter(subject__contains=document.title).exists()
