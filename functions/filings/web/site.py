"""Serves the built site from a folder, where no other server does."""

import os.path
from pathlib import Path
from typing import cast

from flask import Blueprint, Response, send_from_directory
from werkzeug.exceptions import NotFound
from werkzeug.routing import PathConverter
from werkzeug.security import safe_join
from werkzeug.utils import redirect


class _Page(PathConverter):
    """An address of a page: any but those of the functions."""

    regex = "(?!v1/)[^/].*?"


def door(folder: Path) -> Blueprint:
    """Make the door to the pages; what is not there is answered with the 404 page of the language in the address."""
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
            response = send_from_directory(folder, name, max_age=0)
        except NotFound:
            language = path.split("/", 1)[0]
            own = safe_join(str(folder), language, "404.html")
            name = f"{language}/404.html" if own and os.path.isfile(own) else "404.html"  # noqa: PTH113
            response = send_from_directory(folder, name, max_age=0)
            response.status_code = 404
        response.headers["Cache-Control"] = "no-cache"
        # Each page brings the rest of its policy itself; this one a page cannot set.
        response.headers["Content-Security-Policy"] = "frame-ancestors 'none'"
        return response

    return blueprint
