"""The public pages of the regulations and `manage.py clauses`, as a reader meets them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from io import StringIO
from itertools import pairwise
from urllib.parse import unquote

import pytest
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from foundation.clauses import REGISTER, Citation, Clause, Status, cite, citing
from foundation.clauses.citing import gather_citations

pytestmark = pytest.mark.django_db

SLUGS = [regulation.slug for regulation in REGISTER.regulations]


class Outline(HTMLParser):
    """Ids, headings and links of a page, and whether every element is closed."""

    VOID = frozenset({"br", "col", "hr", "img", "input", "link", "meta", "wbr"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.headings: list[int] = []
        self.open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        assert "style" not in values
        if id := values.get("id"):
            self.ids.append(id)
        if tag == "a":
            self.links.append(values.get("href") or "")
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def text_of(response: HttpResponse) -> str:
    """The words of a page between its tags, without runs of white space."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def within(response: HttpResponse, clause: Clause) -> str:
    """What a page says from the anchor of a clause to the next section."""
    start = response.content.decode().split(f'id="{clause.id}"', 1)[1]
    return start.split("</section>", 1)[0]


@pytest.fixture
def clause() -> Iterator[Clause]:
    """A clause whose citations, status and lacks are the test's own."""
    gather_citations()
    clause = cite("SE-7")
    kept, said = clause.citations[:], (clause.status, clause.missing)
    clause.citations.clear()
    for name, value in (("status", Status.NOT), ("missing", "")):
        object.__setattr__(clause, name, value)
    yield clause
    clause.citations[:] = kept
    for name, value in zip(("status", "missing"), said, strict=True):
        object.__setattr__(clause, name, value)


@pytest.mark.parametrize("slug", SLUGS)
def test_each_regulation_has_its_page(client: Client, slug: str) -> None:
    response = client.get(reverse("regulations:detail", args=[slug]))
    regulation = REGISTER.regulation(slug)
    assert response.status_code == 200
    assert regulation is not None
    outline = Outline(response.content.decode())
    assert outline.open == []
    assert len(outline.ids) == len(set(outline.ids))
    assert {clause.id for clause in REGISTER.of(regulation)} <= set(outline.ids)
    assert outline.headings.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(outline.headings))
    assert regulation.name in text_of(response)


def test_the_list_leads_to_every_regulation_and_clause_it_names(client: Client) -> None:
    outline = Outline(client.get(reverse("regulations:list")).content.decode())
    assert outline.open == []
    assert outline.headings[:2] == [1, 2]
    for slug in SLUGS:
        assert reverse("regulations:detail", args=[slug]) in outline.links
    anchored = [link.split("#") for link in outline.links if link.startswith("/regulations/") and "#" in link]
    assert len(anchored) > len(REGISTER.differences)
    for path in {path for path, _ in anchored}:
        ids = Outline(client.get(path).content.decode()).ids
        assert {unquote(anchor) for page, anchor in anchored if page == path} <= set(ids)


def test_the_list_says_how_county_and_national_rules_differ(client: Client) -> None:
    words = text_of(client.get(reverse("regulations:list")))
    for difference in REGISTER.differences:
        assert difference.portal in words


def test_a_clause_shows_what_the_portal_does(client: Client, clause: Clause) -> None:
    cite(clause.id, by=Citation("gate", "appraisal.close/evaluated", "没有评议结果不能定等次"))
    shown = within(client.get(reverse("regulations:detail", args=["social_evaluation"])), clause)
    assert clause.duty in shown
    assert "<dt>做不到就办不下去</dt>" in shown
    assert "没有评议结果不能定等次" in shown


@pytest.mark.parametrize(
    ("status", "missing", "says"),
    [
        (Status.ENFORCED, "", ""),
        (Status.PARTLY, "评议结果还不能导入。", "照办了一部分 还缺：评议结果还不能导入。"),
        (Status.NOT, "", "还没有管到"),
    ],
)
def test_page_and_command_say_how_far_a_clause_is_carried_out(
    client: Client, clause: Clause, status: Status, missing: str, says: str
) -> None:
    object.__setattr__(clause, "status", status)
    object.__setattr__(clause, "missing", missing)
    page = client.get(reverse("regulations:detail", args=["social_evaluation"]))
    words = " ".join(re.sub(r"<[^>]+>", " ", within(page, clause)).split())
    assert says in words
    for other in set(Status) - {status}:
        assert other == Status.ENFORCED or other.label not in words
    out = StringIO()
    call_command("clauses", stdout=out)
    lines = out.getvalue().splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("  SE-7 "))
    lacks = f"，还缺：{missing}" if missing else ""
    assert lines[at + 1].strip() == status.label + lacks


def test_a_clause_that_nothing_enforces_says_so(client: Client, clause: Clause) -> None:
    page = client.get(reverse("regulations:detail", args=["social_evaluation"]))
    assert "还没有管到" in within(page, clause)
    assert "这一条由机关自己落实，本网站不作检查" in text_of(page)


def test_the_page_of_a_clause_says_where_national_law_differs(client: Client) -> None:
    page = client.get(reverse("regulations:detail", args=["on_request"]))
    words = " ".join(re.sub(r"<[^>]+>", " ", within(page, cite("OR-5"))).split())
    assert "两边都要做到。 国家的限期更短，对申请人更有利" in words
    assert "县制度 延长不超过 3 个月" in words
    # The cards stand where they matter, once on a page.
    assert text_of(page).count("延长不超过 20 个工作日，经负责人同意") == 1
    assert "延长不超过 20 个工作日" in within(page, cite("OR-5"))
    assert "自收到申请之日起7个工作日内" in within(page, cite("条例30"))


