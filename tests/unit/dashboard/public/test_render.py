"""What templates write: every text escaped, also where words are written into the template when it is compiled."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from jinja2 import UndefinedError
from markupsafe import Markup, escape

from dashboard.language import words_of
from dashboard.public.render import environment
from dashboard.public.template_code import written_out


def test_a_template_escapes_every_text_that_is_no_markup() -> None:
    """Also in a loop, a set block and a macro, where Jinja2 joins what was written and takes it for markup."""
    made = environment(words_of("en")).from_string(
        "{% macro twice(x) %}{{ x }}{{ x }}{% endmacro %}{% set kept %}<u>{{ text }}</u>{% endset %}"
        "{% for one in [text, markup] %}{{ one }}{% endfor %}{{ kept }}{{ twice(text) }}"
    )

    assert made.render(text="<&", markup=Markup("<b>")) == "&lt;&amp;<b><u>&lt;&amp;</u>&lt;&amp;&lt;&amp;"


def test_a_name_that_is_not_there_is_still_an_error() -> None:
    with pytest.raises(UndefinedError):
        environment(words_of("en")).from_string("{{ missing }}").render()


@pytest.mark.parametrize("value", ["", "plain", "<a href=\"x\" title='y'>&amp;", Markup("<b>&</b>"), 7, 1.5, None, ("<",)])
def test_what_is_written_out_is_escaped_as_the_library_does_it(value: object) -> None:
    assert str(escape(value)) == written_out(value)


def test_the_code_of_a_template_is_kept_until_its_words_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Words are written into the code, so code that outlived them would go on saying what nobody says any more."""
    monkeypatch.setenv("WAYMARK_HOME", str(tmp_path))
    ours = words_of("en")
    environment(ours).get_template("404.html")
    (kept,) = (tmp_path / "templates").iterdir()
    first = kept.read_bytes()
    kept.touch()
    touched = kept.stat().st_mtime_ns
    environment(ours).get_template("404.html")
    same = kept.stat().st_mtime_ns
    environment(replace(ours, texts={**ours.texts, "public.not_found.title": "Gone away"})).get_template("404.html")

    assert same == touched
    assert kept.read_bytes() != first
    assert b"Gone away" in kept.read_bytes()


def test_templates_are_compiled_where_their_code_cannot_be_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = tmp_path / "file"
    taken.touch()
    monkeypatch.setenv("WAYMARK_HOME", str(taken))

    assert environment(words_of("en")).get_template("404.html").name == "404.html"
