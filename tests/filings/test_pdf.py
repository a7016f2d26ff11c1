"""What is let through as a PDF, and what a file that is made to harm or to cost time gets instead."""

import zlib
from collections.abc import Callable
from typing import Any

import pytest
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, StreamObject, TextStringObject

from filings import pdf
from papers import pdf as made

SECONDS = 60.0


def members(**values: Any) -> DictionaryObject:
    """Make a dictionary of a PDF; texts that begin with / are names."""
    return DictionaryObject({NameObject(f"/{name}"): value(its) for name, its in values.items()})


def value(its: Any) -> Any:
    if isinstance(its, str):
        return NameObject(its) if its.startswith("/") else TextStringObject(its)
    if isinstance(its, list):
        return ArrayObject([value(each) for each in its])
    return NumberObject(its) if isinstance(its, int) else its


def in_catalog(**values: Any) -> Callable[[PdfWriter], None]:
    return lambda writer: writer.root_object.update(members(**values))


def annotated(**values: Any) -> Callable[[PdfWriter], None]:
    annotation = members(Type="/Annot", Rect=[0, 0, 9, 9], **{"Subtype": "/Link", **values})
    return lambda writer: writer.pages[0].update(members(Annots=ArrayObject([writer._add_object(annotation)])))


ACTIVE = {
    "script when opened": in_catalog(OpenAction=members(S="/JavaScript", JS="app.alert(1)")),
    "script by name": in_catalog(Names=members(JavaScript=members(Names=["a", members(S="/JavaScript", JS="1")]))),
    "script in a stream": lambda writer: writer.root_object.update(
        members(Next=members(JS=writer._add_object(StreamObject())))
    ),
    "program when opened": in_catalog(OpenAction=members(S="/Launch", F="cmd.exe")),
    "address when opened": in_catalog(OpenAction=members(S="/URI", URI="https://example.org/")),
    "printing when opened": in_catalog(OpenAction=members(S="/Named", N="/Print")),
    "action of a page": lambda writer: writer.pages[0].update(members(AA=members(O=members(S="/URI", URI="https://example.org/")))),
    "attachment": lambda writer: writer.add_attachment("a.txt", b"x"),
    "attachment on a page": annotated(Subtype="/FileAttachment"),
    "film": annotated(Subtype="/RichMedia"),
    "XFA form": in_catalog(AcroForm=members(Fields=[], XFA="<xdp/>")),
    "form that is sent": annotated(A=members(S="/SubmitForm", F="https://example.org/")),
    "form that is filled from a file": annotated(A=members(S="/ImportData", F="data.fdf")),
    "another file": annotated(A=members(S="/GoToR", F="other.pdf")),
    "attached file": annotated(A=members(S="/GoToE", D="a")),
    "second action": annotated(A=members(S="/GoTo", D=[0], Next=members(S="/Launch", F="cmd.exe"))),
    "sound": annotated(A=members(S="/Sound")),
}  # fmt: skip


@pytest.mark.parametrize("name", ACTIVE)
def test_a_pdf_that_does_something_is_active(name: str) -> None:
    assert pdf.judge(made(change=ACTIVE[name]), SECONDS) == "file-active"


def test_a_name_that_is_spelt_with_escapes_is_seen() -> None:
    content = made(change=in_catalog(OpenAction=members(S="/JavaScript"))).replace(b"/JavaScript", b"/J#61v#61Script")
    assert b"/JavaScript" not in content
    assert pdf.judge(content, SECONDS) == "file-active"


def in_object_stream(body: bytes, first: int) -> bytes:
    """Write a PDF whose objects 1 to 3 are in a compressed stream and whose cross-reference is a stream too."""
    packed = zlib.compress(body)
    head = b"%PDF-1.7\n"
    stream = b"4 0 obj\n<</Type/ObjStm/N 3/First %d/Filter/FlateDecode/Length %d>>\nstream\n" % (first, len(packed))
    stream += packed + b"\nendstream\nendobj\n"
    at = len(head + stream)
    rows = [(0, 0, 65535), (2, 4, 0), (2, 4, 1), (2, 4, 2), (1, len(head), 0), (1, at, 0)]
    table = b"".join(bytes([kind]) + one.to_bytes(4, "big") + two.to_bytes(2, "big") for kind, one, two in rows)
    xref = b"5 0 obj\n<</Type/XRef/Size 6/W[1 4 2]/Root 1 0 R/Length %d>>\nstream\n" % len(table) + table
    return head + stream + xref + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % at


