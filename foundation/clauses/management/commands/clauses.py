"""`manage.py clauses [--json]`: the register of clauses, and what in the portal cites each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from foundation.clauses.citing import gather_citations
from foundation.clauses.register import REGISTER, Clause, article_text

NOT_ENFORCED = "尚未由系统执行"


class Command(BaseCommand):
    help = "列出各项制度的条款，以及系统中执行每一条的办理步骤、关口、时限、页面、文书和约束"
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
            if not clause.enforced:
                yield f"      {NOT_ENFORCED}"
        yield ""
    enforced = sum(clause.enforced for clause in REGISTER)
    yield f"共 {len(REGISTER)} 项，系统已执行 {enforced} 项，{NOT_ENFORCED} {len(REGISTER) - enforced} 项"


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
        "enforced": clause.enforced,
        "citations": [asdict(citation) for citation in clause.citations],
    }
