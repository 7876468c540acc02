"""The command ``python -m metrics``: on a warehouse built from the clone's own figures, and on a user's own tables."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from data.warehouse import store
from metrics import __main__, report
from metrics.assess import assess_files
from metrics.forecast import record
from metrics.joinpoints import rules
from metrics.methods import METHODS
from metrics.scorecard import CONTRACT_COLUMNS

ROOT = Path(__file__).resolve().parents[2]
AS_OF = date(2026, 7, 1)
FOLLOWED = ["AUS", "DEU", "GBR", "NLD", "SWE", "USA"]
OBSERVATIONS = "series,year,value\n" + "".join(f"a,{year},{60 - year % 100}\nb,{year},{year % 100}\n" for year in range(2012, 2022))
TARGETS = (
    "series,better,baseline_year,target_year,target_value,kind\na,lower,2012,2030,50,relative\nb,higher,,2030,100,\nc,lower,2015,2030,1,\n"
)


def run(*arguments: str, home: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command in the clone and return what it said."""
    environment = os.environ | ({"WAYMARK_HOME": str(home)} if home else {})
    command = [sys.executable, "-m", "metrics", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home with a warehouse built from the clone's figures."""
    folder = tmp_path_factory.mktemp("home")
    command = [sys.executable, "-m", "etl", "build"]
    environment = os.environ | {"WAYMARK_HOME": str(folder)}
    subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True)
    return folder


@pytest.fixture(scope="module")
def judged(home: Path) -> pd.DataFrame:
    """Return the whole scorecard."""
    answer = run("scorecard", "--as-of", AS_OF.isoformat(), home=home)

    assert (answer.returncode, answer.stderr) == (0, "")
    return pd.read_csv(io.StringIO(answer.stdout), keep_default_na=False, na_values=[""])


@pytest.fixture
def tables(tmp_path: Path) -> tuple[Path, Path]:
    """Return a user's two tables as files."""
    files = (tmp_path / "observations.csv", tmp_path / "targets.csv")
    files[0].write_text(OBSERVATIONS, encoding="utf-8")
    files[1].write_text(TARGETS, encoding="utf-8")
    return files


def test_the_scorecard_has_the_contract_s_columns_and_one_row_a_target_version_and_place(judged: pd.DataFrame) -> None:
    assert list(judged.columns[: len(CONTRACT_COLUMNS)]) == CONTRACT_COLUMNS
    assert not judged.duplicated(["mission", "target", "target_version", "place"]).any()


def test_every_row_has_a_verdict_or_a_reason_never_both(judged: pd.DataFrame) -> None:
    assert ((judged["status"] == "not_assessable") == judged["reason"].notna()).all()


def test_germany_s_40_to_36_is_never_compared_with_37_4(judged: pd.DataFrame) -> None:
    rows = judged[judged["target"].str.startswith("de-ndk-preventable")]

    assert set(zip(rows["status"], rows["reason"], rows["latest_year"], rows["latest"], strict=True)) == {
        ("not_assessable", "not_comparable", 2018.0, 37.4)
    }
    assert rows[["gap", "pace", "probability"]].isna().all().all()


@pytest.mark.parametrize("mission", ["gb-camden-food", "int-ft3", "se-gms"])
def test_missions_without_a_number_have_no_target(judged: pd.DataFrame, mission: str) -> None:
    assert set(judged.loc[judged["mission"] == mission, "reason"]) == {"no_target"}


def test_unverified_wordings_carry_no_verdict(judged: pd.DataFrame) -> None:
    assert set(judged.loc[judged["reason"] == "unverified", "status"]) == {"not_assessable"}


def test_the_six_countries_hpv_is_judged_from_the_last_dose_by_15(judged: pd.DataFrame) -> None:
    rows = judged[(judged["target"] == "who-ccei-vacc-90") & judged["place"].isin(FOLLOWED)]

    assert sorted(rows["place"]) == FOLLOWED
    assert set(zip(rows["indicator"], rows["edition"], rows["comparability"], strict=True)) == {("hpv_15_complete", "wuenic-2021", "same")}
    assert rows["probability"].notna().all()


