"""What was agreed and what came of it: open before closed, the verdict then and now, and what a reader without a list is told."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from dashboard.loading import OpenWarehouse
from tests.unit.dashboard.shown_page import html_of, words_in

TODAY = date(2026, 11, 28)
LIST = """
actions:
  - mission: us-moonshot
    agreed: 2024-03-05
    what: One <b>account</b> of deaths
    why: Two were told
    options: [keep both, wait]
    target: us-moonshot-mortality-50
    owner: The institute
    due: 2024-09-30
    done: 2024-10-12
    result: There is one.
  - {mission: us-moonshot, agreed: 2024-03-05, what: Name who is responsible, due: 2026-09-30}
  - {mission: us-moonshot, agreed: 2024-03-05, what: Given up since, dropped: 2025-01-31}
  - {mission: us-moonshot, agreed: 2026-06-01, what: Deaths by county, target: us-moonshot-mortality-50}
  - {mission: se-vzc, agreed: 2024-03-05, what: Of another mission}
"""


@pytest.fixture
def shown(warehouse: OpenWarehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Return a function that keeps a list and returns a page as HTML."""
    monkeypatch.setenv("WAYMARK_HOME", str(tmp_path))

    def show(text: str | None = LIST, page: str = "agreed", **asked: str) -> str:
        if text is not None:
            (tmp_path / "actions.yml").write_text(text, "utf-8")
        parameters = {"mission": "us-moonshot", "lang": "en"} | asked
        return html_of(warehouse, page, parameters, TODAY)

    return show


def test_what_is_overdue_is_counted_and_stands_first_and_what_was_closed_last_stands_before_the_rest(shown: Callable[..., str]) -> None:
    text = words_in(shown())
    order = ["One of 2 open actions is overdue", "Name who is responsible", "Deaths by county", "Given up since", "One <b>account</b>"]

    assert [text.index(told) for told in order] == sorted(text.index(told) for told in order)
    assert "Due: 30 September 2026, overdue" in text
    assert "Of another mission" not in text


def test_the_verdict_of_the_target_stands_as_it_was_known_at_the_meeting_and_as_it_is_now(shown: Callable[..., str]) -> None:
    """
    On 5 March 2024 the newest rate was 144.1 of 2020, from before the start in 2022.

    WONDER's deaths and population of 2024, asked on 13 August 2026, give 139.4.
    """
    row = re.search(r"<tr>(?:(?!<tr>).)*account.*?</tr>", shown())
    assert row is not None
    heading, _, then, now = re.split(r"</t[hd]>", row.group())[:4]

    assert "Two were told" in heading
    assert "Also considered: keep both; wait" in heading
    assert "What came of it: There is one." in words_in(heading)
    assert "144.1 per 100,000 (2020)" in words_in(then)
    assert "Cannot be assessed yet" in words_in(then)
    assert "Improving, too slowly 139.4 per 100,000 (2024)" in words_in(now)


def test_what_was_known_at_the_meeting_is_one_link_away(shown: Callable[..., str]) -> None:
    assert 'href="/review?mission=us-moonshot&amp;as_of=2024-03-05&amp;lang=en"' in shown()


def test_before_anything_was_published_there_is_no_verdict_and_no_link(shown: Callable[..., str]) -> None:
    told = shown("actions:\n  - {mission: us-moonshot, agreed: 1999-12-31, what: x, target: us-moonshot-mortality-50}")

    assert "as_of=1999" not in told
    assert "Agreed on: 31 December 1999 not judged Improving, too slowly" in words_in(told)


def test_on_the_day_of_the_meeting_then_is_now(shown: Callable[..., str]) -> None:
    told = words_in(shown("actions:\n  - {mission: us-moonshot, agreed: 2026-11-28, what: x, target: us-moonshot-mortality-50}"))

    assert told.count("Improving, too slowly 139.4 per 100,000 (2024)") == 2


def test_a_closed_action_says_how_late_it_was_or_that_it_was_given_up(shown: Callable[..., str]) -> None:
    """30 September to 12 October are 12 days."""
    text = words_in(shown())

    assert "Done on 12 October 2024, 12 days late" in text
    assert "Given up on 31 January 2025" in text


def test_on_an_earlier_day_what_was_closed_later_is_open_and_what_was_agreed_later_unknown(shown: Callable[..., str]) -> None:
    text = words_in(shown(as_of="2024-06-30"))

    assert "3 actions are open, none of them overdue" in text
    assert "Deaths by county" not in text
    assert "Closed" not in text
    assert "There is one." not in text


