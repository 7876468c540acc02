"""
The promises of ``python -m metrics`` to others, tested from outside: published inputs as a user's CSV in, published results out.

Every test writes its tables as the contract describes them, runs the command, and reads what it wrote. Nothing of ``metrics`` is called
but its command, so a change inside cannot pass here if a user would notice it.
"""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from metrics.__main__ import main

UNKNOWN_AGE = 19
AGES = range(0, 90, 5)
CASES = "area,age,cases,population\n" + "".join(f"x,{age},{age + 1},1000\n" for age in AGES)


class Command:
    """The command in this process, with a folder whose name has a space."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder / "a folder"
        self.folder.mkdir()
        self._capsys = capsys

    def put(self, table: pd.DataFrame | str, name: str = "table.csv") -> Path:
        """Write a table as a user would and return its path."""
        path = self.folder / name
        text = table if isinstance(table, str) else table.to_csv(index=False)
        path.write_text(text, encoding="utf-8")
        return path

    def run(self, *arguments: str | Path) -> tuple[int, str, str]:
        """Run the command and return exit code, standard output and standard error."""
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as exit_:
            code = int(exit_.code or 0)
        said = self._capsys.readouterr()
        return code, said.out, said.err

    def table(self, *arguments: str | Path) -> pd.DataFrame:
        """Return the table that the command prints; it must say nothing else."""
        code, out, err = self.run(*arguments)

        assert (code, err) == (0, "")
        return pd.read_csv(io.StringIO(out))


@pytest.fixture
def command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    return Command(tmp_path, capsys)


def lower_bounds(bands: pd.Series) -> pd.Series:
    """Return the lower bound of bands printed as ``0-4`` or ``90+``."""
    return bands.str.extract(r"(\d+)")[0].astype(int)


@pytest.mark.parametrize(("level", "suffix"), [("0.95", "95_0cl"), ("0.998", "99_8cl")])
def test_rates_gives_the_standardised_rates_and_dobson_limits_of_phe(command: Command, shared: Path, level: str, suffix: str) -> None:
    folder = shared / "oracles/phe_indicator_methods"
    published = pd.read_csv(folder / "dsr_expected.csv").set_index("area")
    inputs = pd.read_csv(folder / "dsr_inputs_esp2013.csv").rename(columns={"count": "cases", "pop": "population"})
    inputs = inputs[inputs["area"].isin(published.index)].assign(age=lambda table: lower_bounds(table["ageband"]))
    path = command.put(inputs[["cases", "age", "population", "area"]])
    ours = command.table("rates", path, "--standard", "esp2013", "--level", level).set_index("area").loc[published.index]

    expected = published[["value", f"lower{suffix}", f"upper{suffix}"]].to_numpy()
    np.testing.assert_allclose(ours[["rate", "lower", "upper"]].to_numpy(), expected, rtol=1e-6)


@pytest.mark.parametrize(("interval", "method"), [("gamma", "FayFeuer1997"), ("tiwari", "tcz")])
def test_rates_gives_the_gamma_limits_of_two_r_packages(command: Command, shared: Path, interval: str, method: str) -> None:
    folder = shared / "oracles/dsr_gamma_ci"
    published = pd.read_csv(folder / "expected.csv")
    published = published[published["method"].str.endswith(method) & (published["dataset"] == "phe_test_multiarea")]
    inputs = pd.read_csv(folder / "inputs.csv").rename(columns={"count": "cases", "pop": "population"})
    inputs = inputs[inputs["dataset"] == "phe_test_multiarea"].assign(age=lambda table: lower_bounds(table["age"]))
    path = command.put(inputs[["area", "age", "cases", "population"]])
    ours = command.table("rates", path, "--standard", "esp2013", "--interval", interval).set_index("area").loc[published["area"]]

    expected = published[["rate", "lower95", "upper95"]].to_numpy()
    np.testing.assert_allclose(ours[["rate", "lower", "upper"]].to_numpy(), expected, rtol=1e-8)


def test_rates_merges_the_bands_of_a_registry_that_nobody_lives_in(command: Command, shared: Path) -> None:
    """Rcan's registries were run without the cases of unknown age (code 19); South Australia has no population at 85 and over."""
    folder = shared / "oracles/rcan_asr_eapc"
    published = pd.read_csv(folder / "expected_asr.csv").set_index("registry")
    inputs = pd.read_csv(folder / "registry_data_1.csv").rename(columns={"py": "population"})
    inputs = inputs[inputs["age"] != UNKNOWN_AGE].assign(age=lambda table: 5 * (table["age"] - 1))
    ours = command.table("rates", command.put(inputs), "--standard", "segi", "--by", "registry").set_index("registry")

    np.testing.assert_allclose(ours.loc[published.index, "rate"], published["asr"], atol=0.011)


