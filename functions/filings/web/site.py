"""Serves the built site from a folder, where no other server does."""

from pathlib import Path
from typing import cast

from flask import Blueprint, Response, send_from_directory
from werkzeug.exceptions import NotFound
from werkzeug.security import safe_join
from werkzeug.utils import redirect

from filings.errors import Code, Refusal


def door(folder: Path) -> Blueprint:
    """Make the door to the pages; what is not there is answered with the 404 page of the language in the address."""
    blueprint = Blueprint("site", __name__)

    @blueprint.get("/")
    @blueprint.get("/<path:path>")
    def page(path: str = "") -> Response:
        if path.startswith("v1/"):
            raise Refusal(Code.NOT_FOUND)
        place = safe_join(str(folder), path)
        if place and path and not path.endswith("/") and Path(place).is_dir():
            return cast("Response", redirect(f"/{path}/"))
        name = f"{path}index.html" if not path or path.endswith("/") else path
        try:
            response = send_from_directory(folder, name, max_age=0)
        except NotFound:
            language = path.split("/", 1)[0]
            own = f"{language}/404.html"
            response = send_from_directory(folder, own if (folder / own).is_file() else "404.html", max_age=0)
            response.status_code = 404
        response.headers["Cache-Control"] = "no-cache"
        # Each page brings the rest of its policy itself, with the hashes of its scripts.
        response.headers["Content-Security-Policy"] = "frame-ancestors 'none'"
        return response

    return blueprint
