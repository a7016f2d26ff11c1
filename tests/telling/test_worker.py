"""The worker tells what stands in the outbox: in time, not twice, not for ever, and never what did not happen."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from filings import outbox
from filings.model import event_key
from filings.numbers import parse
from filings.telling.message import Message
from filings.telling.notes import KEPT, Notes
from filings.telling.port import Gone, Later, Never
from filings.telling.worker import DELAYS, Worker
from telling.conftest import News

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@dataclass
class Way:
    """A way that fails as the test wants, then delivers."""

    troubles: list[BaseException] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    tries: int = 0
    name: str = "way"
    peer: str = "somebody"

    def deliver(self, message: Message) -> None:
        self.tries += 1
        if self.troubles:
            raise self.troubles.pop(0)
        self.told.append(message.id)

    def close(self) -> None:
        """Nothing is held."""


def run(news: News, *ways: Way) -> dict[str, int]:
    return dict(Worker(news.store, ways, news.clock).run().counts)


def test_what_happened_is_told_once(news: News) -> None:
    way, number = Way(), news.filed()
    news.decided(number)
    assert run(news, way) == {"sent": 1}
    assert run(news, way) == {}
    assert way.told == [f"{number}_0002"]
    assert news.store.keys("outbox/") == []


def test_what_was_announced_and_never_happened_is_dropped_after_an_hour(news: News) -> None:
    way, number = Way(), news.filed()
    outbox.announce(news.store, number, 2, "approved", news.now)
    news.now += outbox.LEFT
    assert (run(news, way), len(news.store.keys("outbox/"))) == ({}, 1)
    news.now += MINUTE
    assert (run(news, way), news.store.keys("outbox/"), way.told) == ({}, [], [])


def test_who_was_overtaken_by_another_decision_announces_nothing_of_their_own(news: News) -> None:
    """Two entries stand for one position, and one event in it."""
    way, number = Way(), news.filed()
    outbox.announce(news.store, number, 2, "refused", news.now)
    news.now += MINUTE
    news.decided(number, "approved")
    assert run(news, way) == {"sent": 1}
    assert (way.told, news.store.keys("outbox/")) == ([f"{number}_0002"], [])


def test_an_entry_in_whose_place_something_else_happened_is_dropped(news: News) -> None:
    way, number = Way(), news.filed()
    outbox.announce(news.store, number, 2, "approved", news.now)
    news.decided(number, "in-review", event="claimed")
    assert (run(news, way), way.told, news.store.keys("outbox/")) == ({}, [], [])


def test_what_was_not_heard_is_told_again_ever_more_seldom_and_given_up_after_a_day(news: News) -> None:
    way = Way([Later("http-500") for _ in range(10)])
    news.decided(news.filed())
    begun, tried = news.now, []
    while news.store.keys("outbox/"):
        before = way.tries
        tally = Worker(news.store, [way], news.clock).run()
        tried += [news.now - begun] if way.tries > before else []
        news.now += MINUTE
    assert tried == [sum(DELAYS[:n], timedelta()) for n in range(len(DELAYS) + 1)]
    assert DAY - timedelta(hours=1) < tried[-1] <= DAY
    assert (tally.counts, [line.split(": ")[1] for line in tally.given_up]) == ({"given up": 1}, ["http-500"])


def test_one_way_that_fails_keeps_no_other_from_telling(news: News) -> None:
    one, other = Way([Later("http-500")]), Way(name="other")
    news.decided(news.filed())
    assert run(news, one, other) == {"later": 1, "sent": 1}
    news.now += DELAYS[0]
    assert run(news, one, other) == {"sent": 1}
    assert (len(one.told), len(other.told)) == (1, 1)


def test_a_receiver_that_is_down_is_not_asked_for_every_message(news: News) -> None:
    way = Way([Later("ConnectionError", down=True) for _ in range(10)])
    for n in range(6):
        news.decided(news.filed(key=f"a-filing-of-the-tests-{n}"))
    assert run(news, way) == {"later": 3}
    way.troubles.clear()
    assert run(news, way) == {"sent": 3}
    news.now += DELAYS[0]
    assert run(news, way) == {"sent": 3}


def test_what_cannot_be_told_in_this_way_is_not_tried_again(news: News) -> None:
    way = Way([Never("no-address")])
    news.decided(news.filed())
    assert run(news, way) == {"not told": 1}
    news.now += DAY
    assert (run(news, way), way.tries) == ({}, 1)


def test_who_wants_no_more_is_left_alone_until_they_are_asked_again(news: News) -> None:
    way = Way([Gone()])
    for n in range(2):
        news.decided(news.filed(key=f"a-filing-of-the-tests-{n}"))
    worker = Worker(news.store, [way], news.clock)
    assert worker.run().counts == {"given up": 1}
    [line] = worker.run().stopped
    assert line.startswith("way has stopped")
    worker.resume()
    assert worker.run().counts == {"sent": 1}


@pytest.mark.parametrize("killed", [KeyboardInterrupt(), SystemExit()])
def test_who_dies_while_telling_has_it_told_again_with_the_same_id(news: News, killed: BaseException) -> None:
    way, number = Way([killed]), news.filed()
    news.decided(number)
    with pytest.raises(type(killed)):
        run(news, way)
    assert run(news, way) == {}
    news.now += DELAYS[0]
    assert (run(news, way), way.told) == ({"sent": 1}, [f"{number}_0002"])


def test_a_last_attempt_that_was_cut_off_is_given_up_as_well(news: News) -> None:
    way = Way([Later("http-500") for _ in DELAYS] + [SystemExit()])
    news.decided(news.filed())
    for delay in DELAYS:
        run(news, way)
        news.now += delay
    with pytest.raises(SystemExit):
        run(news, way)
    news.now += DELAYS[-1]
    assert run(news, way) == {"given up": 1}


def test_eight_workers_at_once_tell_everything_once(news: News) -> None:
    ways = [Way() for _ in range(8)]
    numbers = [news.filed(key=f"a-filing-of-the-tests-{n:03}") for n in range(25)]
    for number in numbers:
        news.decided(number)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda way: Worker(news.store, [way], news.clock).run(), ways))
    news.now += DELAYS[0]
    run(news, ways[0])
    assert Counter(told for way in ways for told in way.told) == {f"{number}_0002": 1 for number in numbers}
    assert news.store.keys("outbox/") == []


def test_a_broken_log_keeps_nobody_else_from_hearing(news: News) -> None:
    way, broken, whole = Way(), news.filed(key="a-filing-of-the-tests-1"), news.filed(key="a-filing-of-the-tests-2")
    for number in (broken, whole):
        news.decided(number)
        news.now += MINUTE
    key = event_key(parse(broken).serial, 2)
    body = news.store.read(key)
    news.store.delete(key)
    news.store.create(key, body.replace(b"approved", b"refused "))
    assert run(news, way) == {"broken log": 1, "sent": 1}


def test_what_nobody_could_be_told_for_days_is_not_told_as_news(news: News) -> None:
    way = Way()
    news.decided(news.filed())
    news.now += outbox.STALE + MINUTE
    assert (run(news, way), way.tries) == ({"given up": 1}, 0)


def test_notes_are_forgotten_when_nothing_can_be_told_twice_any_more(news: News) -> None:
    news.decided(news.filed())
    run(news, Way())
    notes = Notes(news.store)
    assert notes.forget(news.now + KEPT) == 0
    assert notes.forget(news.now + KEPT + DAY) == 2
    assert news.store.keys("told/") == []
