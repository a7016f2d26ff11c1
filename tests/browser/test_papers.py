"""The papers of a filing in a browser, against the real service: chosen, sent, broken off and sent again, removed, refused."""

import hashlib
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Page, Route, expect

from filling import AFTER_PAPERS, fill, to_papers
from guide.words import Words
from pictures import CAMERA, GPS, HEIC, JPEG, PDF, PNG, Chosen, Picture, chosen, pdf
from running import Service

Opens = Callable[..., Page]
Check = Callable[..., None]


def choose(page: Page, paper: str, *files: Chosen | Path) -> None:
    """Choose files for a paper, as in the browser's dialogue."""
    page.set_input_files(f"#paper-{paper}-choose", list(files))  # type: ignore[arg-type]


def row(page: Page, name: str) -> Any:
    """Find a file on the page by its name."""
    return page.locator(".upload-file", has=page.get_by_text(name, exact=True))


def done(page: Page, count: int) -> None:
    """Wait until so many files are uploaded."""
    expect(page.locator(".upload-file[data-state=done]")).to_have_count(count, timeout=60_000)


def arrived(page: Page, service: Service) -> list[bytes]:
    """Read what is in quarantine of the files on the page, in their order."""
    sent = page.locator("[data-more]").evaluate_all("all => all.flatMap((one) => JSON.parse(one.dataset.more).files)")
    return [quarantined(service, file["upload"]).read_bytes() for file in sent]


def quarantined(service: Service, upload: str) -> Path:
    return service.data / "store/quarantine+" / upload


def broken(route: Route) -> None:
    route.abort("connectionreset")


def test_files_of_two_papers_are_sent_removed_and_sent_again_and_listed_before_submission(
    opens: Opens, words: dict[str, Words], accessible: Check
) -> None:
    say = words["en"].say
    page = opens("/en/file/?place=4303&type=long-term-resident")
    to_papers(page)
    page.check("#materials-e-credential")
    page.check("#materials-property-certificate")
    accessible(page)
    page.click("#form-next")
    missing = [say("upload.none", paper=say(f"material.{paper}")) for paper in ("e-credential", "property-certificate")]
    expect(page.locator("#form-problems a")).to_have_text(missing)

    choose(page, "e-credential", chosen("screen.png", Picture().write(PNG)))
    choose(page, "property-certificate", chosen("image.jpg", pdf()), chosen("image.jpg", Picture().write()))
    done(page, 3)
    accessible(page, contrast=False)
    row(page, "image.jpg").locator(".upload-remove").click()
    expect(page.locator(".upload-name")).to_have_text(["screen.png", "image.jpg (2)"])
    expect(row(page, "image.jpg (2)").locator(".upload-remove")).to_be_focused()

    page.route("**/v1/uploads/*", broken)
    choose(page, "property-certificate", chosen("deed.pdf", pdf()))
    deed = row(page, "deed.pdf")
    expect(deed).to_have_attribute("data-state", "pausing")
    for _ in range(3):
        # It tries again at once when the device has a connection again.
        expect(deed).to_have_attribute("data-state", "pausing")
        with page.expect_request("**/v1/uploads/*"):
            page.evaluate("() => dispatchEvent(new Event('online'))")
    expect(deed).to_contain_text(say("upload.broken.network"))
    accessible(page)
    page.click("#form-next")
    expect(page.locator("#form-problems a")).to_have_text([say("upload.not-sent", name="deed.pdf")])
    page.unroute("**/v1/uploads/*")
    deed.locator(".upload-again").click()
    done(page, 3)

    page.click("#form-next")
    fill(page, AFTER_PAPERS)
    expect(page.locator("#check .upload-answer li")).to_have_text(["screen.png", "image.jpg (2)", "deed.pdf"])
    with page.expect_request("**/v1/filings") as sent:
        page.click("#form-next")
    page.wait_for_selector("#step-done:not([hidden])")
    materials = json.loads(sent.value.post_data or "")["materials"]
    assert [(paper["material"], [file["type"] for file in paper["files"]]) for paper in materials] == [
        ("e-credential", [PNG]),
        ("property-certificate", [JPEG, PDF]),
    ]
    expect(page.locator(".upload-file")).to_have_count(0)


def test_pictures_arrive_upright_scaled_and_without_what_the_camera_wrote_beside_them(opens: Opens, service: Service) -> None:
    page = opens("/file/?place=3210&type=long-term-resident")
    to_papers(page)
    page.check("#materials-residence-permit")
    files = {
        "on-its-side.jpg": Picture(400, 300, turned=True).write(),
        "large.jpg": Picture(5200, 3500, turned=True).write(),
        "screen.png": Picture().write(PNG),
        "photograph.png": Picture(900, 900, noise=True).write(PNG),
        "iphone.heic": Picture(400, 300, turned=True).write(HEIC),
    }
    expected = [(JPEG, (300, 400)), (JPEG, (1615, 2400)), (PNG, (400, 300)), (JPEG, (900, 900)), (JPEG, (300, 400))]
    choose(page, "residence-permit", *(chosen(name, content) for name, content in files.items()))
    done(page, len(files))
    pictures = [Image.open(io.BytesIO(content)) for content in arrived(page, service)]
    assert [(picture.get_format_mimetype(), picture.size) for picture in pictures] == expected
    for name, picture in zip(files, pictures, strict=True):
        assert not dict(picture.getexif()), name
        assert not picture.getexif().get_ifd(GPS), name
        assert not {"exif", "xmp", "comment"} & picture.info.keys(), name
        if name != "photograph.png":
            red, _, blue = picture.convert("RGB").getpixel((5, 5))  # type: ignore[misc]
            assert blue > red, name
    assert CAMERA in Image.open(io.BytesIO(files["large.jpg"])).getexif()


