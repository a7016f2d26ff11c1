"""Serves the built site from a folder, where no other server does."""

import json
import os.path
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import cast

from flask import Blueprint, Response, request, send_from_directory
from werkzeug.exceptions import NotFound
from werkzeug.routing import PathConverter
from werkzeug.security import safe_join
from werkzeug.utils import redirect

from filings.web.house import House
from filings.web.packing import pack


class _Page(PathConverter):
    """An address of a page: any but those of the functions."""

    regex = "(?!v1/)[^/].*?"


_LANGUAGE = re.compile(rb'<html lang="([A-Za-z-]+)"')


def blueprints(house: House) -> Iterator[Blueprint]:
    """Open the door, where a folder of the site is set."""
    if house.settings.site:
        yield door(house.settings.site, local=house.settings.desk_local)


def door(folder: Path, *, local: bool = False) -> Blueprint:
    """Make the door to the pages; what is not there is answered with the 404 page of the language in the address.

    Where anybody may sign in as an officer (`local`), every page says so in red, in its own language.
    """
    notices = json.loads((folder / "words/local.json").read_text("utf-8")) if local else None
    blueprint = Blueprint("site", __name__)
    blueprint.record(lambda state: state.app.url_map.converters.update(page=_Page))

    @blueprint.get("/")
    @blueprint.get("/<page:path>")
    def page(path: str = "") -> Response:
        place = safe_join(str(folder), path)
        # Not Path.is_dir, which raises where a name is too long for the file system.
        if place and path and not path.endswith("/") and os.path.isdir(place):  # noqa: PTH112
            return cast("Response", redirect(f"/{path}/"))
        name = f"{path}index.html" if not path or path.endswith("/") else path
        try:
            response = send_from_directory(folder, name, max_age=0, conditional=False)
        except NotFound:
            language = path.split("/", 1)[0]
            own = safe_join(str(folder), language, "404.html")
            name = f"{language}/404.html" if own and os.path.isfile(own) else "404.html"  # noqa: PTH113
            response = send_from_directory(folder, name, max_age=0, conditional=False)
            response.status_code = 404
        response.headers["Cache-Control"] = "no-cache"
        if notices and response.mimetype == "text/html":
            _warn(response, notices)
        pack(response, request)
        # Each page brings the rest of its policy itself; this one a page cannot set.
        response.headers["Content-Security-Policy"] = "frame-ancestors 'none'"
        if response.status_code == 200 and response.get_etag()[0]:
            # Now that it is known as what it is sent: not again to who has it, and in parts to who asks for parts.
            response.make_conditional(request, accept_ranges=True, complete_length=response.content_length)
        return response

    return blueprint


def _warn(response: Response, notices: dict[str, dict[str, str]]) -> None:
    """Put the notice at the top of a page, in its language; no browser is to keep it, or the page without it."""
    response.direct_passthrough = False
    page = response.get_data()
    language = _LANGUAGE.search(page)
    said = notices[language[1].decode()] if language else next(iter(notices.values()))
    title, text = (escape(said[part]) for part in ("title", "text"))
    style = b'<link rel="stylesheet" href="/assets/local.css"></head>'
    notice = f'<body><aside class="local-notice" aria-label="{title}"><p><strong>{title}</strong> {text}</p></aside>'
    response.set_data(page.replace(b"</head>", style, 1).replace(b"<body>", notice.encode(), 1))
    for name in ("ETag", "Last-Modified"):
        response.headers.pop(name, None)
    response.headers["Cache-Control"] = "no-store"
