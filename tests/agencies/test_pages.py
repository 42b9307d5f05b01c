"""The public pages of agencies."""

from __future__ import annotations

import pytest
from django.test import Client

from foundation.agencies.models import Agency
from tests.personas import County


@pytest.mark.clause("PD-2")
def test_every_agency_that_exists_is_listed(county: County) -> None:
    html = Client().get("/agencies/").content.decode()
    for agency in county.agencies.values():
        assert agency.name in html
        assert f"/agencies/{agency.code}/" in html
    Agency.objects.filter(code="lxcz").update(abolished_on="2026-01-01")
    assert "隆兴昌镇人民政府" not in Client().get("/agencies/").content.decode()
    closed = Client().get("/agencies/lxcz/")
    assert "已于 2026-01-01 撤销" in closed.content.decode()
    assert Client().get("/agencies/nosuch/").status_code == 404


@pytest.mark.clause("PD-4")
@pytest.mark.clause("PD-9(2)")
def test_an_agencys_page_has_the_four_items_and_its_documents_at_the_same_place(county: County) -> None:
    published = county.published()
    hidden = county.draft(title="关于秸秆禁烧的通知")
    elsewhere = county.published("lxcz", title="关于防汛值守的通知")
    Agency.objects.filter(code="rfbsc").update(office_phone="0478-5210000", office_address="荣丰街 1 号")
    pages = {code: Client().get(f"/agencies/{code}/").content.decode() for code in ("rfbsc", "lxcz")}
    for html in pages.values():
        for label in ("政务公开工作机构", "办公地址", "办公时间", "联系电话"):
            assert label in html, label
    assert "该机关还没有公布" in pages["lxcz"]
    assert "0478-5210000" in pages["rfbsc"]
    assert "荣丰街 1 号" in pages["rfbsc"]
    assert published.title in pages["rfbsc"]
    assert hidden.title not in pages["rfbsc"]
    assert elsewhere.title not in pages["rfbsc"]
    assert elsewhere.title in pages["lxcz"]
