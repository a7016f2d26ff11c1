"""Every page can carry the notice of a service whose sign-in is for development, and carries none by itself."""

import json

from guide.words import LANGUAGES
from published import SITE, language, pages


def test_every_page_has_the_places_where_the_notice_is_put_and_none_of_it() -> None:
    for path in pages():
        page = (SITE / path).read_bytes()
        assert (page.count(b"</head>"), page.count(b"<body>")) == (1, 1), path
        assert f'<html lang="{language(path)}"'.encode() in page, path
        assert b"local-notice" not in page, path


def test_its_words_stand_in_every_language() -> None:
    said = json.loads((SITE / "words/local.json").read_text("utf-8"))
    assert sorted(said) == sorted(LANGUAGES)
    assert all(parts.keys() == {"title", "text"} for parts in said.values())
