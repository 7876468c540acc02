"""Promises, corrections, citation and feeds on the public site."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from dashboard.opendata.models_of_changes import Before, History, Strip
from dashboard.public.baking import Baked
from dashboard.public.kinds import corrections, promises
from dashboard.public.page import Page
from dashboard.public.render import Renderer
from dashboard.public.site import Site
from data.catalogue.catalogue import Catalogue
from data.catalogue.corrections import Correction


def _page(site: Site, language: str = "en") -> Page:
    return next(iter(promises.pages(site, site.views[language])))  # type: ignore[index]


def test_a_changed_target_shows_both_wordings_with_reason_and_document(site: Site) -> None:
    """Healthy People 2030 moved breast screening from 77.1 % to 80.3 %; the day is not in the documents."""
    changes = list(_page(site).context["changes"])  # type: ignore[call-overload]
    versions = [len(target.versions) for mission in site.warehouse.catalogue.missions.values() for target in mission.targets]

    assert len(changes) == sum(count - 1 for count in versions)
    breast = next(change for change in changes if "77.1%" in change.reason)
    assert (breast.old.aim, breast.new.aim) == ("at least 77.1% by 2030", "at least 80.3% by 2030")
    assert breast.when == "The day is not found in the documents."
    assert "samacharlink7" in breast.new.source
    assert breast.who


def test_every_milestone_stands_there_once_and_the_newest_first(site: Site) -> None:
    page = _page(site)
    events = page.context["events"]
    days = [event.sorted_by for event in events]  # type: ignore[attr-defined]
    known = sum(len(mission.milestones) for mission in site.warehouse.catalogue.missions.values())

    assert len(days) + len(page.context["undated"]) == known  # type: ignore[arg-type]
    assert days == sorted(days, reverse=True)


def test_a_verdict_that_moved_leaves_a_trace(site: Site) -> None:
    """Two earlier releases called the Scottish target behind; this one says met. Runs of equal verdicts are one entry."""
    own = next(row for row in site.any_view.in_force().to_dict("records") if row["mission"] == "gb-sct-bowel" and row["status"] == "met")
    key = {"mission": own["mission"], "target": own["target"], "place": own["place"]}
    strip = Strip(**key, versions=[1, 1], statuses=["behind", "behind"], reasons=["", ""], editions=["a", "b"])
    releases = [Before(name=f"r{n}", judged_on=day) for n, day in enumerate(("2024-01-31", "2025-01-31"))]
    release = {"name": "r1", "judged_on": "2025-01-31", "build": "x", "address": ""}
    history = History.model_validate({"release": release, "releases": [r.model_dump() for r in releases], "strips": [strip.model_dump()]})
    later = replace(site)
    later.__dict__["history"] = history
    page = _page(later)
    told = page.context["moved"][0]  # type: ignore[index]

    assert page.context["releases"] == 3
    assert [(run.status, run.first, run.last) for run in told.runs][1] == ("behind", "31 January 2024", "31 January 2025")
    assert told.runs[0].status == "met"
    assert told.target not in [strip.target for strip in page.context["unmoved"] if strip.mission == told.mission]  # type: ignore[attr-defined]


def test_a_history_that_cannot_be_read_is_none(site: Site, tmp_path: Path) -> None:
    (tmp_path / "v1").mkdir()
    (tmp_path / "v1" / "verdict-history.json").write_text("not JSON")

    assert replace(site, before=tmp_path).history is None


def test_every_page_says_how_to_cite_it_and_how_to_follow(baked: Baked) -> None:
    """But for the page of languages, and drawings alone, which name their page."""
    for file in baked.folder.glob("*/*/**/index.html"):
        language, kind, *rest = file.relative_to(baked.folder).parts
        if language not in ("en", "de") or (kind == "embed" and len(rest) > 1):
            continue
        text = file.read_text("utf-8")

        assert {"en": "How to cite", "de": "So wird zitiert"}[language] in text
        for feed in re.findall(r'href="[./]*(feeds/[^"]+)"', text):
            assert (baked.folder / feed).is_file()
        assert f"feeds/all.{language}.atom" in text


def test_a_mission_has_its_own_feed(baked: Baked) -> None:
    page = (baked.folder / "de" / "missions" / "de-ndk" / "index.html").read_text("utf-8")

    assert 'rel="alternate" type="application/atom+xml" href="../../../feeds/de-ndk.de.atom"' in page


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_correction_is_told_whole_and_escaped(site: Site, language: str) -> None:
    """The project declares none; this one is made up and hostile."""
    made = Correction.model_validate(
        {
            "id": "slip", "source": "phs_bowel", "match": {"indicator": "bowel_screening_uptake_50_74", "place": "GBR-SCT", "year": 2020},
            "action": "set", "set": {"value": 66.7}, "expected": {"value": 76.6},
            "reason": {"en": "Digits <b>swapped</b>", "de": "Ziffern <b>vertauscht</b>"},
            "evidence": {"document": "Report <script>", "locator": "table 1", "confidence": "seen_in_stored_source"},
            "who": "A. Person", "decided": date(2026, 1, 31),
        }
    )  # fmt: skip
    view = site.views[language]  # type: ignore[index]
    catalogue: Catalogue = view.catalogue.model_copy(update={"corrections": (made,)})

    class Corrected:
        """The open warehouse with another catalogue."""

        def __init__(self) -> None:
            self.catalogue = catalogue

        def __getattr__(self, name: str) -> object:
            return getattr(site.warehouse, name)

    changed = replace(view, warehouse=Corrected())  # type: ignore[arg-type]
    page = next(iter(corrections.pages(site, changed)))
    text = Renderer(site).html(page, view.words)

    assert 'id="correction-slip"' in text
    assert "&lt;b&gt;" in text
    assert "<script>" not in text.replace('<script type="application/ld+json">', "")
    assert ("66.7" if language == "en" else "66,7") in text
