"""AR-2, 档案法实施条例30: bags that anybody verifies and reads without the portal."""

from __future__ import annotations

import hashlib
import io
import json
import re
import subprocess
import sys
import unicodedata
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import IO, Any
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from pyrage.x25519 import Identity

from archive.packages import Damaged, Member, Sort, Unfit, seal, verify, write_folder, zip_chunks
from archive.packages.catalogues import gigabytes
from archive.packages.layout import ascii_name
from archive.packages.verifying import Wrong, fingerprint_of
from foundation.backups import sealing
from tests.archive.packed import LONG, ODD, item, member, package, volume

BAGIT = Path(sys.executable).with_name("bagit.py")
PRESCRIBED = {"电子档案", "其他", "说明文件.TXT", "文件目录.XML", "案卷目录.XML", "移交登记表.PDF"}


def files_in(folder: Path) -> list[Path]:
    return sorted(place for place in folder.rglob("*") if place.is_file())


def validated(folder: Path) -> subprocess.CompletedProcess[str]:
    """What the command line of the Library of Congress says of a bag."""
    return subprocess.run(
        [sys.executable, str(BAGIT), "--validate", str(folder)], capture_output=True, text=True
    )


@pytest.fixture
def bag(tmp_path: Path) -> Path:
    write_folder(package(), tmp_path / "bag")
    return tmp_path / "bag"


@pytest.mark.clause("AR-2")
def test_the_bagit_command_verifies_the_bag_and_so_do_we(bag: Path) -> None:
    said = validated(bag)
    assert said.returncode == 0, said.stderr
    assert verify(bag) == []
    summed = subprocess.run(
        ["sha256sum", "--check", "--strict", "manifest-sha256.txt", "tagmanifest-sha256.txt"],
        cwd=bag,
        capture_output=True,
        text=True,
    )
    assert summed.returncode == 0, summed.stderr


@pytest.mark.clause("AR-2")
def test_one_byte_of_any_file_is_found_in_every_file(bag: Path) -> None:
    places = files_in(bag)
    assert len(places) > 15
    for place in places:
        kept = place.read_bytes()
        for at in {0, len(kept) // 2, len(kept) - 1}:
            place.write_bytes(kept[:at] + bytes([kept[at] ^ 1]) + kept[at + 1 :])
            named = {fault.path for fault in verify(bag)}
            # Of the list that stands above all others a changed byte may name the file that it speaks of.
            assert (
                named
                if place.name == "tagmanifest-sha256.txt"
                else place.relative_to(bag).as_posix() in named
            )
        place.write_bytes(kept)
    assert verify(bag) == []


def test_the_bagit_command_finds_a_changed_byte_too(bag: Path) -> None:
    for place in (
        next((bag / "data/电子档案").rglob("001.txt")),
        bag / "index.html",
        bag / "manifest-sha256.txt",
    ):
        kept = place.read_bytes()
        place.write_bytes(bytes([kept[0] ^ 1]) + kept[1:])
        assert validated(bag).returncode != 0, place
        place.write_bytes(kept)


@pytest.mark.parametrize("at", range(0, 70, 7))
def test_any_byte_of_the_tag_manifest_counts(bag: Path, at: int) -> None:
    place = bag / "tagmanifest-sha256.txt"
    kept = place.read_bytes()
    place.write_bytes(kept[:at] + bytes([kept[at] ^ 0x20]) + kept[at + 1 :])
    assert verify(bag)


def test_missing_and_additional_files_are_named(bag: Path) -> None:
    gone = next((bag / "data/电子档案").rglob("001.txt"))
    name = gone.relative_to(bag).as_posix()
    gone.unlink()
    (bag / "data" / "其他" / "夹带.exe").write_bytes(b"MZ")
    (bag / "beside.txt").write_bytes(b"x")
    (bag / "data" / "link").symlink_to("/etc/passwd")
    said = {(fault.path, fault.wrong) for fault in verify(bag)}
    assert said == {
        (name, Wrong.MISSING),
        ("data/其他/夹带.exe", Wrong.ADDITIONAL),
        ("beside.txt", Wrong.ADDITIONAL),
        ("data/link", Wrong.ADDITIONAL),
    }
    assert f"{name}：清单里有，文件不见了。" in map(str, verify(bag))


def test_whoever_changes_both_manifests_is_found_by_the_fingerprint(tmp_path: Path) -> None:
    fingerprint = write_folder(package(), tmp_path / "bag")
    forged = write_folder(package(item(title="改过的题名")), tmp_path / "forged")
    assert fingerprint_of(tmp_path / "bag") == fingerprint
    assert verify(tmp_path / "forged") == []
    assert forged != fingerprint


def test_a_manifest_that_leads_outside_is_no_manifest(bag: Path) -> None:
    place = bag / "manifest-sha256.txt"
    with place.open("a") as target:
        target.write(f"{hashlib.sha256(b'').hexdigest()}  data/../../../etc/passwd\n")
    wrong = {fault.path: fault.wrong for fault in verify(bag)}
    assert set(wrong) == {"manifest-sha256.txt"}


def test_equal_input_makes_equal_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_folder(package(), tmp_path / name)
    one, two = (
        {place.relative_to(tmp_path / name): place.read_bytes() for place in files_in(tmp_path / name)}
        for name in ("one", "two")
    )
    assert one == two
    assert b"".join(zip_chunks(package())) == b"".join(zip_chunks(package()))


def test_the_zip_holds_the_very_bag(bag: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(b"".join(zip_chunks(package())))) as archive:
        assert archive.testzip() is None
        archive.extractall(tmp_path / "out")
    (root,) = (tmp_path / "out").iterdir()
    assert verify(root) == []
    assert {p.relative_to(root): p.read_bytes() for p in files_in(root)} == {
        p.relative_to(bag): p.read_bytes() for p in files_in(bag)
    }


def test_names_on_the_disk_are_ascii_but_for_the_prescribed_ones_which_have_one_form(bag: Path) -> None:
    for place in bag.rglob("*"):
        assert place.name.isascii() or place.name in PRESCRIBED, place
        assert {unicodedata.normalize(form, place.name) for form in ("NFC", "NFD", "NFKC", "NFKD")} == {
            place.name
        }
        assert len(place.relative_to(bag).as_posix()) < 200


@given(st.text(max_size=300))
def test_a_code_makes_a_name_that_every_disk_takes(code: str) -> None:
    name = ascii_name(code)
    assert re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,79}", name)
    assert ascii_name(code) == name


