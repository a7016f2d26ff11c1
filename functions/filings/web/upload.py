"""POST /v1/uploads: give a form for one file; POST /v1/uploads/{upload}: take it, where the store is no bucket that does."""

from collections.abc import Iterator
from contextlib import closing

from flask import Blueprint, Request, Response, jsonify, request

from filings.errors import Code, Refusal
from filings.storage.opening import presigner
from filings.strict import strict_json
from filings.uploads import SIZE_MAX, SignedUploads, Uploads, forms
from filings.web import guard
from filings.web.house import House

# A file, and around it what is multipart.
_FORM_MAX = SIZE_MAX + 16 * 1024


def blueprints(house: House) -> Iterator[Blueprint]:
    """Open the door."""
    signed = SignedUploads(house.store, house.settings.secret, house.now)
    presign = presigner(house.settings.store, house.environ)
    yield door(Uploads(forms(presign) if presign else signed.form, house.now), None if presign else signed)


def door(uploads: Uploads, signed: SignedUploads | None) -> Blueprint:
    """Make the door to quarantine; `signed` takes the files themselves, where browsers do not send them to a bucket."""
    blueprint = Blueprint("upload", __name__)

    @blueprint.post("/v1/uploads")
    def offer() -> Response:
        response = jsonify(uploads.offer(strict_json(guard.json_body(request))))
        response.status_code = 201
        return response

    if signed is not None:

        @blueprint.post("/v1/uploads/<upload>")
        def take(upload: str) -> Response:
            signed.take(upload, *_form(request))
            return Response(status=204)

    return blueprint


def _form(request: Request) -> tuple[dict[str, str], bytes]:
    """Return the fields and the one file of a form; raises Refusal where it is none such."""
    if request.mimetype != "multipart/form-data":
        raise Refusal(Code.UNSUPPORTED_MEDIA_TYPE)
    request.max_content_length = _FORM_MAX
    files = request.files.getlist("file")
    if len(files) != 1 or len(list(request.files.items(multi=True))) != 1:
        raise Refusal(Code.UPLOAD_REFUSED)
    fields = {name: values[0] for name, values in request.form.lists() if len(values) == 1}
    with closing(files[0]) as file:
        return fields, file.read()
