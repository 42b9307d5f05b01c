"""`manage.py clauses [--json]`: the register of clauses, how far each is carried out, and what in the portal cites it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from foundation.clauses.citing import gather_citations
from foundation.clauses.register import REGISTER, Clause, Status, article_text


class Command(BaseCommand):
    help = "列出各项制度的条款：每一条本网站已照办、照办了一部分（还缺什么）还是没有管到，靠哪些步骤、条件、期限、页面和文书"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="输出 JSON，供程序读取")

    def handle(self, **options: Any) -> None:
        gather_citations()
        if options["json"]:
            self.stdout.write(json.dumps(_data(), ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(_lines()))


def _lines() -> Iterator[str]:
    for regulation in REGISTER.regulations:
        yield f"{regulation.code} {regulation.name}" if regulation.county else regulation.name
        for clause in REGISTER.of(regulation):
            ids = f"{clause.id}（{'、'.join(clause.aliases)}）" if clause.aliases else clause.id
            yield f"  {ids}  {clause.article}  {clause.duty}"
            for kind, citations in clause.citations_by_kind.items():
                for citation in citations:
                    yield f"      {kind}  {citation.name}  {citation.label}".rstrip()
            yield f"      {_status(clause)}"
        yield ""
    counted = "，".join(f"{status.label} {n} 项" for status, n in REGISTER.counts().items())
    yield f"共 {len(REGISTER)} 项，{counted}"


def _status(clause: Clause) -> str:
    lacks = "还缺" if clause.status == Status.PARTLY else "原因"
    return f"{clause.status.label}，{lacks}：{clause.missing}" if clause.missing else clause.status.label


def _data() -> dict[str, Any]:
    return {
        "regulations": [
            {**asdict(regulation), "clauses": [_clause(clause) for clause in REGISTER.of(regulation)]}
            for regulation in REGISTER.regulations
        ],
        "differences": [asdict(difference) for difference in REGISTER.differences],
    }


def _clause(clause: Clause) -> dict[str, Any]:
    return {
        "id": clause.id,
        "aliases": clause.aliases,
        "article": clause.article,
        "duty": clause.duty,
        "kinds": clause.kinds,
        "note": clause.note,
        "words": article_text(clause),
        "status": clause.status,
        "missing": clause.missing,
        "citations": [asdict(citation) for citation in clause.citations],
    }
