"""One examination from beginning to end."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from filings.doctor import objects
from filings.doctor.bench import Bench, bench, clear, clear_left
from filings.doctor.proving import Failed, Proof, Report, Result, proved
from filings.model import moment
from filings.storage import StoreUnavailable


def examine(address: str, environ: Mapping[str, str]) -> Report:
    """Prove on the store at `address` what is relied on, and leave nothing behind; raises ValueError for what is no address.

    `environ` has the variables that open it, as `open_storage` reads them. It takes some twenty seconds and 1,200 small objects.
    """
    results: list[Result] = []
    now = datetime.now(UTC)
    try:
        with bench(address, environ) as place:
            # One by one, so that what was found is told also where the store then goes away.
            for result in proved(checks(place)):
                results.append(result)
            results.extend(proved(iter([("nothing is left behind", lambda: cleared(place, now))])))
    except StoreUnavailable as error:
        results.append(Result("the store answers", "failed", str(error)))
    return Report(address, moment(now), tuple(results))


def checks(place: Bench) -> Iterator[tuple[str, Proof]]:
    """Name what has to be proved of a store of its kind, each with what proves it."""
    yield from objects.checks(place)
    if place.address.startswith("s3://"):
        from filings.doctor import bucket, forms  # noqa: PLC0415 - botocore

        yield from bucket.checks(place)
        yield from forms.checks(place)
    if place.address.startswith("folder:"):
        from filings.doctor import folder  # noqa: PLC0415

        yield from folder.checks(place)


def cleared(place: Bench, now: datetime) -> str:
    """Clear away what an examination has made, and what others left behind who were cut off; raises Failed, StoreUnavailable."""
    count = clear(place.store, place.folder)
    if left := place.store.keys(place.folder, limit=1):
        raise Failed(f"{left[0]} could not be removed")
    earlier = clear_left(place.store, now)
    return f"{count:,} objects removed" + (f", and {earlier:,} of an examination that was cut off" if earlier else "")
