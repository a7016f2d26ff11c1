"""Looks into a PDF in a process of its own: what a hostile file can cost is bounded by the system, whatever the parser does.

`judge` starts `main` as a program, hands it the bytes on standard input and reads one word back. The process has no secrets
in its environment and bounds its own processor time and memory before it reads the first byte.
"""

import re
import sys
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

from filings.apart import TooSlow, run_apart

CPU_SECONDS = 5
OBJECTS_MAX = 50_000
_MEMORY = 1024**3
_FINE, _READY = "fine", "ready"
_PROGRAM = "from filings.pdf import main; main()"

# Members and kinds that run, fetch, send or carry something when a viewer opens the file or somebody clicks in it. Links to the
# web and within the document are none of these.
_MEMBERS = {"/JS", "/JavaScript", "/AA", "/EmbeddedFiles", "/EF", "/XFA", "/RichMediaContent", "/RichMediaSettings"}
_ACTIONS = {
    *("/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/GoTo3DView", "/Rendition", "/Movie"),
    *("/Sound", "/RichMediaExecute", "/Thread", "/SetOCGState"),
}
_ANNOTATIONS = {"/FileAttachment", "/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"}
# Whatever a viewer that repairs the file in another way than ours may find: names that are long enough not to occur by chance.
_ANYWHERE = re.compile(rb"/(JavaScript|Launch|EmbeddedFiles?|RichMedia|SubmitForm|ImportData|GoToE|GoToR)\b")


def judge(content: bytes, seconds: float) -> str | None:
    """Return None for a PDF that may pass, or the finding's rule: file-broken, file-locked, file-active.

    A file that takes more than CPU_SECONDS of the processor, `seconds` by the clock or a GiB is broken. Raises RuntimeError
    where the process does not come to look at it.
    """
    try:
        _, said = run_apart(_PROGRAM, content=content, seconds=seconds)
    except TooSlow as late:
        said = late.said
    ready, *words = said.decode().split() or [""]
    if ready != _READY:
        raise RuntimeError("the process that looks into PDFs does not start")
    verdict = words[0] if words else "file-broken"
    return None if verdict == _FINE else verdict


def _verdict(content: bytes) -> str:
    from pypdf import PdfReader  # noqa: PLC0415 - heavy; imported by the process that uses it

    try:
        reader = PdfReader(BytesIO(content))
        if "/Encrypt" in reader.trailer:
            return "file-locked"
        if len(reader.pages) < 1:
            return "file-broken"
        active = _ANYWHERE.search(content) or any(map(_is_active, _objects(reader)))
    except Exception:
        # On a hostile file the parser may fail in any way, and whatever it fails on is a file that nobody should open.
        return "file-broken"
    return "file-active" if active else _FINE


def _objects(reader: Any) -> Iterator[Mapping[str, Any]]:
    """Yield every dictionary of the file, those of streams and within others too; raises ValueError where they are too many."""
    from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject  # noqa: PLC0415

    named = [(number, generation) for generation, numbers in reader.xref.items() for number in numbers]
    waiting: list[Any] = [reader.trailer, *(IndirectObject(number, 0, reader) for number in reader.xref_objStm)]
    waiting += [IndirectObject(number, generation, reader) for number, generation in named]
    seen = 0
    while waiting:
        value = waiting.pop()
        value = reader.get_object(value) if isinstance(value, IndirectObject) else value
        inner = value.values() if isinstance(value, DictionaryObject) else value if isinstance(value, ArrayObject) else ()
        # What is only referred to stands in the list already.
        waiting += [each for each in inner if isinstance(each, DictionaryObject | ArrayObject)]
        if isinstance(value, DictionaryObject):
            yield value
        seen += 1
        if seen > OBJECTS_MAX:
            raise ValueError("too many objects")


def _is_active(found: Mapping[str, Any]) -> bool:
    if any(_value(found, member) is not None for member in _MEMBERS & found.keys()):
        return True
    opening = _value(found, "/OpenAction")
    if isinstance(opening, Mapping) and opening.get("/S") != "/GoTo":
        return True
    return _word(found, "/S") in _ACTIONS or _word(found, "/Subtype") in _ANNOTATIONS


def _value(found: Mapping[str, Any], member: str) -> Any:
    from pypdf.generic import NullObject  # noqa: PLC0415

    value: Any = found.get(member)
    value = value.get_object() if hasattr(value, "get_object") else value
    return None if isinstance(value, NullObject) else value


def _word(found: Mapping[str, Any], member: str) -> str:
    value = _value(found, member)
    return value if isinstance(value, str) else ""


def main() -> None:
    """Judge the PDF on standard input."""
    import resource  # noqa: PLC0415

    import pypdf  # noqa: F401, PLC0415 - loaded before the bounds are set, so that they are the file's alone

    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    sys.stdout.write(f"{_READY}\n")
    sys.stdout.flush()
    sys.stdout.write(_verdict(sys.stdin.buffer.read()))
