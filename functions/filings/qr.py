"""Draws the QR code of a receipt: an address of the status page as black squares."""

import re
from itertools import groupby
from typing import Any

from filings.errors import Code, Finding, Refusal

TEXT_MAX = 400
# The light margin that a reader needs around the code, in squares.
MARGIN = 4
# An address of a status page, with what is looked up in its fragment. Nothing else is drawn: this is no QR service for everybody.
_STATUS_PAGE = re.compile("https?://[A-Za-z0-9.:\\[\\]-]+/([A-Za-z0-9._~-]+/)*status/(#[A-Za-z0-9=&%._~-]*)?")


def draw(document: Any) -> dict[str, Any]:
    """Return `size`, the side of the whole code in squares, margin included, and `path`, an SVG path of its black squares.

    `document` is {text}, the address to be drawn. Raises Refusal(Code.FINDINGS) where it is no address of a status page.
    """
    findings = tuple(_wrong(document))
    if findings:
        raise Refusal(Code.FINDINGS, findings)
    # Imported here: no door needs it to open.
    import segno  # noqa: PLC0415

    rows = list(segno.make(document["text"], micro=False, error="m").matrix_iter(border=MARGIN))
    return {"size": len(rows), "path": "".join(_squares(row, y) for y, row in enumerate(rows))}


def _wrong(document: Any) -> list[Finding]:
    if not isinstance(document, dict):
        return [Finding("", "wrong-type")]
    unknown = [Finding("", "unknown-member")] if document.keys() - {"text"} else []
    text = document.get("text")
    if text is None:
        return [*unknown, Finding("/text", "required")]
    if not isinstance(text, str):
        return [*unknown, Finding("/text", "wrong-type")]
    if len(text) > TEXT_MAX:
        return [*unknown, Finding("/text", "too-long", {"limit": TEXT_MAX})]
    return [*unknown, *([] if _STATUS_PAGE.fullmatch(text) else [Finding("/text", "format")])]


def _squares(row: Any, y: int) -> str:
    """Draw the black squares of a row, as long as they run."""
    x, drawn = 0, ""
    for dark, run in groupby(map(bool, row)):
        width = len(list(run))
        drawn += f"M{x} {y}h{width}v1h-{width}z" if dark else ""
        x += width
    return drawn