def test_a_later_edition_can_stand_in_on_request(home: Path) -> None:
    engine = store.open_current(home / "warehouse")
    with engine.connect() as connection:
        edition = ("who_hpv", "who-2025-01")
        answer = report.judge(connection, target="who-ccei-vacc-90", as_of=AS_OF, edition=edition, indicator="hpv_programme_first")
    engine.dispose()
    rows = answer.scorecard[answer.scorecard["place"].isin(FOLLOWED)]

    assert set(rows["edition"]) == {"who-2025-01"}
    assert rows["cautions"].str.contains("stand_in").all()


def test_pandemic_years_are_left_out_of_incidence_trends(home: Path) -> None:
    engine = store.open_current(home / "warehouse")
    with engine.connect() as connection:
        trends = report.indicator_trends(connection, place="GBR-SCT", as_of=AS_OF)
        breakdown = {"sex": "female", "age": "all", "site": "C50", "group": "all", "source": "phs_cancer_incidence"}
        series = report.series(connection, indicator="cancer_incidence_easr2013", places=["GBR-SCT"], as_of=AS_OF, **breakdown)
    engine.dispose()

    assert set(trends.loc[trends["indicator"] == "cancer_incidence_easr2013", "excluded_years"]) == {"2020;2021"}
    assert not series.loc[series["year"].isin([2020, 2021]), "used"].any()


@pytest.mark.parametrize("command", ["scorecard", "backtest"])
def test_a_day_before_the_first_edition_is_no_finding(home: Path, command: str) -> None:
    """A table of 62 targets without any value would look like one; the first edition held came out on the last day of 2013."""
    answer = run(command, "--as-of", "2013-12-30", home=home)

    assert (answer.returncode, answer.stdout) == (1, "")
    assert (
        answer.stderr
        == "as of 2013-12-30: nothing had been published yet; give a day from 2013-12-31 on, when the first edition came out\n"
    )


def test_a_mission_and_a_place_narrow_the_scorecard(home: Path) -> None:
    answer = run("scorecard", "--mission", "who-ccei", "--place", "SWE", "--as-of", AS_OF.isoformat(), "--format", "json", home=home)

    assert {(row["mission"], row["place"]) for row in json.loads(answer.stdout)} == {("who-ccei", "SWE")}


@pytest.mark.parametrize(
    ("option", "name", "hint"), [("--mission", "se-vcz", "se-vzc"), ("--place", "Sweden", "SWE"), ("--mission", "qqq", "known:")]
)
def test_unknown_names_are_answered_with_the_nearest(home: Path, option: str, name: str, hint: str) -> None:
    answer = run("scorecard", option, name, home=home)

    assert (answer.returncode, answer.stdout) == (1, "")
    assert f"'{name}' is unknown" in answer.stderr
    assert hint in answer.stderr


def test_without_a_warehouse_the_message_says_what_to_do(tmp_path: Path) -> None:
    answer = run("scorecard", home=tmp_path)

    assert (answer.returncode, "Traceback" in answer.stderr) == (1, False)
    assert "build" in answer.stderr


# --- assess ------------------------------------------------------------------------------------------------------------------------


def test_assess_writes_one_row_a_series_and_method(tables: tuple[Path, Path]) -> None:
    """Series a fell from 48 (2012) to 39 (2021), one a year; half of 48 is 24, and at that pace 2030 brings 30."""
    answer = assess_files(*tables)
    waymark = answer[answer["method"] == "waymark"].set_index("series")

    assert len(answer) == 3 * len(METHODS)
    assert list(waymark["status"]) == ["behind", "behind", "not_assessable"]
    assert waymark.loc["a", "required"] == pytest.approx((24 - 39) / 9)


def test_a_target_without_observations_has_no_data(tables: tuple[Path, Path]) -> None:
    answer = assess_files(*tables)

    assert set(answer.loc[answer["series"] == "c", "reason"]) == {"no_data"}


