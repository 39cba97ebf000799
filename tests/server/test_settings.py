"""Settings that cannot be meant keep the server from starting, in words; doubtful ones are told."""

import os

import pytest

from cds.domain.errors import UsageError
from cds.server import settings
from cds.server.app import _bind
from cds.site import reach
from cds.text.phrases import sentence

SIGN_IN = {
    "redirect_uri": "https://cds.example.gov.vn/oauth2callback",
    "cookie_secret": "0123456789abcdef0123456789abcdef",
    "client_id": "cds",
    "client_secret": "a secret of the tests alone",
    "server_metadata_url": "https://login.example.gov.vn/.well-known/openid-configuration",
}


@pytest.fixture
def secrets(tmp_path, monkeypatch):
    """The file of secrets, which is not there yet; no setting else."""
    for name in settings._KNOWN:
        monkeypatch.delenv(name, raising=False)
    file = tmp_path / "secrets.toml"
    monkeypatch.setattr(reach.config, "get_option", lambda _: [str(file)])
    return file


def told():
    """What is said of settings that cannot be used; nothing where all are taken."""
    try:
        settings.check()
    except UsageError as error:
        if error.exit_code != 2:
            raise
        return sentence(error)
    return ""


def written(**said):
    return "[auth]\n" + "".join(f'{name} = "{value}"\n' for name, value in said.items())


@pytest.mark.parametrize("hosts", ["", "cds.vn, other-1.gov.vn", "10.0.0.5,::1", "cds_1"])
def test_names_and_a_whole_sign_in_are_taken(secrets, monkeypatch, hosts):
    monkeypatch.setenv("CDS_ALLOWED_HOSTS", hosts)
    monkeypatch.setenv("CDS_PROXIES", "10.0.0.5, ::1")
    secrets.write_text(written(**SIGN_IN))

    assert told() == ""


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        *(("CDS_ALLOWED_HOSTS", bad) for bad in ("https://cds.vn", "cds.vn:443", "a b", "cds.vn/")),
        *(("CDS_PROXIES", bad) for bad in ("abc", "10.0.0.0/8", "10.0.0.5:80", "::0001")),
    ],
)
def test_what_no_request_could_ever_come_from_or_to_is_named(secrets, monkeypatch, variable, value):
    monkeypatch.setenv(variable, f"10.0.0.7, {value}")

    found = told()

    assert variable in found
    assert f"“{value}”" in found
    assert "10.0.0.7" not in found


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *((name, "") for name in SIGN_IN),
        ("redirect_uri", "cds.example.gov.vn/oauth2callback"),
        ("redirect_uri", "https://cds.example.gov.vn/"),
        ("cookie_secret", "…"),  # as the manual prints it
        ("cookie_secret", "a word"),
        ("server_metadata_url", "login"),
    ],
)
def test_a_sign_in_that_fails_or_can_be_forged_does_not_start(secrets, name, value):
    secrets.write_text(written(**{**SIGN_IN, name: value}))
    assert told().count("\n- ") == 1
    assert name in told()

    secrets.write_text(written(**{k: v for k, v in SIGN_IN.items() if k != name}))
    assert name in told()


def test_every_fault_is_named_at_once(secrets, monkeypatch):
    monkeypatch.setenv("CDS_PROXIES", "abc")
    secrets.write_text("auth = 3")

    assert told().count("\n- ") == 1 + len(SIGN_IN)


def test_a_file_of_secrets_that_is_no_toml_is_named_with_its_line(secrets):
    secrets.write_text("[auth]\nclient_id = \n")
    assert f"{secrets}, dòng 2:" in told()

    secrets.write_text("[Auth]\n")
    assert "[Auth]" in told()


def test_what_is_probably_not_meant_is_told(secrets, monkeypatch):
    monkeypatch.setattr(settings, "has_sign_in", secrets.exists)
    for name in [name for name in os.environ if name.startswith("CDS_")]:
        monkeypatch.delenv(name)
    assert not list(settings.doubts("127.0.0.1"))
    monkeypatch.setenv("CDS_ACCES", "roles.toml")
    monkeypatch.setenv("CDS_TODAY", "2026-01-02")
    monkeypatch.setenv("CDS_SOMETHING_ELSE", "")

    name, today, without = settings.doubts("0.0.0.0")  # noqa: S104 - bound to nothing

    assert "CDS_ACCESS" in name
    assert "2026-01-02" in today
    assert "[auth]" in without
    secrets.touch(mode=0o600)
    assert "CDS_ACCESS" in list(settings.doubts("0.0.0.0"))[-1]  # noqa: S104 - the same


@pytest.mark.parametrize("host", ["nobody.invalid", "192.0.2.1", "http://127.0.0.1", "127.0.0.1:1"])
def test_an_address_of_no_machine_is_not_said_to_be_taken(host):
    with pytest.raises(UsageError) as error:
        _bind(host, 0)
    assert error.value.phrase == "address_absent"
