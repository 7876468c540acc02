"""How far methods agree, and what sets a dissenter apart."""

from __future__ import annotations

import dataclasses

import pandas as pd

from metrics.agreement import CAUSES, Cause, agreement, dissent
from metrics.methods import METHODS, waymark
from metrics.methods.base import Method, Trait


def method(name: str, *traits: Trait) -> Method:
    """Return a method that looks at *traits*."""
    return dataclasses.replace(waymark.METHOD, id=name, traits=frozenset(traits))


def verdicts(**statuses: str) -> pd.DataFrame:
    """Return one row a method for the series a."""
    return pd.DataFrame({"series": "a", "method": list(statuses), "status": list(statuses.values())})


def test_the_most_frequent_status_and_its_share_of_the_usable_methods() -> None:
    row = agreement(verdicts(one="behind", two="behind", three="away", four="not_assessable")).loc["a"]

    assert row.to_dict() == {"methods_usable": 3, "methods_modal": "behind", "agreement": 2 / 3}


def test_in_a_tie_the_less_favourable_status_counts() -> None:
    assert agreement(verdicts(one="met", two="behind", three="met", four="behind")).loc["a", "methods_modal"] == "behind"


def test_one_usable_method_agrees_with_itself() -> None:
    assert agreement(verdicts(one="away", two="not_assessable")).loc["a"].to_dict() == {
        "methods_usable": 1, "methods_modal": "away", "agreement": 1.0,
    }  # fmt: skip


def test_a_row_without_a_usable_method_is_left_out() -> None:
    assert agreement(verdicts(one="not_assessable")).empty


def test_categories_count_like_texts() -> None:
    texts = verdicts(one="behind", two="behind", three="away")
    categories = texts.astype({"status": "category", "method": "category"})

    pd.testing.assert_frame_equal(agreement(texts), agreement(categories))


def test_a_dissenter_is_told_by_what_it_has_and_what_it_lacks() -> None:
    methods = {
        "one": method("one", Trait.TARGET, Trait.DEADLINE),
        "two": method("two", Trait.TARGET, Trait.DEADLINE, Trait.COMPOUND),
        "three": method("three", Trait.TARGET, Trait.SIGNIFICANCE),
    }
    row = dissent(verdicts(one="on_course", two="on_course", three="no_clear_change"), methods)

    assert row.to_dict("records") == [
        {
            "series": "a",
            "method": "three",
            "status": "no_clear_change",
            "modal": "on_course",
            "causes": "needs_significance;ignores_deadline",
        }
    ]


def test_a_trait_of_half_the_others_explains_nothing_by_its_lack() -> None:
    """Compound growth is shared by one of the two modal methods: its lack sets nobody apart, having it does not either."""
    methods = {"one": method("one", Trait.COMPOUND), "two": method("two"), "three": method("three")}

    assert dissent(verdicts(one="behind", two="behind", three="away"), methods)["causes"].tolist() == [Cause.OWN_THRESHOLDS]


def test_methods_without_a_verdict_do_not_dissent() -> None:
    methods = {"one": method("one"), "two": method("two")}

    assert dissent(verdicts(one="behind", two="not_assessable"), methods).empty


def test_every_row_is_held_against_its_own_modal_status() -> None:
    """The same two methods, each alone with its view once: in the second series both agree."""
    methods = {"one": method("one", Trait.TARGET), "two": method("two")}
    rows = pd.concat(
        [
            verdicts(one="behind", two="away").assign(place="x"),
            verdicts(one="behind", two="behind").assign(place="x", series="b"),
            verdicts(one="away", two="behind").assign(place="y"),
        ]
    )
    found = dissent(rows, methods, by=["series", "place"])

    assert found[["place", "method", "causes"]].to_numpy().tolist() == [
        ["x", "one", "looks_at_the_target"], ["y", "two", "looks_only_at_direction"],
    ]  # fmt: skip


def test_every_trait_has_its_two_causes_and_every_method_its_traits() -> None:
    assert set(CAUSES) == set(Trait)
    of_traits = {cause for pair in CAUSES.values() for cause in pair}
    assert of_traits | {Cause.OWN_THRESHOLDS, Cause.NO_ERRORS_TO_TEST} == set(Cause)
    assert all(item.traits for item in METHODS.values())


def test_a_rule_that_had_nothing_to_test_with_is_not_called_one_that_tests() -> None:
    """Healthy People tests against z = 1.645; without standard errors it asks for 10 % instead, and a target that is met needs neither."""
    methods = {"one": method("one"), "two": method("two"), "hp2030": dataclasses.replace(METHODS["hp2030"], traits={Trait.SIGNIFICANCE})}
    told = {
        (bound, status): dissent(verdicts(one="behind", two="behind", hp2030=status).assign(threshold=[None, None, bound]), methods)
        for bound, status in ((-1.645, "away"), (10.0, "no_clear_change"), (100.0, "met"))
    }

    assert {case: frame["causes"].tolist() for case, frame in told.items()} == {
        (-1.645, "away"): ["needs_significance"],
        (10.0, "no_clear_change"): ["no_errors_to_test"],
        (100.0, "met"): ["needs_significance"],
    }


def test_a_rule_without_a_test_is_no_sign_that_others_ignore_uncertainty() -> None:
    """Where most rules test and Healthy People could not, what sets it apart is that it had nothing to test with."""
    tests = {name: method(name, Trait.SIGNIFICANCE) for name in ("one", "two")}
    methods = {**tests, "hp2030": dataclasses.replace(METHODS["hp2030"], traits={Trait.SIGNIFICANCE})}
    found = dissent(verdicts(one="behind", two="behind", hp2030="away").assign(threshold=[None, None, -10.0]), methods)

    assert found["causes"].tolist() == ["no_errors_to_test"]


def test_a_rule_that_could_not_test_is_told_by_all_else_that_it_looks_at() -> None:
    """It starts at the baseline and forgets the deadline whether or not it had errors; two points decide for all three."""
    tests = {name: method(name, Trait.SIGNIFICANCE, Trait.DEADLINE) for name in ("one", "two")}
    hp2030 = dataclasses.replace(METHODS["hp2030"], traits={Trait.SIGNIFICANCE, Trait.FROM_BASELINE})
    rows = verdicts(one="behind", two="behind", hp2030="away")
    untested, tested = (
        dissent(rows.assign(threshold=[None, None, bound]), {**tests, "hp2030": hp2030})["causes"].tolist() for bound in (10.0, -1.645)
    )

    assert untested == ["no_errors_to_test;ignores_deadline;long_window"]
    assert tested == ["ignores_deadline;long_window"]


def test_only_a_rule_that_can_test_and_names_its_bound_can_have_had_nothing_to_test_with() -> None:
    """A ratio of 0.95 is no test without errors, and a verdict without a bound shows none."""
    methods = {"one": method("one"), "two": method("two"), "ratio": method("ratio", Trait.COMPOUND)}
    with_bound = dissent(verdicts(one="behind", two="behind", ratio="away").assign(threshold=[None, None, 0.95]), methods)
    methods["hp2030"] = dataclasses.replace(METHODS["hp2030"], traits={Trait.SIGNIFICANCE})
    without = dissent(verdicts(one="behind", two="behind", hp2030="away").assign(threshold=float("nan")), methods)

    assert with_bound["causes"].tolist() == ["compound_growth"]
    assert without["causes"].tolist() == ["needs_significance"]
