"""Opens one door as an AWS Lambda function: what functions/<door>.py hands events to."""

import gc
from collections.abc import Callable, Mapping
from typing import Any

Handler = Callable[[dict[str, Any], Any], dict[str, Any]]


def opened(door: str, environ: Mapping[str, str]) -> Handler:
    """Start a door and return its handler; raises BadSettings, and StoreRefused where the doctor found the store unfit.

    What is imported stays for good, and nobody looks for garbage among it: not until the first answer is given, which would take
    a tenth of the time until then, and not at any later time. What comes after is collected as ever.
    """
    gc.disable()
    answer = _started(door, environ)

    def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
        try:
            return answer(event, context)
        finally:
            if not gc.isenabled():
                gc.freeze()
                gc.enable()

    return handler


def _started(door: str, environ: Mapping[str, str]) -> Handler:
    # Imported here, because what stands above is imported with the collector at work.
    from filings.brought import brought  # noqa: PLC0415
    from filings.doctor.verdict import asked  # noqa: PLC0415
    from filings.settings import Settings  # noqa: PLC0415
    from filings.storage.opening import open_storage  # noqa: PLC0415
    from filings.watch.log import configure  # noqa: PLC0415

    configure()
    complete = brought(environ)
    settings = Settings.from_environ(complete)
    store = open_storage(settings.store, complete)
    admission = asked(store, settings.store)
    # Flask takes most of the start, and the store answers meanwhile.
    from apig_wsgi import make_lambda_handler  # noqa: PLC0415

    from filings.web.app import create_app  # noqa: PLC0415

    handler: Handler = make_lambda_handler(create_app(settings, complete, doors={door}, store=store))
    admission()
    return handler