def test_codes_stay_apart_and_readable() -> None:
    assert ascii_name("A439-WS·2015·D30·003-005") == "A439-WS.2015.D30.003-005"
    assert ascii_name("Z109-WS·2011·Y·办公室-0001").startswith("Z109-WS.2011.Y.BGS-0001-")
    assert ascii_name("办公室-0001") != ascii_name("保管所-0001")


def test_catalogues_are_valid_by_the_schemas_that_go_with_them(bag: Path) -> None:
    for name, schema in (("文件目录.XML", "items.xsd"), ("案卷目录.XML", "volumes.xsd")):
        rules = etree.XMLSchema(etree.parse(bag / "data/其他" / schema))
        rules.assertValid(etree.parse(bag / "data" / name))
    (line,) = ElementTree.parse(bag / "data/文件目录.XML").getroot()
    said = {field.tag: field.text or "" for field in line}
    assert list(said) == ["顺序号", "档号", "责任者", "题名", "日期", "密级", "电子档案名称", "备注"]
    assert said["日期"] == "20260302"
    for name in said["电子档案名称"].split("\n"):
        assert (bag / "data/电子档案" / name).is_file()


@pytest.mark.clause("AR-3(3)")
def test_each_line_tells_opening_disclosure_and_changes_of_the_class(bag: Path) -> None:
    (line,) = ElementTree.parse(bag / "data/案卷目录.XML").getroot()
    remark = line.findtext("备注") or ""
    assert "到期开放意见：同意开放" in remark
    assert "政府信息公开情况：主动公开，2026-03-05 起" in remark
    assert "密级变更情况：2026-03-20 秘密变更为无密级" in remark


def links(page: Path) -> list[Path]:
    return [
        page.parent / unquote(found)
        for found in re.findall(r'(?:href|src)="([^"]+)"', page.read_text("utf-8"))
    ]


def test_from_the_first_page_every_member_is_reached_and_nothing_outside(bag: Path) -> None:
    reached, rest = set(), [bag / "index.html"]
    while rest:
        page = rest.pop().resolve()
        if page in reached:
            continue
        reached.add(page)
        assert page.is_file(), page
        assert page.is_relative_to(bag.resolve())
        rest += links(page) if page.suffix == ".html" else []
    left = {place.resolve() for place in files_in(bag)} - reached
    assert {place.name for place in left} == {"bagit.txt", "bag-info.txt"}
    for page in bag.rglob("*.html"):
        said = page.read_text("utf-8")
        assert "<script" not in said
        assert not re.search(r"https?://|@import|javascript:|\bon\w+=", said)
        assert "<b>&" not in said
    assert "sha256sum -c" in (bag / "index.html").read_text("utf-8")


def test_the_page_of_a_volume_says_what_it_is_and_what_was_done(bag: Path) -> None:
    page = next(place for place in bag.rglob("index.html") if "ZY" in place.parts).read_text("utf-8")
    for said in (
        LONG,
        "申请书",
        "拟稿",
        "签发领导甲",
        "按时办结",
        "请发布",
        "暂停一日",
        "同意开放",
        "缺附件二",
        "利用限制",
    ):
        assert said in page