def test_rates_shares_out_unknown_ages_as_iarc_does(command: Command, shared: Path) -> None:
    """Volume XII of Cancer Incidence in Five Continents prints the world-standard rate of every population, site and sex."""
    folder = shared / "data/raw/iarc-ci5"
    cells = pd.read_csv(folder / "csu_CI5XII_data_subset.csv").rename(columns={"py": "population"})
    cells["age"] = (5 * (cells["age"] - 1)).astype(str).mask(cells["age"] == UNKNOWN_AGE, "unknown")
    columns = ["id_code", "cancer_label", "sex", "age", "cases", "population"]
    ours = command.table("rates", command.put(cells[columns]), "--standard", "segi")
    printed = pd.read_csv(folder / "ci5_volumes_I-XII_asr_subset.csv")
    printed = printed.loc[printed["CI5_volume"] == 12, ["id_code", "cancer_label", "sex", "cases", "asr"]]
    both = ours.merge(printed, on=["id_code", "cancer_label", "sex", "cases"])

    assert len(both) > 1_000
    assert (both["rate"] - both["asr"]).abs().max() < 0.0051


def test_rates_takes_coarse_bands_and_a_first_year_of_life_apart(command: Command) -> None:
    """Bands 0, 1, 5, … and 0, 10, … hold the same people as 0, 5, …: with one rate at all ages, that is the rate."""
    for bounds in (AGES, [0, 1, *range(5, 90, 5)], range(0, 90, 10), range(0, 75, 5)):
        table = "age,cases,population\n" + "".join(f"{age},2,1000\n" for age in bounds)
        ours = command.table("rates", command.put(table), "--standard", "esp2013")

        assert ours["rate"].tolist() == pytest.approx([200.0], rel=1e-12)


def test_joinpoint_places_the_joinpoints_of_nci_s_program(command: Command, shared: Path) -> None:
    folder = shared / "oracles/nci_joinpoint"
    rates = pd.read_csv(folder / "rates.csv").rename(columns={"asr_rolling_exact": "rate"})[["rate", "year", "series"]]
    published = pd.read_csv(folder / "expected.csv").sort_values(["series", "segment"])
    ours = command.table("joinpoint", command.put(rates.sample(frac=1, random_state=1))).sort_values(["series", "segment"])
    columns = ["series", "n_joinpoints", "segment", "segment_start", "segment_end"]

    assert ours[["series", "joinpoints", "segment", "start_year", "end_year"]].to_numpy().tolist() == published[columns].to_numpy().tolist()
    np.testing.assert_allclose(ours["apc"], published["apc_percent"], atol=0.00006, rtol=0)


def test_joinpoint_calls_a_slope_significant_as_nci_does_unless_its_limit_is_near_0(command: Command, shared: Path) -> None:
    """NCI's limits are drawn by chance: where one lies within 0.15 of 0, the star may differ."""
    folder = shared / "oracles/nci_joinpoint"
    rates = pd.read_csv(folder / "rates.csv").rename(columns={"asr_rolling_exact": "rate"})[["series", "year", "rate"]]
    both = pd.read_csv(folder / "expected.csv").merge(command.table("joinpoint", command.put(rates)), on=["series", "segment"])
    clear = both[["lower", "upper"]].abs().min(axis=1) > 0.15

    assert clear.sum() > len(both) / 2
    assert both.loc[clear, "significant"].astype(int).tolist() == both.loc[clear, "apc_significant_star"].tolist()


