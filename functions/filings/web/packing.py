"""Packs what the site serves, for whoever takes it packed."""

import gzip
from functools import lru_cache

from flask import Request, Response

# What text is called, and WebAssembly; pictures are packed already.
_TYPES = frozenset({"application/javascript", "application/json", "application/atom+xml", "application/wasm", "image/svg+xml"})


@lru_cache(maxsize=256)
def _packed(body: bytes) -> bytes:
    """Pages are asked for again and again, and made anew once a day: what was packed last is kept beside them."""
    return gzip.compress(body, mtime=0)


def pack(response: Response, request: Request) -> None:
    """Pack a whole answer of the site with gzip where its kind gains from it and the request takes it.

    Packed and plain are told apart for whoever keeps them: by `Vary`, and by the entity tag.
    """
    kind = response.mimetype or ""
    if not kind.startswith("text/") and kind not in _TYPES:
        return
    response.vary.add("Accept-Encoding")
    if not request.accept_encodings["gzip"] or "Range" in request.headers:
        return
    response.direct_passthrough = False
    whole = response.get_data()
    response.close()
    response.set_data(_packed(whole))
    response.content_encoding = "gzip"
    tag, weak = response.get_etag()
    if tag is not None:
        response.set_etag(f"{tag}-gzip", weak=bool(weak))
