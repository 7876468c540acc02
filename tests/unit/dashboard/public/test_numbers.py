"""About a number on the public site: the same words as the dashboard, every step filled in, and nothing passed on that may not be."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import date

import pytest

from dashboard.components.block import Html
from dashboard.components.view import View
from dashboard.pages import explain, explain_words
from dashboard.pages.explain_subject import with_number
from dashboard.public.baking import Baked
from dashboard.public.kinds import numbers
from dashboard.public.render import Renderer
from dashboard.public.settings import Settings, read_operator
from dashboard.public.site import Site
from dashboard.selection import Selection
from data.catalogue.models import LicenceClass

GERMANY = "numbers/hpv_15_complete/DEU/"


def told(text: str) -> str:
    """Return what a reader reads of *text*, in one line."""
    bare = re.sub(r"<(script|svg)\b.*?</\1>", " ", text, flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", bare))).replace("\u00a0", " ")


def page_of(baked: Baked, path: str, language: str = "en") -> str:
    return (baked.folder / language / path / "index.html").read_text("utf-8")


def test_germany_s_47_percent_is_told_from_its_row_to_its_verdict(baked: Baked) -> None:
    """
    47 % in 2021, row 764 of the workbook; 90 − 47 = 43 points in 2030 − 2021 = 9 years are 43 / 9 = 4.8 points a year.

    The same numbers as the test of the dashboard's page.
    """
    text = told(page_of(baked, GERMANY))

    assert "47%: HPV vaccination by 15 (complete), Germany, 2021" in text
    assert "wuenic2021rev_hpv-estimates.xlsx, row 764, column coverage" in text
    assert "90 − 47 = 43 percentage points" in text
    assert "(90.0 − 47.0) / 9 = 4.8 percentage points a year" in text
    assert "The value has been the same 3 times in a row, from 2019 to 2021." in text
    assert "Corrections None." in text


def test_in_german_everything_is_german(baked: Baked) -> None:
    text = told(page_of(baked, GERMANY, "de"))

    assert "Über diese Zahl" in text
    assert "47 %" in text
    assert "Wer sie erhoben hat" in text


@pytest.mark.parametrize(
    "number", [("hpv_15_complete", "DEU"), ("bowel_screening_uptake_50_74", "GBR-SCT"), ("tobacco_use_15_plus", "SWE")]
)
def test_the_dashboard_and_the_site_say_the_same(site: Site, number: tuple[str, str]) -> None:
    """Every sentence about the very series that the site shows stands on the dashboard's page too."""
    indicator, place = number
    subject = site.numbers.every[number]
    asked = {name: str(subject.row[name]) for name in ("sex", "age", "site", "group")}
    chosen = Selection(indicator=indicator, place=place, edition=(str(subject.row["source"]), str(subject.row["edition"])))
    view = replace(site.views["en"], selection=with_number(chosen, asked))
    dashboard = told("".join(block.text for block in explain.build(view).blocks if isinstance(block, Html)))
    page = next(page for page in numbers.pages(site, site.views["en"]) if page.path == subject.path)
    sentences = [*page.context["is_not"], *page.context["how_sure"], page.context["next"], page.context["cite"]]  # type: ignore[misc]

    assert sentences
    for sentence in sentences:
        assert told(str(sentence)) in dashboard
    for calculation in page.context["calculations"]:  # type: ignore[attr-defined]
        for _, step in calculation.steps:
            assert told(step) in dashboard


def test_every_figure_in_force_has_its_page(site: Site, baked: Baked) -> None:
    held = site.warehouse.observations(as_of=site.day)[["indicator", "place"]].drop_duplicates()

    assert {f"numbers/{indicator}/{place}/" for indicator, place in held.to_numpy()} == {
        subject.path for subject in site.numbers.every.values()
    }
    assert all((baked.folder / "de" / subject.path / "index.html").is_file() for subject in site.numbers.every.values())