@pytest.mark.parametrize("with_baseline_value", [True, False])
def test_assess_gives_statistics_canada_s_progress(command: Command, shared: Path, *, with_baseline_value: bool) -> None:
    published = pd.read_csv(shared / "oracles/statcan_open_sdg_progress/series_components.csv")
    published["series"] = [f"s{number}" for number in range(len(published))]
    ends = [
        published[["series", f"{end}_year", f"{end}_value"]].set_axis(["series", "year", "value"], axis=1) for end in ("base", "current")
    ]
    observations = pd.concat(ends).dropna().drop_duplicates(["series", "year"])
    targets = published.assign(better=np.where(published["direction"] > 0, "higher", "lower")).rename(
        columns={"base_year": "baseline_year", "base_value": "baseline_value", "target": "target_value"}
    )
    columns = ["series", "better", "baseline_year", "target_year", "baseline_value", "target_value", "limit"]
    kept = [column for column in columns if with_baseline_value or column != "baseline_value"]
    paths = command.put(observations, "o.csv"), command.put(targets[kept], "t.csv")
    ours = command.table("assess", *paths, "--method", "open_sdg").set_index("series").loc[published["series"]]

    assert ours["verdict"].tolist() == published["status"].tolist()
    np.testing.assert_allclose(ours["statistic"], published["progress_value"], rtol=1e-9)


@pytest.mark.parametrize("better", ["lower", "higher", "neither"])
def test_assess_gives_the_recent_trends_of_fingertips_whichever_way_is_better(command: Command, shared: Path, better: str) -> None:
    folder = shared / "oracles/fingertips_recent_trend"
    published = pd.read_csv(folder / "expected.csv").set_index("series")["expected_recent_trend"]
    renamed = {"lower95": "lower", "upper95": "upper", "count": "numerator"}
    targets = pd.DataFrame({"series": published.index, "better": better, "baseline_year": None, "target_year": None})
    paths = command.put(pd.read_csv(folder / "series.csv").rename(columns=renamed), "o.csv"), command.put(targets, "t.csv")
    verdicts = command.table("assess", *paths, "--method", "fingertips").set_index("series")["verdict"].loc[published.index]
    words = {"NoChange": "no_significant_change", "Increasing": "increasing", "Decreasing": "decreasing"}

    assert [verdict.split("_and_")[0] for verdict in verdicts] == [words[word] for word in published]


def test_assess_gives_at_least_95_percent_of_sdsn_s_arrows(command: Command, shared: Path) -> None:
    """SDSN publishes no windows; with those that fit best, a right implementation reaches 95 percent of the arrows of 2019."""
    folder = shared / "oracles/sdsn_sdr2019"
    arrows = pd.read_csv(folder / "indicator_values.csv").dropna(subset="trend")
    values = pd.read_csv(folder / "trend_series.csv").merge(arrows[["id", "code", "trend_series_code"]], on=["id", "trend_series_code"])
    windows = pd.read_csv(folder / "inferred_windows.csv")
    values = values.merge(windows[["code", "start_year", "end_year"]], on="code")
    values = values[(values["year"] == values["start_year"]) | (values["year"] == values["end_year"])]
    goals = pd.read_csv(folder / "codebook.csv")[["code", "best", "worst", "green_threshold"]]
    targets = arrows.merge(goals, on="code").assign(
        series=lambda table: table["code"] + "|" + table["id"], baseline_year=None, target_year=None
    )
    targets["better"] = np.where(targets["best"] < targets["worst"], "lower", "higher")
    targets = targets.rename(columns={"green_threshold": "target_value"})
    observations = values.assign(series=values["code"] + "|" + values["id"])[["series", "year", "value"]]
    columns = ["series", "better", "baseline_year", "target_year", "target_value"]
    paths = command.put(observations, "o.csv"), command.put(targets[columns], "t.csv")
    ours = command.table("assess", *paths, "--method", "sdsn").set_index("series")["verdict"].loc[targets["series"]]
    words = {"↑": "on_track_or_maintaining", "➚": "moderately_improving", "→": "stagnating", "↓": "decreasing"}

    assert (ours.to_numpy() == targets["trend"].map(words).to_numpy()).mean() >= 0.95


