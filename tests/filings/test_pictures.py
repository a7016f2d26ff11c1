"""Papers are drawn anew: what comes out is pixels and nothing else, whatever went in."""

import os
import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image
from pypdf import PdfWriter

import papers
from filings.desk.pictures import LONGEST, PIXELS_MAX, NotDrawn, draw
from pictures import JPEG, PDF, PNG, Picture


def drawn(content: bytes, kind: str, page: int = 1) -> Image.Image:
    return Image.open(BytesIO(draw(content, kind, page).picture))


def test_a_picture_is_shown_upright_and_small_enough_without_camera_and_place() -> None:
    sent = Picture(4000, 3000, turned=True).write()
    shown = drawn(sent, JPEG)
    assert (shown.format, shown.size, dict(shown.getexif())) == ("JPEG", (LONGEST * 3 // 4, LONGEST), {})
    above = shown.getpixel((shown.width // 2, 10))
    assert isinstance(above, tuple)
    assert above[2] > above[0] + 150
    assert b"Example" in sent
    assert b"Example" not in draw(sent, JPEG, 1).picture


def test_what_is_hidden_in_a_picture_does_not_come_along() -> None:
    sent = papers.png(1000) + b"<script>alert(1)</script>"
    assert b"script" not in draw(sent, PNG, 1).picture


def test_what_is_transparent_is_shown_on_paper() -> None:
    out = BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(out, "PNG")
    assert drawn(out.getvalue(), PNG).getpixel((10, 10)) == (255, 255, 255)


def test_a_pdf_is_shown_page_by_page() -> None:
    writer = PdfWriter()
    for width, height in ((595, 842), (842, 595)):
        writer.add_blank_page(width, height)
    out = BytesIO()
    writer.write(out)
    assert draw(out.getvalue(), PDF).pages == 2
    sizes = [drawn(out.getvalue(), PDF, page).size for page in (1, 2)]
    assert [max(size) for size in sizes] == [LONGEST, LONGEST]
    assert (sizes[0][0] < sizes[0][1], sizes[1][0] > sizes[1][1]) == (True, True)


def bomb() -> bytes:
    """A PNG of a few hundred bytes that says that it has more pixels than are opened."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    side = int(PIXELS_MAX**0.5) + 1
    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


def locked() -> bytes:
    return papers.pdf(change=lambda writer: writer.encrypt("a password"))


@pytest.mark.parametrize(
    ("content", "kind", "page"),
    [
        (bomb(), PNG, 1),
        (papers.png()[:40], PNG, 1),
        (os.urandom(2000), JPEG, 1),
        (b"%PDF-1.7 and nothing that a PDF has", PDF, 1),
        (locked(), PDF, 1),
        (papers.pdf(), PDF, 2),
        (papers.png(), PNG, 2),
        (papers.pdf(), PNG, 1),
        (papers.png(), PDF, 0),
    ],
    ids=[
        *("too many pixels", "cut off", "noise", "no PDF", "locked", "no such page", "no second page"),
        *("a PDF called PNG", "a PNG called PDF"),
    ],
)
def test_what_cannot_be_drawn_is_refused_and_takes_nothing_with_it(content: bytes, kind: str, page: int) -> None:
    with pytest.raises(NotDrawn):
        draw(content, kind, page)


def test_a_file_that_takes_too_long_is_given_up() -> None:
    with pytest.raises((NotDrawn, RuntimeError)):
        draw(Picture(4000, 3000, noise=True).write(), JPEG, 1, seconds=0.01)


def test_the_process_knows_nothing_of_the_services_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BEIAN_SECRET", "a secret")
    monkeypatch.setattr("filings.desk.pictures._PROGRAM", "import os, sys; sys.stdout.write('ready\\n%d\\n' % len(os.environ))")
    # Only where Python finds its modules, and what Python itself sets.
    assert draw(b"", PNG).pages <= 2
