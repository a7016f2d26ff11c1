"""Papers as people have them: pictures of a camera, screenshots and PDFs, made here, of nobody."""

import io
import os
from dataclasses import dataclass
from typing import TypedDict

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, StreamObject

ORIENTATION, CAMERA, GPS = 0x0112, 0x010F, 0x8825
JPEG, PNG, PDF, HEIC = "image/jpeg", "image/png", "application/pdf", "image/heic"
_FORMATS = {JPEG: "JPEG", PNG: "PNG", HEIC: "HEIF"}


class Chosen(TypedDict):
    """A file as Playwright gives it to a file picker."""

    name: str
    mimeType: str
    buffer: bytes


@dataclass(frozen=True)
class Picture:
    """A picture whose left half is blue and whose right half is red, as a camera writes it that was held on its side.

    Upright, with the orientation that it names (6: turned to the right), blue is above and red below.
    """

    width: int = 400
    height: int = 300
    turned: bool = False
    noise: bool = False

    def write(self, kind: str = JPEG) -> bytes:
        """Return it as a file with the camera's name and the place where it was taken."""
        picture = Image.effect_noise((self.width, self.height), 90).convert("RGB") if self.noise else self._halves()
        exif = Image.Exif()
        exif[CAMERA] = "Example"
        exif[ORIENTATION] = 6 if self.turned else 1
        place = exif.get_ifd(GPS)
        place[1], place[2], place[3], place[4] = "N", (32.0, 23.0, 36.0), "E", (119.0, 24.0, 36.0)
        made = io.BytesIO()
        if kind == HEIC:
            from pillow_heif import register_heif_opener

            register_heif_opener()
        picture.save(made, _FORMATS[kind], exif=exif.tobytes())
        return made.getvalue()

    def _halves(self) -> Image.Image:
        picture = Image.new("RGB", (self.width, self.height), "red")
        picture.paste("blue", (0, 0, self.width // 2, self.height))
        return picture


def pdf(size: int = 1000) -> bytes:
    """Make a PDF of one page and about so many bytes, which nothing can compress; no two are the same."""
    writer = PdfWriter()
    page = writer.add_blank_page(595, 842)
    stream = StreamObject()
    stream.set_data(os.urandom(size))
    image = {"/Type": "/XObject", "/Subtype": "/Form"}
    stream.update({NameObject(name): NameObject(value) for name, value in image.items()})
    held = DictionaryObject({NameObject("/Held"): writer._add_object(stream)})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): held})
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def chosen(name: str, content: bytes, kind: str = "") -> Chosen:
    """Make a file to be chosen in a browser."""
    return {"name": name, "mimeType": kind, "buffer": content}
