"""Makes Kinto's tables in an empty database."""

import kinto_app  # type: ignore[import-not-found]
from kinto.core.scripts import migrate  # type: ignore[import-not-found]

if __name__ == "__main__":
    migrate({"registry": kinto_app.app.registry})