def test_attributable_joins_whiteman_s_fractions_where_the_study_did_so_itself(command: Command, shared: Path) -> None:
    """Lung (partner's smoking counted apart) and oesophagus (two histologies in one column) are not products in the study."""
    table = pd.read_csv(shared / "data/raw/published-paf/paf-whiteman2015-table2-males.csv")
    is_joint = table["risk_factor"] == "PAF combined"
    published = table[is_joint].set_index("cancer_site")["paf_percent"]
    factors = table[~is_joint & table["cancer_site"].isin(published.index)]
    share = factors["paf_percent"].clip(upper=99.999_999) / 100
    risks = pd.DataFrame({"place": "AUS", "year": 2010, "sex": "male", "site": factors["cancer_site"], "factor": factors["risk_factor"]})
    # Levin's formula turned round: half of the people exposed, and the relative risk that gives the published fraction.
    risks = risks.assign(level="exposed", prevalence=0.5, relative_risk=1 + share / (0.5 * (1 - share)))
    ours = command.table("attributable", command.put(risks))
    joint = 100 * ours[ours["factor"] == "joint"].set_index("site")["fraction"].loc[published.index]
    differs = (joint - published).abs() > 0.15

    assert sorted(joint.index[differs]) == ["Lung", "Oesophagus (all)"]


def test_a_table_as_json_or_in_a_file_is_the_same_table(command: Command) -> None:
    path, out = command.put(CASES), command.folder / "out.csv"
    _, printed, _ = command.run("rates", path, "--standard", "segi")
    _, as_json, _ = command.run("rates", path, "--standard", "segi", "--format", "json")
    told = command.run("rates", path, "--standard", "segi", "--out", out)

    assert told == (0, "", "")
    assert out.read_text(encoding="utf-8") == printed
    assert pd.DataFrame(json.loads(as_json)).to_csv(index=False) == pd.read_csv(io.StringIO(printed)).to_csv(index=False)


WRONG_TABLES = {
    "empty": "",
    "no rows": "area,age,cases,population\n",
    "wrong columns": "name,value\na,1\n",
    "semicolons": CASES.replace(",", ";"),
    "negative cases": CASES.replace("11,1000", "-11,1000"),
    "text for a number": CASES.replace("11,1000", "many,1000"),
    "beyond every number": CASES.replace("11,1000", "1e400,1000"),
    "infinite": CASES.replace("11,1000", "inf,1000"),
    "nobody lives there": CASES.replace("11,1000", "11,0"),
    "a row twice": CASES + "x,0,1,1000\n",
    "no such age": CASES.replace("x,10", "x,999"),
    "a band missing": CASES.replace("x,10,11,1000\n", ""),
    "a cell too many": CASES.replace("11,1000", "11,1000,5"),
    "a quote left open": CASES.replace("x,10", '"x,10'),
}


@pytest.mark.parametrize("table", WRONG_TABLES.values(), ids=list(WRONG_TABLES))
def test_a_wrong_table_is_refused_by_name_and_the_old_result_stays(command: Command, table: str) -> None:
    path, out = command.put(table), command.folder / "out.csv"
    out.write_text("the last good result", encoding="utf-8")
    code, printed, message = command.run("rates", path, "--standard", "segi", "--out", out)

    assert (code, printed) == (1, "")
    assert str(path) in message
    assert "; " in message
    assert out.read_text(encoding="utf-8") == "the last good result"
    assert sorted(file.name for file in command.folder.iterdir()) == ["out.csv", "table.csv"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["rates", "t.csv"],
        ["rates", "t.csv", "--standard", "mars"],
        ["rates", "t.csv", "--standard", "segi", "--level", "95"],
        ["rates", "t.csv", "--standard", "segi", "--interval", "exact"],
        ["joinpoint", "t.csv", "--max-joinpoints", "-1"],
        ["assess", "o.csv"],
        ["nonsense"],
    ],
)
def test_a_command_that_is_not_understood_is_a_usage_error(command: Command, arguments: list[str]) -> None:
    code, printed, message = command.run(*arguments)

    assert (code, printed) == (2, "")
    assert message.startswith("usage:")