def test_a_percentage_of_an_unknown_baseline_is_judged_by_no_method(tables: tuple[Path, Path]) -> None:
    tables[1].write_text("series,better,baseline_year,target_year,target_value,kind\na,lower,,2030,50,relative\n", encoding="utf-8")
    answer = assess_files(*tables)

    assert set(zip(answer["status"], answer["reason"], strict=True)) == {("not_assessable", "no_baseline")}


def test_methods_without_need_of_a_target_still_answer(tables: tuple[Path, Path]) -> None:
    tables[1].write_text("series,better,baseline_year,target_year\na,lower,,\n", encoding="utf-8")
    answer = assess_files(*tables, "open_sdg,dns_de,hp2030")

    assert list(answer["verdict"]) == ["substantial_progress", "sun", "informational"]


def test_numbers_are_full_and_texts_are_safe(tmp_path: Path) -> None:
    """A negative number is a number; a series called =1+1 must not become a formula."""
    observations, targets = tmp_path / "o.csv", tmp_path / "t.csv"
    observations.write_text("series,year,value\n=1+1,2015,3\n=1+1,2021,1\n", encoding="utf-8")
    targets.write_text("series,better,baseline_year,target_year,target_value\n=1+1,higher,2015,2030,5\n", encoding="utf-8")
    answer = run("assess", str(observations), str(targets), "--method", "open_sdg")
    row = pd.read_csv(io.StringIO(answer.stdout)).iloc[0]

    assert row["series"] == "'=1+1"
    assert row["statistic"] == ((1 / 3) ** (1 / 6) - 1) / ((5 / 3) ** (1 / 15) - 1)


@pytest.mark.parametrize(
    ("file", "text", "where", "remedy"),
    [
        (0, "series,year\na,2015\n", "observations.csv:1", "name the columns"),
        (0, "series,year,value\na,2015,1\na,2015,2\n", "observations.csv:3: column year", "keep one value"),
        (0, 'series,year,value\na,2015,"12,5"\n', "observations.csv:2: column value", "decimal point"),
        (0, "series,year,value\na,2015-16,1\n", "observations.csv:2: column year", "calendar year"),
        (0, "series,year,value,lower,upper\na,2015,1,3,2\n", "observations.csv:2: column lower", "lower limit"),
        (0, "", "observations.csv", "column names"),
        (1, "series,better,baseline_year,target_year\na,less,2015,2030\n", "targets.csv:2: column better", "lower, higher"),
        (
            1,
            "series,better,baseline_year,target_year\na,lower,2015,2030\na,lower,2015,2030\n",
            "targets.csv:3: column series",
            "one target",
        ),
        (1, "series,better,baseline_year,target_year,kind\na,lower,2015,2030,share\n", "targets.csv:2: column kind", "level"),
        (1, "series,better,baseline_year,target_year\na,lower,2030,2015\n", "targets.csv:2: column target_year", "due"),
    ],
)
def test_a_wrong_cell_is_named_with_its_file_line_and_column(
    tables: tuple[Path, Path], file: int, text: str, where: str, remedy: str
) -> None:
    tables[file].write_text(text, encoding="utf-8")
    answer = run("assess", *map(str, tables))

    assert (answer.returncode, answer.stdout, "Traceback" in answer.stderr) == (1, "", False)
    assert where in answer.stderr
    assert remedy in answer.stderr


def test_an_unknown_method_is_answered_with_the_known_ones(tables: tuple[Path, Path]) -> None:
    answer = run("assess", *map(str, tables), "--method", "waymark,guess")

    assert answer.returncode == 2
    assert f"method 'guess' is unknown; known: all, {', '.join(METHODS)}" in answer.stderr


def test_a_series_without_a_target_is_named(tables: tuple[Path, Path]) -> None:
    """What is left out must be seen to be left out."""
    tables[1].write_text(TARGETS.replace("b,higher", "d,higher"), encoding="utf-8")
    answer = run("assess", *map(str, tables), "--method", "waymark")

    assert answer.returncode == 0
    assert "has no line for 1 series of" in answer.stderr
    assert "(b), which are left out" in answer.stderr


