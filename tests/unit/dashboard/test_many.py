"""Several processes behind one address: what nginx is told, and what is refused before anything starts."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from dashboard import many
from dashboard.__main__ import main
from data.errors import SetupError


def test_every_process_gets_its_share_and_keeps_its_readers() -> None:
    text = many.configuration(many.Front(8501, (9001, 9002, 9003), Path("/srv/waymark")))

    assert "33.33% 9001;" in text
    assert "* 9003;" in text
    assert "9002 9002;" in text
    assert "listen 127.0.0.1:8501;" in text


def test_a_cookie_of_yesterday_leads_to_a_process_of_today() -> None:
    """Only the ports of today are known; whatever else the cookie says counts as none."""
    text = many.configuration(many.Front(8501, (9001, 9002), Path("/srv/waymark")))
    known = text[text.index("$waymark_server {") : text.index("$waymark_keep {")]

    assert "default $waymark_lot;" in known
    assert "9001 9001;" in known


@pytest.mark.parametrize("name", ['a"b', "a$b", "a;b", "a{b", "a\\b"])
def test_a_folder_that_would_change_the_configuration_is_refused(name: str) -> None:
    with pytest.raises(SetupError, match="plain name"):
        many.configuration(many.Front(8501, (9001,), Path("/srv") / name))


def test_without_nginx_the_remedy_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)

    with pytest.raises(SetupError, match="apt-get install nginx-light"):
        many.find_nginx()


@pytest.mark.parametrize("count", ["0", "65", "two", "-1", "1.5", "9999999999"])
def test_a_number_of_processes_that_is_none_is_a_usage_error(count: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["serve", "--processes", count])

    assert ended.value.code == 2
    assert "give one from 1 to 64" in capsys.readouterr().err


def test_free_ports_are_different_ones() -> None:
    assert len(set(many.free_ports(5))) == 5