def test_the_law_stands_word_for_word(client: Client) -> None:
    words = text_of(client.get(reverse("regulations:detail", args=["training"])))
    assert "为贯彻落实《中华人民共和国政府信息公开条例》(国务院令第492号) ,全面提高" in words
    assert "每人每年累计参加培训的时间应不少于16学时。" in words


#: What only those who made the portal say.
TECHNICAL = re.compile(
    r"系统|关口|数据库|触发器|字段|后台|接口|编码|脚本|缓存|索引表|数据表|文本框|约束|校验码|机构树|[a-z]+_[a-z]+|[a-z]+\.[a-z]+"
)


@pytest.mark.parametrize("path", ["", *(f"{slug}/" for slug in SLUGS)])
def test_the_pages_speak_a_citizens_words(client: Client, path: str) -> None:
    page = client.get(f"/regulations/{path}").content.decode()
    main = page.split('<main id="content"', 1)[1].split("</main>", 1)[0]
    # What the law itself says stays as it is printed; what machines read no citizen sees.
    ours = re.sub(
        r'(?s)<div class="prose">.*?</div>|<blockquote>.*?</blockquote>|<script.*?</script>', " ", main
    )
    words = " ".join(re.sub(r"<[^>]+>", " ", ours).split())
    assert not [words[max(0, m.start() - 15) : m.end() + 15] for m in TECHNICAL.finditer(words)]


def test_everything_that_cites_a_clause_is_named_in_words() -> None:
    gather_citations()
    named = [c for clause in REGISTER for c in clause.citations if not c.name.startswith("test.")]
    assert not [citation for citation in named if not re.search("[\u4e00-\u9fff]", citation.label)]


def test_the_law_comes_first_and_what_is_done_about_it_is_folded(client: Client) -> None:
    page = client.get(reverse("regulations:detail", args=["on_request"])).content.decode()
    main = page.split('<main id="content"', 1)[1]
    assert main.index('aria-label="目录"') < main.index('id="article-1"'), (
        "on a telephone the contents come first"
    )
    article = main.split('id="article-5"', 1)[1].split('id="article-6"', 1)[0]
    assert article.index('class="prose"') < article.index('class="differ"') < article.index('class="fold"')
    assert "<details open" not in article
    assert 'aria-labelledby="article-' not in main, "articles of several laws would be regions of one name"
    assert "办理步骤" not in article.split("<details", 1)[0]


def test_a_page_that_carries_out_a_clause_is_one_press_away(client: Client) -> None:
    page = client.get(reverse("regulations:detail", args=["proactive_disclosure"]))
    assert reverse("time_limits:list") in Outline(within(page, cite("PD-9"))).links


@pytest.mark.parametrize("path", ["/regulations/", "/regulations/secrecy_review/"])
def test_pages_are_public_cacheable_and_read_only(client: Client, path: str) -> None:
    response = client.get(path)
    assert "public" in response["Cache-Control"]
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    again = client.get(path, headers={"if-none-match": response["ETag"]})
    assert again.status_code == 304
    assert client.head(path).status_code == 200
    assert client.post(path).status_code == 405


def test_an_unknown_regulation_is_not_found(client: Client) -> None:
    assert client.get("/regulations/nothing/").status_code == 404


def test_the_command_prints_what_cites_each_clause(clause: Clause) -> None:
    cite(clause.id, by=Citation("limit", "evaluation.round", "每年一轮"))
    out = StringIO()
    call_command("clauses", stdout=out)
    lines = out.getvalue().splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("  SE-7 "))
    assert clause.duty in lines[at]
    assert lines[at + 1].split() == ["期限", "evaluation.round", "每年一轮"]
    assert lines[at + 2].split() == ["还没有管到"]
    assert any("PD-5（PD-6、" in line for line in lines)
    assert re.fullmatch(
        rf"共 {len(REGISTER)} 项，已照办 \d+ 项，照办了一部分 \d+ 项，还没有管到 \d+ 项",
        lines[-1],
    )


def test_the_command_speaks_json(clause: Clause) -> None:
    cite(clause.id, by=Citation("gate", "appraisal.close/evaluated", "没有评议结果不能定等次"))
    out = StringIO()
    call_command("clauses", "--json", stdout=out)
    assert "政府信息主动公开工作制度" in out.getvalue()
    data = json.loads(out.getvalue())
    entries = {entry["id"]: entry for regulation in data["regulations"] for entry in regulation["clauses"]}
    assert len(entries) == len(REGISTER)
    assert (entries["SE-7"]["status"], entries["SE-7"]["missing"]) == ("not", "")
    assert all((entry["status"] == "partly") == bool(entry["missing"]) for entry in entries.values())
    assert entries["SE-7"]["citations"] == [
        {"kind": "gate", "name": "appraisal.close/evaluated", "label": "没有评议结果不能定等次"}
    ]
    assert entries["SR-10"]["words"].startswith("各级行政机关负责保密审查的机构")
    assert len(data["differences"]) == len(REGISTER.differences)


def test_gathering_imports_what_our_own_apps_cite_with(monkeypatch: pytest.MonkeyPatch) -> None:
    imported: list[str] = []
    monkeypatch.setattr(citing, "import_module", imported.append)
    citing.gather_citations.__wrapped__()
    assert {"foundation.clauses.views", "foundation.clauses.urls"} <= set(imported)
    assert not [name for name in imported if name.startswith(("django.", "axes."))]