def test_a_target_judged_in_several_places_is_counted_by_its_statuses(shown: Callable[..., str]) -> None:
    entry = "{mission: who-ccei, agreed: 2022-07-01, what: x, target: who-ccei-vacc-90"
    several = words_in(shown(f"actions:\n  - {entry}}}", mission="who-ccei"))
    one = words_in(shown(f"actions:\n  - {entry}, place: DEU}}", mission="who-ccei"))

    assert re.search(r"Improving, too slowly in \d followed places", several)
    assert " places" not in one.partition("On the day of the meeting")[2].partition("Data as of")[0]
    assert "Germany" in one


def test_where_a_target_is_never_judged_nothing_says_that_it_once_was(shown: Callable[..., str]) -> None:
    text = words_in(
        shown("actions:\n  - {mission: us-moonshot, agreed: 2024-03-05, what: x, target: us-moonshot-mortality-50, place: SWE}")
    )

    assert "Agreed on: 5 March 2024 not judged not judged" in text


def test_on_an_earlier_day_the_second_verdict_is_headed_by_that_day(shown: Callable[..., str]) -> None:
    past, today = words_in(shown(as_of="2024-06-30")), words_in(shown())

    assert "On the day of the meeting 30 June 2024" in past
    assert "on the day of the meeting and on 30 June 2024." in past
    assert "On the day of the meeting Now" in today
    assert "on the day of the meeting and now." in today


def test_entries_of_a_later_day_are_counted_below_and_only_today(shown: Callable[..., str]) -> None:
    """A year that is mistyped would hide an entry without a word."""
    later = "\n".join(["actions:"] + ["  - {mission: us-moonshot, agreed: 2062-03-05, what: Mistyped}"] * 2)
    told = "2 entries of later days are not shown"

    assert told in words_in(shown(later))
    assert "Mistyped" not in shown(later)
    assert told not in words_in(shown(later, as_of="2024-06-30"))
    assert "later day" not in words_in(shown())


def test_a_word_of_the_list_is_no_markup(shown: Callable[..., str]) -> None:
    assert "One &lt;b&gt;account&lt;/b&gt; of deaths" in shown()


@pytest.mark.parametrize("page", ["agreed", "review"])
def test_a_change_of_the_list_shows_with_the_next_look(shown: Callable[..., str], page: str) -> None:
    assert "Written since" not in shown(page=page)
    changed = "actions:\n  - {mission: us-moonshot, agreed: 2024-03-05, what: Written since}"

    assert "Written since" in shown(changed, page=page)


def test_without_a_list_the_page_says_who_can_keep_one_and_shows_an_entry_that_can_be_read(shown: Callable[..., str]) -> None:
    told = shown(None)
    example = html.unescape(re.search(r'<div class="wm-code"[^>]*>(.*?)</div>', told).group(1))  # type: ignore[union-attr]

    assert "can keep one in the file actions.yml" in told
    assert "An entry to copy (an example)" in told
    assert "Ask for a yearly estimate" in shown(example)


def test_the_entry_to_copy_is_read_aloud_in_the_language_of_its_words(shown: Callable[..., str]) -> None:
    box = re.search(r'<div class="wm-code"[^>]*>.*?</div>', shown(None, lang="de"))

    assert box is not None
    assert 'lang="de"' in box[0]
    assert "Eine jährliche Schätzung anfordern" in html.unescape(box[0])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("actions: []", "Zu dieser Mission wurde noch nichts vereinbart Was vereinbart wird, kommt in die Datei actions.yml;"),
        (
            "actions:\n  - {mission: us-moonshot, agreed: 2024-03-05, what: x, done: 2024-03-06}",
            "Vom Vereinbarten ist nichts mehr offen",
        ),
        ("actions:\n  - {mission: us-moonshot, agreed: bald, what: x}", "actions.yml:2: actions[0].agreed: 'bald'"),
    ],
)
def test_an_empty_a_finished_and_a_faulty_list_say_so_in_german(shown: Callable[..., str], text: str, told: str) -> None:
    assert told in words_in(shown(text, lang="de"))


def test_without_a_mission_all_are_offered(shown: Callable[..., str]) -> None:
    assert 'href="/agreed?mission=se-vzc&amp;lang=en"' in shown(mission="")