def _heed_control_c() -> None:
    """Undo what a shell does to programs that it starts in the background: it switches Control-C off."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def test_control_c_ends_quietly(tmp_path: Path) -> None:
    """The table comes through a pipe that nobody fills, so the command waits until it is interrupted."""
    pipe = tmp_path / "rates.csv"
    os.mkfifo(pipe)
    command = [sys.executable, "-m", "metrics", "joinpoint", str(pipe)]
    started = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True, preexec_fn=_heed_control_c)  # noqa: PLW1509 (no threads)
    with started, pipe.open("w"):  # the pipe opens only once the command has opened its other end
        started.send_signal(signal.SIGINT)
        said = started.communicate()[1]

    assert (started.returncode, said) == (130, "")


def test_a_file_appears_whole_or_not_at_all(tables: tuple[Path, Path], tmp_path: Path) -> None:
    good = run("assess", *map(str, tables), "--out", str(tmp_path / "verdicts.csv"))
    bad = run("assess", *map(str, tables), "--out", str(tmp_path / "missing" / "verdicts.csv"))

    assert (good.returncode, good.stdout) == (0, "")
    assert len(pd.read_csv(tmp_path / "verdicts.csv")) == 3 * len(METHODS)
    assert (bad.returncode, "cannot be written" in bad.stderr) == (1, True)


def test_the_methods_are_listed_with_version_and_source() -> None:
    listed = pd.read_csv(io.StringIO(run("assess", "--list-methods").stdout))

    assert list(listed["method"]) == list(METHODS)
    assert listed[["version", "source"]].notna().all().all()


@pytest.mark.parametrize(
    ("arguments", "remedy"),
    [
        ((), "COMMAND"),
        (("assess",), "assess needs OBSERVATIONS and TARGETS"),
        (("scorecard", "--as-of", "someday"), "YYYY-MM-DD"),
        (("scorecard", "--as-of", "20260301"), "YYYY-MM-DD"),
        (("scorecard", "--as-of", "9999-12-31"), "9999-12-31 lies in the future; give a day up to today"),
        (("backtest", "--as-of", "9999-12-31"), "lies in the future"),
        (("rates", "cases.csv"), "--standard"),
        (("rates", "cases.csv", "--standard", "esp"), "esp2013"),
        (("rates", "cases.csv", "--standard", "segi", "--level", "95"), "between 0 and 1"),
        (("rates", "cases.csv", "--standard", "segi", "--by", ","), "separate names by commas"),
        (("joinpoint", "rates.csv", "--max-joinpoints", "-1"), "whole number"),
        (("joinpoint", "rates.csv", "--max-joinpoints", "9" * 5000), "whole number"),
        (("attributable",), "RISKS"),
    ],
)
def test_wrong_usage_exits_with_two_and_says_what_would_be_right(arguments: tuple[str, ...], remedy: str) -> None:
    answer = run(*arguments)

    assert (answer.returncode, answer.stdout) == (2, "")
    assert remedy in answer.stderr


@pytest.mark.parametrize("arguments", [["--help"], ["assess", "--help"], ["rates", "x", "--standard", "segi", "--level", "2"]])
def test_help_and_usage_errors_load_no_table_library(arguments: list[str]) -> None:
    """They must answer at once; pandas alone takes a third of a second."""
    script = (
        "import sys\nfrom metrics.__main__ import main\n"
        f"try:\n    main({arguments!r})\nexcept SystemExit:\n    pass\n"
        "print({'pandas', 'numpy', 'pyarrow', 'sqlalchemy'} & set(sys.modules), file=sys.stderr)"
    )
    answer = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)

    assert answer.stderr.strip().splitlines()[-1] == "set()"


@pytest.mark.parametrize(
    ("command", "text", "columns"),
    [
        (
            ["rates", "--standard", "segi"],
            "place,age,cases,population\n" + "".join(f"x,{age},{age},1000\n" for age in range(0, 90, 5)),
            ["place", "rate", "lower", "upper", "cases", "population", "standard", "interval"],
        ),
        (
            ["joinpoint", "--max-joinpoints", "1"],
            "series,year,rate\n" + "".join(f"a,{year},{100 - year % 100 + year % 3}\n" for year in range(2000, 2020)),
            ["series", "joinpoints", "segment", "start_year", "end_year", "apc", "lower", "upper", "significant"],
        ),
    ],
)
def test_the_statistics_answer_in_the_contract_s_columns(tmp_path: Path, command: list[str], text: str, columns: list[str]) -> None:
    file = tmp_path / "table.csv"
    file.write_text(text, encoding="utf-8")
    answer = run(command[0], str(file), *command[1:])

    assert (answer.returncode, answer.stderr) == (0, "")
    assert list(pd.read_csv(io.StringIO(answer.stdout)).columns) == columns


def test_joinpoint_s_rules_can_be_chosen(tmp_path: Path) -> None:
    """Another interval changes the limits and nothing else; the permutation test of version 4 is asked for by its name."""
    file = tmp_path / "rates.csv"
    rows = (f"a,{year},{100 - year % 100 + year % 3}\n" for year in range(2000, 2014))
    file.write_text("series,year,rate\n" + "".join(rows), encoding="utf-8")
    options = ([], ["--interval", "separate"], ["--selection", "permutation", "--max-joinpoints", "1"])
    answers = [run("joinpoint", str(file), *chosen) for chosen in options]

    assert [answer.returncode for answer in answers] == [0, 0, 0]
    usual, separate, _ = (pd.read_csv(io.StringIO(answer.stdout)) for answer in answers)
    assert usual["apc"].equals(separate["apc"])
    assert run("joinpoint", str(file), "--selection", "aic").returncode == 2


def test_the_choices_of_joinpoint_are_those_of_its_rules() -> None:
    """The command writes them out, so that a usage error loads no table library."""
    assert (__main__.SELECTIONS, __main__.SLOPE_INTERVALS) == (rules.SELECTIONS, rules.INTERVALS)


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ("series,year,value\na,2015,10,5\n", "observations.csv:2", "does not have 3 cells"),
        ("series,series,year,value\na,b,2015,1\n", "observations.csv:1", "twice"),
        ("series;year;value\na;2015;1\n", "observations.csv:1", "semicolons"),
    ],
)
def test_a_table_of_another_shape_is_refused(tables: tuple[Path, Path], text: str, where: str, what: str) -> None:
    tables[0].write_text(text, encoding="utf-8")
    answer = run("assess", *map(str, tables))

    assert answer.returncode == 1
    assert where in answer.stderr
    assert what in answer.stderr


def test_blank_lines_and_a_byte_order_mark_are_no_obstacle(tables: tuple[Path, Path]) -> None:
    """A message after a blank line must still name the line that an editor shows."""
    tables[0].write_bytes(b"\xef\xbb\xbfseries,year,value\r\n\r\na,2015,10\r\na,2016,x\r\n")
    answer = run("assess", *map(str, tables))

    assert "observations.csv:4: column value" in answer.stderr


def test_the_shipped_record_is_what_the_back_test_says_of_the_shipped_figures(home: Path) -> None:
    """
    Models, their constants and the figures must not change behind its back; the fourth decimal may round otherwise on another machine.

    Where it fails for a good reason: python -m metrics backtest --out metrics/forecast/record.csv
    """
    shipped = record.read_record()
    answer = run("backtest", "--as-of", shipped.loc[0, "date"], home=home)
    table = pd.read_csv(io.StringIO(answer.stdout))

    assert (answer.returncode, answer.stderr) == (0, "")
    assert list(table.columns) == record.COLUMNS
    pd.testing.assert_frame_equal(table, shipped, rtol=0, atol=1.5e-4)
