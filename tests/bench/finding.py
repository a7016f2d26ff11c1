"""Our search beside Pagefind, on the same built site: building, size, first query, and the forty queries of the tests."""

import gzip
import importlib.util
import shutil
import sys
from pathlib import Path
from typing import Any

from pagefind_bin import get_executable
from playwright.sync_api import Browser, sync_playwright

from bench.figures import Part, table
from bench.measure import middle
from bench.measure import rounds as run_rounds
from bench.packing_server import serving
from guide.words import LANGUAGES
from published import FOLDERS, SITE
from running import ROOT

OUT = ROOT / "build/bench/pagefind"
FIRST = 3
CHROMIUM = "/usr/bin/chromium-headless-shell"
# Pagefind as its documentation has it used from a page of one's own; a result's parts count as the result.
PAGEFIND = """async ([query, first]) => {
  const pagefind = await import("/pagefind/pagefind.js");
  const { results } = await pagefind.search(query);
  const found = await Promise.all(results.slice(0, first).map((one) => one.data()));
  return found.map(({ url, sub_results }) => [url, ...sub_results.map((part) => part.url)]);
}"""


def queries() -> dict[str, dict[str, str]]:
    """Return the queries of the browser tests with the address wanted among the first three, by language."""
    spec = importlib.util.spec_from_file_location("asked", Path(__file__).parents[1] / "browser/test_search.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: dict[str, dict[str, str]] = module.QUERIES
    return found


def part(rounds: int) -> Part:
    """Measure both and write it down."""
    shutil.copytree(SITE, OUT, dirs_exist_ok=True)
    shutil.rmtree(OUT / "pagefind", ignore_errors=True)
    commands = {
        "ours": [sys.executable, "-m", "bench.index_alone"],
        "Pagefind": [str(get_executable()), "--site", str(OUT), "--silent"],
    }
    costs = run_rounds(commands, rounds, {"PYTHONPATH": str(ROOT / "tests")})
    with serving(OUT) as (address, sent), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        ours, theirs = _asked(browser, address, sent, _ours), _asked(browser, address, sent, _theirs)
        browser.close()
    rows = [
        [name, *_built(middle(costs, name)), size]
        for name, size in zip(commands, (_size_of_ours(), _size_of_theirs()), strict=True)
    ]
    found = [
        [
            one,
            f"{ours[one][0]} of {len(queries()[one])}",
            f"{ours[one][1] / 1000:.0f}",
            theirs[one][0],
            f"{theirs[one][1] / 1000:.0f}",
        ]
        for one in LANGUAGES
    ]
    total = ["all", *(sum(which[one][i] for one in LANGUAGES) if i == 0 else "" for which in (ours, theirs) for i in (0, 1))]
    text = "\n\n".join(
        [
            table(["", "wall s", "processor s", "MiB", "on disk"], rows),
            table(
                ["", "ours: found", "ours: first query, kB packed", "Pagefind: found", "Pagefind: first query, kB packed"],
                [*found, total],
            ),
            "Pagefind's WebAssembly is stopped by the pages' policy (`default-src 'self'`); here the policy was passed by.",
        ]
    )
    return Part("Search: ours beside Pagefind on the same site", text=text)


def _built(cost: Any) -> list[str]:
    return [f"{cost.wall:.1f}", f"{cost.cpu:.1f}", f"{cost.peak:.0f}"]


def _size_of_ours() -> str:
    files = [SITE / folder / name for folder in FOLDERS.values() for name in ("search.json", "places.json")]
    return _sizes(files)


def _size_of_theirs() -> str:
    return _sizes([path for path in (OUT / "pagefind").rglob("*") if path.is_file()])


def _sizes(files: list[Path]) -> str:
    whole = sum(path.stat().st_size for path in files)
    packed = sum(min(path.stat().st_size, len(gzip.compress(path.read_bytes(), 9))) for path in files)
    return f"{len(files)} files, {whole / 1e6:.1f} MB, {packed / 1e6:.1f} MB packed"


def _asked(browser: Browser, address: str, sent: dict[str, int], ask: Any) -> dict[str, tuple[int, int]]:
    """Ask all queries of each language; return how many found what was wanted, and the bytes of the first, per language."""
    found = {}
    for language, asked in queries().items():
        context = browser.new_context(bypass_csp=True)
        page = context.new_page()
        root = f"{address}/{FOLDERS[language]}"
        page.goto(f"{root}search/")
        page.wait_for_load_state("networkidle")
        sent.clear()
        hits, first = 0, 0
        for query, wanted in asked.items():
            results = ask(page, root, query)
            first = first or sum(sent.values())
            hits += any(wanted in result for result in results)
        found[language] = (hits, first)
        context.close()
    return found


def _ours(page: Any, root: str, query: str) -> list[list[str]]:
    page.evaluate("document.getElementById('said').textContent = ''")
    page.fill("#query", query)
    page.wait_for_function("document.getElementById('said').textContent")
    links = page.locator("#found a").all()[:FIRST]
    return [[str(link.get_attribute("href")).removeprefix("../")] for link in links]


def _theirs(page: Any, root: str, query: str) -> list[list[str]]:
    base = "/" + root.split("/", 3)[3]
    found: list[list[str]] = page.evaluate(PAGEFIND, [query, FIRST])
    return [[url.removeprefix(base) for url in urls] for urls in found]
