"""Pages read back as plain nodes: every word kept, nothing of the screen, nothing that runs."""

from __future__ import annotations

from typing import Any

from dashboard.brief.drawing import paper_rules, standalone
from dashboard.brief.nodes import Collected


def _nodes(markup: str) -> list[dict[str, Any]]:
    collected = Collected()
    collected.add(markup)
    return collected.nodes


def _words(nodes: list[dict[str, Any]]) -> str:
    """Return all words of *nodes*, in order."""
    found = []
    for node in nodes:
        found += [node["s"]] if node["t"] == "text" else []
        for inside in ("in", "head"):
            for each in node.get(inside, []):
                found.append(_words(each if isinstance(each, list) else [each]))
        for each in node.get("items", []):
            found.append(_words(each if isinstance(each, list) else [*each["name"], *each["value"]]))
        for row in node.get("rows", []):
            found += [_words(cell) for cell in row]
    return "".join(found)


def test_words_are_kept_and_markup_of_another_language_stays_words() -> None:
    """A name that would be code to the typesetter is text like any other."""
    nodes = _nodes("<p>#panic(&quot;no&quot;) $x$ *bold* &lt;b&gt; @ref \\ `raw`</p>")

    assert _words(nodes) == '#panic("no") $x$ *bold* <b> @ref \\ `raw`'


def test_what_only_a_screen_needs_is_left_out() -> None:
    nodes = _nodes(
        '<div class="wm-context">bar</div><nav>links</nav><form>field</form><details><summary>open</summary>closed</details>'
        '<div class="wm-tools">download</div><p>told</p><footer class="wm-footer">foot</footer>'
    )

    assert _words(nodes) == "told"


def test_headings_never_skip_a_level() -> None:
    """PDF/UA demands it; a finding may stand right under a title."""
    nodes = _nodes("<h1>a</h1><h3>b</h3><h2>c</h2><h4>d</h4>")

    assert [node["level"] for node in nodes] == [1, 2, 2, 3]
    assert [node["look"] for node in nodes] == [1, 3, 2, 4]


def test_a_table_keeps_its_head_its_numbers_and_its_caption() -> None:
    (table,) = _nodes(
        '<table><caption>all</caption><thead><tr><th style="width:30%">a</th><th class="n">b</th></tr></thead>'
        "<tbody><tr><th>x</th><td>1<small>of 2</small></td></tr></tbody></table>"
    )

    assert table["caption"] == "all"
    assert table["widths"] == [30, 0]
    assert table["numeric"] == [False, True]
    assert _words([table]) == "abx1of 2"


def test_a_link_leads_out_or_nowhere() -> None:
    """A document has no pages of the dashboard to go to."""
    nodes = _nodes('<p><a href="/mission?x=1">in</a> <a href="https://example.org/">out</a> <a href="javascript:x">no</a></p>')
    kinds = [node["t"] for node in nodes[0]["in"] if node["t"] != "text"]

    assert kinds == ["link"]
    assert _words(nodes) == "in out no"


def test_a_drawing_stands_alone_with_the_colours_of_paper() -> None:
    collected = Collected()
    collected.add(
        '<figure><svg class="chart paper" viewBox="0 0 720 10" width="720" height="10" aria-label="all"><path class="line"/></svg></figure>'
    )
    (drawing,) = collected.drawings.values()

    assert b'xmlns="http://www.w3.org/2000/svg"' in drawing
    assert b'viewBox="0 0 720 10"' in drawing
    assert b"var(" not in drawing
    assert collected.nodes[0]["in"][0]["in"][0]["alt"] == "all"


def test_every_rule_of_a_drawing_is_resolved() -> None:
    rules = paper_rules()

    assert ".chart .line{ stroke: #12436D" in rules
    # A mark that was not found is an outline; without its rule it would print as a full square, which means the opposite.
    assert ".m-line{ fill: none; stroke: #14181F" in rules
    assert ".m-dashed{" in rules
    assert "var(" not in rules
    assert "color-mix" not in rules
    assert "@" not in rules


def test_a_drawing_with_a_name_space_keeps_one() -> None:
    assert standalone('<svg xmlns="http://www.w3.org/2000/svg" width="1"></svg>').count("xmlns=") == 1
