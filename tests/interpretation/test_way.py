"""Plan and material with the document: written, reviewed, signed, received, published with it or not at all (PI-4)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import InternalError, transaction
from django.test import Client

from disclosure.models import Document
from foundation.agencies.models import RoleGrant
from foundation.casework.refusals import Invalid, NotPermitted, Refused
from foundation.search.models import Entry
from interpretation import statute
from interpretation.gates import missing, warnings
from interpretation.models import Interpretation
from tests.disclosure.texts import DECLASSIFIED, STRUCK
from tests.interpretation.people import IMPORTANT, MATERIAL, NORMATIVE, PLAN, QA, Office
from tests.personas import DRAFT, OPINION

pytestmark = pytest.mark.django_db


def received(office: Office, document: Document) -> str:
    """What the records office is told when it receives the document."""
    with pytest.raises(Refused) as refused:
        office.by("records_office", "disclosure.recheck", document)
    assert refused.value.clause.id == "PI-4"
    return str(refused.value)


@pytest.mark.clause("PI-4")
@pytest.mark.parametrize("part", list(statute.PARTS))
def test_a_document_without_a_part_of_the_material_is_not_received(office: Office, part: str) -> None:
    document = office.draft()
    office.planned(document)
    office.written(document, **{part: "", f"no_{part}": ""})
    office.by("drafter", "disclosure.submit", document)
    assert f"材料：{statute.PARTS[part]}" in received(office, document)
    with pytest.raises(Refused, match=statute.PARTS[part]):
        office.by("drafter", "interpretation.hand_in", office.material(document))


@pytest.mark.clause("PI-4")
@pytest.mark.parametrize("part", list(statute.PLAN))
def test_a_document_without_a_part_of_the_plan_is_not_received(office: Office, part: str) -> None:
    document = office.draft()
    duty = office.duty(document)
    with pytest.raises(Invalid):
        office.by("drafter", "interpretation.plan", duty, {**PLAN, part: [] if part == "forms" else ""})
    office.written(document)
    office.by("drafter", "disclosure.submit", document)
    assert f"方案：{statute.PLAN[part]}" in received(office, document)


@pytest.mark.clause("PI-4")
def test_what_is_missing_is_named_until_all_is_there(office: Office) -> None:
    document = office.draft()
    office.by("drafter", "disclosure.submit", document)
    assert "解读材料" in received(office, document)
    office.planned(document)
    written = office.written(document)
    assert "保密审查" in received(office, document)
    reviewed = office.reviewed(written)
    assert "主要负责人审签" in received(office, document)
    office.by("leader", "interpretation.sign", reviewed)
    assert missing(office.duty(document)) == []
    office.by("records_office", "disclosure.recheck", document)


@pytest.mark.clause("PI-4")
@pytest.mark.parametrize("said", ["无", "略", "没有", "不适用", "一"])
def test_a_part_that_says_nothing_is_refused(office: Office, said: str) -> None:
    document = office.draft()
    for given in ({"background": said}, {"background": "", "no_background": said}):
        with pytest.raises(Invalid, match="说明不了什么"):
            office.written(document, **given)
    with pytest.raises(Invalid, match="已经写了"):
        office.written(document, no_background="以前没有过这项补贴")


@pytest.mark.clause("PI-4")
def test_who_wrote_or_reviewed_it_does_not_sign(office: Office) -> None:
    document = office.draft()
    office.planned(document)
    reviewed = office.reviewed(office.written(document))
    for who in ("drafter", "secrecy_reviewer"):
        office.county.grant(f"rfbsc-{who}", "leader")
        with pytest.raises(NotPermitted, match="SR-6"):
            office.by(who, "interpretation.sign", reviewed)
    assert office.by("leader", "interpretation.sign", reviewed).matter.is_signed


@pytest.mark.clause("PI-4")
def test_of_the_county_governments_documents_its_leader_signs_as_well(office: Office) -> None:
    document = office.draft({**NORMATIVE, "issued_by": "county"})
    office.planned(document)
    first = office.signed(office.written(document))
    assert (first.state, first.is_signed) == ("with_county_leader", False)
    signed = office.by("county_leader", "interpretation.sign", first).matter
    assert (signed.state, signed.is_signed) == ("signed", True)
    RoleGrant.objects.filter(role="county_leader").delete()
    other = office.draft({**NORMATIVE, "issued_by": "county"}, title="另一份办法")
    office.planned(other)
    assert office.signed(office.written(other)).state == "signed"


@pytest.mark.clause("PI-4")
@pytest.mark.parametrize("changed", ["document", "plan", "material"])
def test_a_change_after_the_signature_voids_it(office: Office, changed: str) -> None:
    document = office.ready()
    duty, material = office.duty(document), office.material(document)
    assert material.is_signed
    if changed == "document":
        office.by("drafter", "disclosure.edit", document, {**DRAFT, "body": DRAFT["body"] + "\n三、监督"})
    elif changed == "plan":
        office.by("drafter", "interpretation.plan", duty, {"outline": "另外几点"})
    else:
        office.by("drafter", "interpretation.take_back", material)
        office.by(
            "drafter", "interpretation.edit_material", material, {**MATERIAL, "purpose": "改过的目的和意义。"}
        )
        office.reviewed(material)
    material = office.county.fresh(material)
    assert not material.is_signed
    office.by("drafter", "disclosure.submit", document)
    assert "重新审签" in received(office, document)
    with pytest.raises(Refused):
        office.by("records_office", "interpretation.publish", material)
    assert office.by("leader", "interpretation.sign", material).matter.is_signed
    office.by("records_office", "disclosure.recheck", document)


@pytest.mark.clause("PI-4")
def test_document_and_interpretation_appear_together(office: Office) -> None:
    document = office.published()
    material = office.material(document)
    assert (material.state, material.published_at) == ("published", document.published_at)
    page = Client().get(f"/interpretation/{material.pk}/").content.decode()
    own = Client().get(f"/documents/{document.index_number}/").content.decode()
    assert f"/documents/{document.index_number}/" in page
    assert f"/interpretation/{material.pk}/" in own
    assert Entry.objects.filter(kind="interpretation", object_id=material.pk).exists()


@pytest.mark.clause("PI-4")
def test_neither_appears_where_the_interpretation_fails_midway(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = office.determined(office.ready())
    material = office.material(document)

    class Fails:
        def enter(self, interpretation: Interpretation) -> None:
            raise RuntimeError(f"midway, {interpretation.state}")

    monkeypatch.setattr("interpretation.queries.index", Fails())
    with pytest.raises(RuntimeError, match="midway, published"), transaction.atomic():
        office.by("records_office", "disclosure.publish", document)
    assert office.county.fresh(document).state == "determined"
    assert office.county.fresh(material).state == "signed"
    assert not Document.objects.public(office.county.at).exists()
    assert not Interpretation.objects.public(office.county.at).exists()
    assert not Entry.objects.exists()


@pytest.mark.clause("PI-4")
@pytest.mark.parametrize("answers", [NORMATIVE, IMPORTANT])
def test_a_document_that_has_to_be_interpreted_is_not_published_alone(
    office: Office, answers: dict[str, Any]
) -> None:
    document = office.draft(answers)
    office.planned(document)
    material = office.signed(office.written(document))
    office.determined(document)
    office.by("drafter", "interpretation.take_back", material)
    with pytest.raises(Refused, match="一起发布") as refused:
        office.by("records_office", "disclosure.publish", document)
    assert refused.value.clause.id == "PI-4"


@pytest.mark.clause("PI-4")
def test_an_interpretation_is_not_published_before_its_document(office: Office) -> None:
    material = office.material(office.ready())
    with pytest.raises(Refused, match="还没有公开"):
        office.by("records_office", "interpretation.publish", material)
    with pytest.raises(InternalError, match="PI-4"), transaction.atomic():
        Interpretation.objects.filter(pk=material.pk).update(state="published", published_at=office.county.at)
    assert Client().get(f"/interpretation/{material.pk}/").status_code == 404


@pytest.mark.clause("PI-4")
@pytest.mark.clause("SR-4")
def test_the_database_publishes_nothing_unreviewed_or_unsigned(office: Office) -> None:
    document = office.published()
    later = office.by("drafter", "interpretation.write", document, QA).matter
    row = Interpretation.objects.filter(pk=later.pk)
    with pytest.raises(InternalError, match="SR-4"), transaction.atomic():
        row.update(state="published", published_at=office.county.at)
    office.reviewed(later)
    with pytest.raises(InternalError, match="PI-4"), transaction.atomic():
        row.update(state="published", published_at=office.county.at)
    office.by("leader", "interpretation.sign", office.county.fresh(later))
    for change in ({"body": "改了"}, {"title": "改了"}, {"chart": "", "alt": "改了"}):
        with pytest.raises(InternalError), transaction.atomic():
            row.update(**change)
    with pytest.raises(InternalError), transaction.atomic():
        later.links.all().delete()


@pytest.mark.clause("SR-7(2)")
def test_no_internal_passage_stands_in_an_interpretation(office: Office) -> None:
    document = office.draft(**DECLASSIFIED)
    office.planned(document)
    material = office.written(document, highlights=f"顺便说一句，{STRUCK}")
    with pytest.raises(Refused, match="脱密时删去的内容出现在特色亮点"):
        office.by("drafter", "interpretation.hand_in", material)
    office.by("drafter", "interpretation.edit_material", material, MATERIAL)
    office.by("drafter", "interpretation.hand_in", material)


@pytest.mark.clause("PI-4")
def test_what_becomes_of_the_document_is_told_of_its_interpretations(office: Office) -> None:
    document = office.published()
    material = office.material(document)
    lapsed = {"validity": "repealed", "lapsed_on": "2026-11-02", "reason": "荣办发〔2026〕9号"}
    office.by("records_office", "disclosure.set_validity", document, lapsed)
    assert "废止" in office.county.fresh(material).flag
    assert "正在核对" in Client().get(f"/interpretation/{material.pk}/").content.decode()
    said = {"reason": "文件虽已废止，解读说的办法照旧"}
    assert office.by("drafter", "interpretation.confirm", material, said).matter.flag == ""
    office.by("records_office", "disclosure.withdraw", document, {"reason": "内容有误，另行发布。"})
    assert "已撤回" in office.county.fresh(material).flag
    assert Client().get(f"/interpretation/{material.pk}/").status_code == 404
    assert not Entry.objects.filter(kind="interpretation").exists()
    office.by("records_office", "disclosure.restore", document, {"reason": "撤错了一份"})
    assert Client().get(f"/interpretation/{material.pk}/").status_code == 200
    assert Entry.objects.filter(kind="interpretation").exists()


@pytest.mark.clause("PI-4")
def test_a_new_version_flags_what_explains_the_old_one(office: Office) -> None:
    document = office.published()
    old = office.material(document)
    given = {"changed_on": "2026-11-02", "reason": "提高标准"}
    newer = office.by("drafter", "disclosure.revise", document, given).matter
    office.by("drafter", "disclosure.submit", newer)
    assert "解读材料" in received(office, newer)
    office.planned(newer)
    office.signed(office.written(newer, title="新办法讲清楚"))
    office.by("records_office", "disclosure.recheck", newer)
    review = office.by("records_office", "secrecy_review.request", newer).matter
    office.by("secrecy_reviewer", "secrecy_review.give_opinion", review, OPINION)
    office.by("department_head", "disclosure.sign", newer)
    office.by("leader", "disclosure.sign", newer)
    office.by("records_office", "disclosure.publish", newer)
    assert "有了新版本" in office.county.fresh(old).flag
    page = Client().get(f"/documents/{document.index_number}/").content.decode()
    assert "新办法讲清楚" in page
    assert old.title in page


@pytest.mark.clause("PI-4")
@pytest.mark.clause("SR-13")
def test_what_is_taken_down_is_being_renewed(office: Office) -> None:
    document = office.published()
    material = office.material(document)
    office.by("records_office", "interpretation.withdraw", material, {"reason": "说法有误"})
    page = Client().get(f"/documents/{document.index_number}/").content.decode()
    assert "解读更新中" in page
    assert material.title not in page
    assert not Entry.objects.filter(kind="interpretation").exists()
    office.by("records_office", "interpretation.restore", material, {"reason": "撤错了"})
    assert "解读更新中" not in Client().get(f"/documents/{document.index_number}/").content.decode()
    office.by("records_office", "interpretation.withdraw", material, {"reason": "说法有误"})
    office.county.at += timedelta(hours=2)
    with pytest.raises(Refused):
        office.by("records_office", "interpretation.restore", material, {"reason": "撤错了"})


@pytest.mark.clause("PI-5")
def test_copying_and_long_sentences_are_warned_of_and_not_refused(office: Office) -> None:
    body = "一、总体要求\n" + "各村民委员会应当认真组织按时完成清洁取暖改造任务并报送总结材料" * 20 + "。"
    document = office.draft(body=body)
    office.planned(document)
    material = office.written(document, background=body, measures=body.replace("一、总体要求\n", ""))
    said = " ".join(warnings(material))
    assert "和原文一样" in said
    assert "太长" in said
    plain = office.draft(title="另一份通知")
    office.planned(plain)
    assert warnings(office.written(plain)) == []
    office.reviewed(material)
