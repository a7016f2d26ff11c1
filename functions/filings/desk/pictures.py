"""Draws papers anew, page by page, in a process of their own: what is shown at the desk is never what somebody has sent.

As `filings.pdf` does, the process gets the bytes on standard input, has no secrets in its environment, and bounds its own
processor time, memory and files before it reads the first byte. Out come pixels: no script, link or hidden text survives.
"""

import resource
import sys
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from filings.apart import TooSlow, run_apart

CPU_SECONDS = 10
SECONDS = 20.0
# Longest side of a drawn page in pixels: A4 at 200 dots an inch.
LONGEST = 2400
# A picture of more pixels is not opened; cameras of telephones take up to 200 million, browsers send 6 at most.
PIXELS_MAX = 120_000_000
PAGES_MAX = 500
_MEMORY = 1536 * 1024**2
_READY = b"ready\n"
_PROGRAM = "from filings.desk.pictures import main; main()"
_QUALITY = 88


class NotDrawn(Exception):
    """The paper cannot be drawn: broken, locked, too large, or it takes too long."""


@dataclass(frozen=True)
class Drawn:
    """How many pages a paper has, and one of them as JPEG, where one was asked for."""

    pages: int
    picture: bytes = b""


def draw(content: bytes, kind: str, page: int = 0, seconds: float = SECONDS) -> Drawn:
    """Draw a page of a paper of a media type, counted from 1, or with 0 only count them.

    Raises NotDrawn, also where there is no such page; RuntimeError where the process does not come to look at it.
    """
    try:
        ended, said = run_apart(_PROGRAM, kind, str(int(page)), content=content, seconds=seconds)
    except TooSlow:
        raise NotDrawn from None
    if not said.startswith(_READY):
        raise RuntimeError("the process that draws papers does not start")
    pages, _, picture = said.removeprefix(_READY).partition(b"\n")
    if ended != 0 or not pages.isdigit() or (page and not picture):
        raise NotDrawn
    return Drawn(int(pages), picture)


def _page_of_pdf(content: bytes, page: int) -> tuple[int, Any]:
    import pypdfium2  # noqa: PLC0415 - heavy; imported by the process that uses it

    document = pypdfium2.PdfDocument(content)
    pages = min(len(document), PAGES_MAX)
    if not 1 <= page <= pages:
        return pages, None
    found = document[page - 1]
    longest = max(found.get_size())
    return pages, found.render(scale=LONGEST / max(longest, 1)).to_pil()


def _picture(content: bytes, page: int) -> tuple[int, Any]:
    from PIL import Image, ImageOps  # noqa: PLC0415

    if page != 1:
        return 1, None
    picture: Image.Image = Image.open(BytesIO(content), formats=("JPEG", "PNG"))
    if picture.width * picture.height > PIXELS_MAX:
        raise ValueError("too many pixels")
    if picture.mode in {"1", "P"}:
        # These would be made smaller by leaving points out.
        picture = picture.convert("RGBA" if "transparency" in picture.info else "RGB")
    # Before it is turned upright, which takes a second copy of all its points.
    picture.thumbnail((LONGEST, LONGEST))
    return 1, ImageOps.exif_transpose(picture)


def _jpeg(picture: Any) -> bytes:
    """Write pixels, and nothing else that a file may have carried; what is transparent becomes paper."""
    from PIL import Image  # noqa: PLC0415

    paper = Image.new("RGB", picture.size, "white")
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        paper.paste(picture, mask=picture.getchannel("A"))
    else:
        paper.paste(picture.convert("RGB"))
    out = BytesIO()
    paper.save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()


def _bound() -> None:
    for what, most in ((resource.RLIMIT_CPU, CPU_SECONDS), (resource.RLIMIT_AS, _MEMORY), (resource.RLIMIT_FSIZE, 0)):
        resource.setrlimit(what, (most, most))


def main() -> None:
    """Draw what is on standard input; the arguments are its media type and the page."""
    kind, page = sys.argv[1], int(sys.argv[2])
    if kind == "application/pdf":
        import pypdfium2  # noqa: F401, PLC0415 - loaded before the bounds are set, so that they are the file's alone
    import PIL.Image  # noqa: PLC0415
    import PIL.JpegImagePlugin  # noqa: PLC0415
    import PIL.PngImagePlugin  # noqa: PLC0415

    # Pillow's own bound only warns at first.
    PIL.Image.MAX_IMAGE_PIXELS = PIXELS_MAX
    _bound()
    out = sys.stdout.buffer
    out.write(_READY)
    out.flush()
    pages, drawn = (_page_of_pdf if kind == "application/pdf" else _picture)(sys.stdin.buffer.read(), page)
    made = _jpeg(drawn) if drawn else b""
    out.write(b"%d\n" % pages + made)
    out.flush()