def test_a_verdict_rests_on_the_series_that_its_page_shows(site: Site) -> None:
    """A link from a verdict must lead to the series that the verdict rests on, not to another breakdown of it."""
    shown = {(row["target"], row["place"]): subject.series for subject in site.numbers.every.values() for row in subject.spoken_to}
    rows = site.any_view.in_force()
    judged = [row for row in rows[rows["latest"].notna()].to_dict("records") if (row["target"], row["place"]) in shown]

    assert len(judged) > 200  # the four hundred odd rows of the scorecard without a figure, and the second series of a place, apart
    for row in judged:
        values = {(each["year_end"], each["value"]) for each in shown[row["target"], row["place"]]}

        assert (row["latest_year_end"], row["latest"]) in values


def test_a_latest_value_of_another_series_leads_to_the_list_of_others(baked: Baked) -> None:
    """The lung cancer deaths of C-02 stand on the page of all cancer deaths, under the series besides; those of C-01 are its subject."""
    mission = page_of(baked, "missions/us-hp2030")
    links = dict(re.findall(r'<tr><th scope="row">(C-0[12]).*?numbers/(cancer_mortality_us2000/USA/[^"]*)"', mission))
    page = page_of(baked, "numbers/cancer_mortality_us2000/USA")
    besides = told(page[page.index('id="beside"') :])

    assert links == {"C-01": "cancer_mortality_us2000/USA/", "C-02": "cancer_mortality_us2000/USA/#beside"}
    assert re.search(r"Lung[^:]*: 34\.8 per 100,000 \(2018\)", besides)


def test_a_verdict_that_goes_by_an_older_value_says_so_above(baked: Baked) -> None:
    """11.8 % in 2019 is the last before the pandemic, 11.6 % in 2021 the newest."""
    top = page_of(baked, "numbers/premature_ncd_mortality/DEU").partition("<h2>")[0]

    assert "11.6%" in told(top)
    assert "The verdict goes by 11.8% (2019): an event distorted the years after it." in told(top)
    assert "The verdict goes by" not in told(page_of(baked, GERMANY))


def test_a_figure_that_is_overdue_is_not_announced(site: Site) -> None:
    """Coverage of 2021 is held and usually out a year later: 2022 + 1 = 2023. On a day of 2023 it is awaited, in 2024 it is late."""
    subject = site.numbers.every["hpv_15_complete", "DEU"]
    told = [
        explain_words.next_words(replace(site.views["en"], as_of=date(year, 6, 30)), subject.row, subject.series) for year in (2023, 2024)
    ]

    assert told == [
        "A figure for 2022, which the publisher usually needs until 2023 to put out.",
        "A figure for 2022; by the usual lag it was expected by the end of 2023, and it is not held here.",
    ]


def test_values_that_may_not_be_passed_on_are_not_listed_year_by_year(site: Site) -> None:
    """Of a source with non-commercial terms the newest value stands in the headline; the years before it do not stand in a table."""
    for page in numbers.pages(site, site.views["en"]):
        if page.template != "number.html":
            continue
        indicator, place = page.path.split("/")[1:3]
        source = site.warehouse.catalogue.sources[site.numbers.every[indicator, place].row["source"]]
        held_back = source.licence.licence_class == LicenceClass.NON_COMMERCIAL

        assert bool(page.context["values"]) != held_back
        assert bool(page.context["held_back"]) == held_back


def test_an_error_is_reported_to_the_operator_of_the_site(site: Site) -> None:
    operator = read_operator().model_copy(update={"email": "errors@example.org"})
    own = Site(site.warehouse, Settings(operator, "https://waymark.example/site/"))
    page = next(page for page in numbers.pages(own, own.views["en"]) if page.path == GERMANY)

    assert str(page.context["report"]).startswith("mailto:errors@example.org?subject=Waymark%3A%20error%20in%20a%20number")
    assert "waymark.example%2Fsite%2Fen%2Fnumbers%2Fhpv_15_complete%2FDEU%2F" in str(page.context["report"]).replace("/", "%2F")


def test_text_from_data_is_escaped(site: Site) -> None:
    """A locator comes from a file of somebody else."""
    subject = site.numbers.every["hpv_15_complete", "DEU"]
    hostile = replace(subject, row={**subject.row, "locator": "<script>alert(1)</script>\u202e"})
    view: View = site.views["en"]
    page = numbers._number(site, view, numbers.terms_of(view.catalogue.sources.values()), hostile)
    written = Renderer(site).html(page, view.words)

    assert "<script>alert" not in written
    assert "&lt;script&gt;alert(1)" in written