def test_the_record_holds_everything_and_its_chain_is_proved_by_itself(bag: Path) -> None:
    place = next(place for place in bag.rglob("record.json") if "ZY" in place.parts)
    said = json.loads(place.read_text("utf-8"))
    assert said["title"] == ODD
    assert [entry["files"][0]["file"] for entry in said["entries"]] == ["001.txt", "002.txt"]
    for entry in said["entries"]:
        for file in entry["files"]:
            assert hashlib.sha256((place.parent / file["file"]).read_bytes()).hexdigest() == file["sha256"]
    previous = ""
    for line in said["records"]["ledger"]:
        assert hashlib.sha256(line["hashed"].encode()).hexdigest() == line["hash"]
        assert json.loads(line["hashed"])["previous_hash"] == previous == line["previous_hash"]
        previous = line["hash"]
    assert {"signatures", "clocks", "notices"} <= set(said["records"])


def test_the_bag_info_is_one_line_for_each_label(tmp_path: Path) -> None:
    write_folder(package(contact="甲\nBag-Size: 1", said="一\r\n二"), tmp_path / "bag")
    lines = (tmp_path / "bag/bag-info.txt").read_text("utf-8").splitlines()
    assert "Contact-Name: 甲 Bag-Size: 1" in lines
    assert not any(line.startswith("Bag-Size") for line in lines)
    payload = files_in(tmp_path / "bag/data")
    assert f"Payload-Oxum: {sum(p.stat().st_size for p in payload)}.{len(payload)}" in lines
    assert validated(tmp_path / "bag").returncode == 0


def test_a_file_that_changed_on_the_disk_makes_no_bag(tmp_path: Path) -> None:
    whole = member(b"as it was")
    changed = replace(whole, open=lambda: io.BytesIO(b"as it is now"))
    spoilt = replace(item(), entries=[replace(item().entries[0], members=[changed])])
    with pytest.raises(Damaged, match="与登记的摘要不符"):
        write_folder(package(spoilt), tmp_path / "bag")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(Damaged):
        list(zip_chunks(package(spoilt)))


def test_an_existing_bag_is_never_written_over(bag: Path) -> None:
    with pytest.raises(FileExistsError):
        write_folder(package(), bag)
    assert verify(bag) == []


@pytest.mark.parametrize(
    ("units", "said"),
    [
        ([], "没有一件档案"),
        ([item(code=" ")], "还没有档号"),
        ([replace(item(), entries=[])], "没有一个文件"),
        ([item(), item()], "同一个文件夹"),
        ([item(code="a-1"), item(code="A-1")], "同一个文件夹"),
    ],
)
def test_what_no_bag_is_made_of_is_said(units: list[Any], said: str, tmp_path: Path) -> None:
    with pytest.raises(Unfit, match=said):
        write_folder(replace(package(), units=units), tmp_path / "bag")
    assert not (tmp_path / "bag").exists()


class Endless(io.RawIOBase):
    """A file of so many bytes, of which no more is made than is read; it remembers the most that was asked for."""

    most = 0

    def __init__(self, size: int) -> None:
        self._left = size

    def read(self, length: int = -1) -> bytes:
        assert length > 0
        Endless.most = max(Endless.most, length)
        length = min(length, self._left)
        self._left -= length
        return b"\0" * length


def test_a_large_file_goes_through_by_pieces() -> None:
    size = 300 * 1024 * 1024
    digest = hashlib.sha256()
    for _ in range(300):
        digest.update(bytes(1024 * 1024))

    def opened() -> IO[bytes]:
        return Endless(size)  # type: ignore[return-value]

    film = Member(Sort.MATERIAL, "录像", "会议.mp4", "video/mp4", size, digest.hexdigest(), opened)
    large = replace(item(), entries=[replace(item().entries[0], members=[film])])
    longest = total = 0
    for chunk in zip_chunks(package(large)):
        longest, total = max(longest, len(chunk)), total + len(chunk)
    assert total > size
    assert longest < 3 * 1024 * 1024
    assert Endless.most <= 1024 * 1024


def test_a_sealed_package_tells_number_digest_and_size_alone(tmp_path: Path) -> None:
    key, other = Identity.generate(), Identity.generate()
    given, target = package(volume(), number="A001-F-0007"), io.BytesIO()
    outside = seal(given, target, [key.to_public()])
    sealed = target.getvalue()
    assert (outside.sha256, outside.size) == (hashlib.sha256(sealed).hexdigest(), len(sealed))
    assert set(vars(outside)) == {"number", "sha256", "size"}
    for word in ("申请书", "荣丰办事处", "index.html", "manifest", "A001-F-0007", "A001-ZY"):
        assert word.encode() not in sealed
    opened = io.BytesIO()
    sealing.decrypt_stream(io.BytesIO(sealed), opened, [key])
    assert opened.getvalue() == b"".join(zip_chunks(given))
    with pytest.raises(sealing.Refused):
        sealing.decrypt_stream(io.BytesIO(sealed), io.BytesIO(), [other])
    with pytest.raises(ValueError, match="recipients"):
        seal(given, io.BytesIO(), [])


def test_gigabytes_as_the_register_wants_them() -> None:
    assert [gigabytes(n) for n in (0, 1, 1024**3, 5 * 1024**3 // 2)] == ["0.000", "0.001", "1.000", "2.500"]
