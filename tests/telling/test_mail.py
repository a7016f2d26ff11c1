"""E-mail over a real mail server: to the address that was given last, in the person's language, with nothing of them in it."""

import json
import re
from datetime import timedelta
from email.message import EmailMessage

import pytest

from filings.amend import Amending
from filings.contract import Contracts
from filings.lookup import Lookup
from filings.model import read_log
from filings.numbers import lookup_code, parse
from filings.seal import Keys, make_pair
from filings.telling.mail import Mail
from filings.telling.notes import Notes
from filings.telling.worker import DELAYS, Worker
from telling.conftest import SITE_URL, MailServer, News

PERSONAL = ("张三", "32100219600229001X", "13800000000", "张", "1960")


def told(news: News, way: Mail) -> dict[str, int]:
    return dict(Worker(news.store, [way], news.clock).run().counts)


def outcome(news: News) -> str:
    [key] = [key for key in news.store.keys("told/") if key.endswith(".done")]
    return str(json.loads(news.store.read(key))["outcome"])


def only(mails: list[EmailMessage]) -> EmailMessage:
    [mail] = mails
    return mail


@pytest.mark.parametrize(
    ("language", "folder", "sentence"),
    [
        ("zh-Hans", "", "经办机构请您补充或更正备案内容。"),
        ("ko", "ko/", "취급기구에서 등록내용을 보충하거나 수정할것을 청합니다."),
        ("ru", "ru/", "Агентство просит вас дополнить или исправить заявление."),
    ],
    ids=["zh-Hans", "ko", "ru"],
)
def test_a_person_reads_in_their_language_that_something_has_happened_and_where_to_look(
    news: News, mail_server: MailServer, language: str, folder: str, sentence: str
) -> None:
    to = f"reader-{language.lower()}@mail.example"
    number = news.filed(to, language=language)
    news.decided(number, "correction-requested", asked=["/insured/name"])
    assert told(news, news.mail(mail_server.settings())) == {"sent": 1}
    mail = only(mail_server.mails(to))
    text = mail.get_content()
    assert text.startswith(f"{sentence}\n")
    assert f"\n{SITE_URL}{folder}status/#number={number}\n" in text
    assert (mail["From"], mail["Content-Language"]) == ("备案 <notice@agency.example>", language)
    assert (mail["Message-ID"], mail["Auto-Submitted"]) == (f"<{number}_0002@agency.example>", "auto-generated")
    assert number in mail["Subject"]


def test_a_mail_holds_nothing_of_the_person_but_the_number(news: News, mail_server: MailServer) -> None:
    number = news.filed("discreet@mail.example")
    news.decided(number, "refused", reason="materials-incomplete")
    told(news, news.mail(mail_server.settings()))
    mail = only(mail_server.mails("discreet@mail.example"))
    whole = f"{mail['Subject']}\n{mail.get_content()}"
    secrets = (*PERSONAL, lookup_code(news.settings.secret, parse(number)), "materials-incomplete", "discreet")
    assert [secret for secret in secrets if secret in whole] == []
    assert re.findall("[0-9]{6,}", whole.replace(number, "")) == []


def test_the_address_that_was_given_last_gets_the_mail(news: News, mail_server: MailServer) -> None:
    number = news.filed("before@mail.example")
    lookup = Lookup(news.store, news.settings.secret, Contracts(news.settings.contracts), news.clock)
    contact = {"phone": "13900000000", "email": "after@mail.example"}
    body = {"action": "correct", "changes": {"contact": contact}}
    code = lookup_code(news.settings.secret, parse(number))
    Amending(lookup, Keys.from_file(news.settings.keys)).take(number, code, "an-amendment-key-1", body)
    news.decided(number)
    assert told(news, news.mail(mail_server.settings())) == {"sent": 1}
    assert (len(mail_server.mails("after@mail.example")), mail_server.mails("before@mail.example")) == (1, [])


def test_who_gave_no_address_gets_no_mail(news: News, mail_server: MailServer) -> None:
    news.decided(news.filed())
    assert told(news, news.mail(mail_server.settings())) == {"not told": 1}
    assert outcome(news) == "no-address"


def test_what_was_erased_is_not_written_to(news: News, mail_server: MailServer) -> None:
    number = news.filed("erased@mail.example")
    news.decided(number)
    news.store.delete(read_log(news.store, parse(number).serial)[0].fields["content_key"])
    assert told(news, news.mail(mail_server.settings())) == {"not told": 1}
    assert outcome(news) == "erased"


def test_a_mailbox_that_is_none_is_not_asked_again(news: News, mail_server: MailServer) -> None:
    news.decided(news.filed("nobody@mail.example"))
    assert told(news, news.mail(mail_server.settings())) == {"not told": 1}
    assert outcome(news) == "smtp-550"


def test_a_server_that_lets_strangers_try_twice_takes_the_second_mail(news: News, mail_server: MailServer) -> None:
    to = "patience@mail.example"
    news.decided(news.filed(to))
    assert told(news, news.mail(mail_server.settings())) == {"later": 1}
    news.now += DELAYS[0]
    assert told(news, news.mail(mail_server.settings())) == {"sent": 1}
    assert len(mail_server.mails(to)) == 1


def test_many_mails_go_over_one_connection_though_one_is_refused(news: News, mail_server: MailServer) -> None:
    for n, to in enumerate(("one@many.example", "nobody@many.example", "two@many.example")):
        news.decided(news.filed(to, key=f"a-filing-of-the-tests-{n}"))
        news.now += timedelta(seconds=1)
    assert told(news, news.mail(mail_server.settings())) == {"sent": 2, "not told": 1}
    assert len(mail_server.mails("two@many.example")) == 1


@pytest.mark.parametrize(
    "members",
    [{"password": "another one"}, {"ca": None}, {"port": 1}, {"security": "tls"}],
    ids=["login", "stranger", "away", "tls"],
)
def test_a_server_that_does_not_work_as_set_is_tried_again_later(
    news: News, mail_server: MailServer, members: dict[str, object]
) -> None:
    """A wrong password, a certificate that nobody vouches for, nobody there, and TLS where the server has none at first."""
    given = mail_server.settings(**members)
    news.decided(news.filed("later@mail.example"))
    if given["ca"] is None:
        del given["ca"]
    way = news.mail(given)
    assert told(news, way) == {"later": 1}
    assert mail_server.mails("later@mail.example") == []


def test_without_the_places_key_nobody_can_be_written_to_yet(news: News, mail_server: MailServer) -> None:
    news.decided(news.filed("locked@mail.example"))
    for keys in (Keys({}), Keys({"CN": make_pair("CN")[1]})):
        news.private = keys
        assert told(news, news.mail(mail_server.settings())) == {"later": 1}
        news.now += DELAYS[1]
    assert [key for key in news.store.keys("told/") if key.endswith(".done")] == []
    assert Notes(news.store).forget(news.now) == 0