def test_an_error_names_the_file_and_says_what_to_do(opens: Opens, words: dict[str, Words], accessible: Check) -> None:
    say = words["ru"].say
    page = opens("/ru/file/?place=3210&type=long-term-resident")
    to_papers(page)
    page.check("#materials-residence-permit")
    good = Picture().write()
    large = chosen("large.pdf", pdf(10 * 1024 * 1024))
    choose(page, "residence-permit", chosen("good.jpg", good), chosen("notes.txt", b"notes", "text/plain"), large)
    choose(page, "residence-permit", chosen("empty.jpg", b""), chosen("half.jpg", good[:300]), chosen("again.jpg", good))
    wrong = {"notes.txt": "kind", "large.pdf": "too-large", "empty.jpg": "empty", "half.jpg": "unreadable", "again.jpg": "twice"}
    for name, rule in wrong.items():
        expect(row(page, name)).to_contain_text(say(f"upload.{rule}", name=name))
    done(page, 1)
    accessible(page)
    choose(page, "residence-permit", *(chosen(f"{number}.pdf", pdf()) for number in range(4)))
    done(page, 4)
    expect(page.locator("#paper-residence-permit-error")).to_have_text(say("upload.too-many", limit=9, names="3.pdf"))
    page.click("#form-next")
    expect(page.locator("#form-problems a")).to_have_text([say(f"upload.{rule}", name=name) for name, rule in wrong.items()])
    for name in wrong:
        row(page, name).locator(".upload-remove").click()
    page.click("#form-next")
    page.wait_for_selector("#step-contact:not([hidden])")


def test_what_the_service_finds_in_a_file_is_said_at_that_file(opens: Opens, words: dict[str, Words]) -> None:
    page = opens("/file/?place=3210&type=long-term-resident")
    to_papers(page)
    page.check("#materials-residence-permit")
    broken_pdf = chosen("broken.pdf", b"%PDF-1.7 and nothing more")
    choose(page, "residence-permit", chosen("good.jpg", Picture().write()), broken_pdf, chosen("good.pdf", pdf()))
    done(page, 3)
    page.click("#form-next")
    fill(page, AFTER_PAPERS)
    page.click("#form-next")
    sentence = words["zh-Hans"].say("finding.file-broken", label="broken.pdf")
    expect(page.locator("#form-problems a")).to_have_text([sentence])
    page.click("#form-problems a")
    remove = row(page, "broken.pdf").locator(".upload-remove")
    expect(remove).to_be_focused()
    expect(row(page, "broken.pdf")).to_contain_text(sentence)
    remove.click()
    page.click("#form-next")
    page.wait_for_selector("#step-check:not([hidden])")
    page.click("#form-next")
    page.wait_for_selector("#step-done:not([hidden])")


def test_a_file_that_the_service_has_no_longer_is_sent_again_by_itself(opens: Opens, service: Service) -> None:
    page = opens("/file/?place=3210&type=long-term-resident")
    to_papers(page)
    page.check("#materials-residence-permit")
    choose(page, "residence-permit", chosen("one.jpg", Picture().write()), chosen("two.pdf", pdf()))
    done(page, 2)
    page.click("#form-next")
    fill(page, AFTER_PAPERS)
    first = page.evaluate("() => JSON.parse(document.getElementById('materials-residence-permit').dataset.more).files[0].upload")
    quarantined(service, first).unlink()
    page.click("#form-next")
    page.wait_for_selector("#step-done:not([hidden])")


def test_nine_papers_of_ten_megabytes_arrive_whole_over_a_slow_line_that_breaks_once(
    opens: Opens, service: Service, tmp_path: Path
) -> None:
    page = opens("/file/?place=3210&type=long-term-resident")
    to_papers(page)
    page.check("#materials-residence-permit")
    papers = [tmp_path / f"{number}.pdf" for number in range(9)]
    for paper in papers:
        paper.write_bytes(pdf(10 * 1024 * 1024 - 1000))
    line = page.context.new_cdp_session(page)

    def throttle(*, offline: bool) -> None:
        speed = {"latency": 20, "downloadThroughput": 10_000_000, "uploadThroughput": 10_000_000}
        line.send("Network.emulateNetworkConditions", {"offline": offline, **speed})

    throttle(offline=False)
    choose(page, "residence-permit", *papers)
    done(page, 2)
    throttle(offline=True)
    expect(page.locator("[data-state=pausing]")).not_to_have_count(0)
    throttle(offline=False)
    page.click("#form-next")
    fill(page, AFTER_PAPERS)
    done(page, 9)
    hashes = [hashlib.sha256(content).hexdigest() for content in arrived(page, service)]
    assert hashes == [hashlib.sha256(paper.read_bytes()).hexdigest() for paper in papers]
    page.click("#form-next")
    page.wait_for_selector("#step-done:not([hidden])", timeout=60_000)
