"""The state diagrams: printed from the acts, and equal to what the READMEs show."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from disclosure.models import Document
from foundation.casework import matters
from foundation.casework.management.commands.states import diagram, fenced, markers
from foundation.casework.models import Matter
from tests.personas import County

ROOT = Path(__file__).parents[2]


def _kinds() -> list[str]:
    return [kind for kind, model in matters.kinds().items() if issubclass(model, Matter)]


def _printed(kind: str) -> str:
    out = StringIO()
    call_command("states", kind, stdout=out)
    return out.getvalue().rstrip("\n")


@pytest.mark.parametrize("kind", _kinds())
def test_the_readme_of_the_room_shows_the_diagram_that_the_command_prints(kind: str) -> None:
    app = matters.kinds()[kind]._meta.app_config
    readme = Path(app.path, "README.md")
    shown = markers(kind).search(readme.read_text(encoding="utf-8"))
    assert shown is not None, f"{readme.relative_to(ROOT)} has no <!-- states:{kind} --> … <!-- /states -->"
    remedy = f"manage.py states {kind} --into {readme.relative_to(ROOT)}"
    assert shown[2] == fenced(_printed(kind)), f"{readme.relative_to(ROOT)} is out of date: {remedy}"


def test_the_way_of_a_document_is_drawn_from_its_acts() -> None:
    lines = _printed("document").splitlines()
    assert lines[0] == "stateDiagram-v2"
    assert '    state "拟稿" as draft' in lines
    assert (
        "    [*] --> draft: 拟稿、编制公开指南、制作新版本、导入旧文、用 Word 文件拟稿、转来拟稿、导入一行"
        in lines
    )
    assert "    draft --> recheck: 提交复核" in lines
    assert "    determined --> published: 发布" in lines
    assert "    abandoned --> [*]" in lines


def test_every_state_of_every_kind_is_reached() -> None:
    for kind in _kinds():
        model = matters.kinds()[kind]
        assert issubclass(model, Matter)
        reached = {
            line.split(" --> ")[1].split(":")[0] for line in diagram(model).splitlines() if " --> " in line
        }
        assert reached >= {state for state, _label in model._meta.get_field("state").choices}, kind


def test_the_diagram_is_written_between_the_marks_and_nothing_else_is_touched(tmp_path: Path) -> None:
    page = tmp_path / "README.md"
    page.write_text("before\n<!-- states:review -->\nold\n<!-- /states -->\nafter\n", encoding="utf-8")
    for _again in range(2):
        call_command("states", "review", into=page)
        drawn = fenced(_printed("review"))
        assert (
            page.read_text(encoding="utf-8")
            == f"before\n<!-- states:review -->\n{drawn}<!-- /states -->\nafter\n"
        )


def test_a_file_without_marks_and_a_kind_that_does_not_exist_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="没有“agency”这类事项"):
        call_command("states", "agency")
    with pytest.raises(CommandError, match="标记"):
        call_command("states", "review", into=tmp_path / "missing.md")


def test_while_a_row_is_read_anew_the_state_of_every_other_stays_protected(county: County) -> None:
    """Threads share the field: what one of them lifts, the others miss, and what it puts on again, they run into."""
    read, other = county.draft(), county.draft()

    class Meanwhile:
        def filter(self, **_which: Any) -> Meanwhile:
            return self

        def get(self) -> Document:
            with pytest.raises(AttributeError):
                other.state = "published"
            return Document.objects.get(pk=read.pk)

    read.refresh_from_db(from_queryset=Meanwhile())  # type: ignore[arg-type]
    with pytest.raises(Document.DoesNotExist):
        read.refresh_from_db(from_queryset=Document.objects.none())
    for document in (read, other):
        with pytest.raises(AttributeError):
            document.state = "published"