def three_objects(catalog: bytes) -> tuple[bytes, int]:
    objects = [catalog, b"<</Type/Pages/Kids[3 0 R]/Count 1>>", b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"]
    offsets = [sum(len(each) + 1 for each in objects[:position]) for position in range(3)]
    table = b"".join(b"%d %d " % (number, offset) for number, offset in enumerate(offsets, 1))
    return table + b" ".join(objects), len(table)


def test_what_stands_in_compressed_objects_is_seen() -> None:
    catalog = b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(1)>>>>"
    content = in_object_stream(*three_objects(catalog))
    assert b"JavaScript" not in content
    assert pdf.judge(content, SECONDS) == "file-active"
    assert pdf.judge(in_object_stream(*three_objects(b"<</Type/Catalog/Pages 2 0 R>>")), SECONDS) is None


def test_what_no_table_names_is_seen_too() -> None:
    content = made().replace(b"startxref", b"9 0 obj\n<</S/JavaScript/JS(1)>>\nendobj\nstartxref")
    assert pdf.judge(content, SECONDS) == "file-active"


@pytest.mark.parametrize(
    "change",
    [
        lambda writer: None,
        annotated(A=members(S="/URI", URI="https://example.org/")),
        annotated(A=members(S="/GoTo", D=[0])),
        in_catalog(OpenAction=members(S="/GoTo", D=[0])),
        in_catalog(OpenAction=[0, "/Fit"], PageMode="/UseOutlines"),
        in_catalog(AcroForm=members(Fields=[])),
        in_catalog(Names=members(Dests=members(Names=[]))),
    ],
    ids=["pages", "link to the web", "link within", "opens at a page", "opens at a place", "form without fields", "names"],
)
def test_an_ordinary_pdf_is_let_through(change: Callable[[PdfWriter], Any]) -> None:
    assert pdf.judge(made(3, change), SECONDS) is None


@pytest.mark.parametrize("password", ["", "secret"])
@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-256"])
def test_an_encrypted_pdf_is_locked(password: str, algorithm: str) -> None:
    assert pdf.judge(made(change=lambda writer: writer.encrypt(password, "owner", algorithm=algorithm)), SECONDS) == "file-locked"


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7\n",
        b"%PDF-1.7\nnothing of the kind\n%%EOF\n",
        made()[:300],
        made().replace(b"/Pages", b"/Paegs"),
        made(0),
        b"%PDF-1.7\n1 0 obj\n" + b"[" * 100_000,
    ],
    ids=["header only", "rubbish", "cut off", "no pages", "empty", "endless nesting"],
)
def test_what_does_not_open_is_broken(content: bytes) -> None:
    assert pdf.judge(content, SECONDS) == "file-broken"


def test_pages_that_lead_in_a_circle_are_broken() -> None:
    body = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1>>endobj\n"
    assert pdf.judge(body + b"trailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n", SECONDS) == "file-broken"


def test_a_pdf_of_very_many_objects_is_broken() -> None:
    body = b"".join(b"%d 0 obj<<>>endobj\n" % number for number in range(10, pdf.OBJECTS_MAX + 20))
    assert pdf.judge(made().replace(b"%%EOF", body + b"%%EOF").replace(b"startxref", b"startxfer"), SECONDS) == "file-broken"


def test_objects_that_unpack_to_a_quarter_of_a_gigabyte_are_broken() -> None:
    packer = zlib.compressobj(9)
    bomb = b"".join(packer.compress(bytes(1 << 20)) for _ in range(256)) + packer.flush()
    content = in_object_stream(*three_objects(b"<</Type/Catalog/Pages 2 0 R>>"))
    start, end = content.index(b"stream\n") + 7, content.index(b"\nendstream")
    content = content[:start] + bomb + content[end:]
    assert pdf.judge(content, SECONDS) == "file-broken"


def test_a_file_that_is_not_looked_through_in_time_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "_PROGRAM", "print('ready', flush=True); import time; time.sleep(60)")
    assert pdf.judge(made(), 2.0) == "file-broken"


def test_where_nobody_comes_to_look_the_fault_is_not_the_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "_PROGRAM", "raise SystemExit")
    with pytest.raises(RuntimeError):
        pdf.judge(made(), SECONDS)
