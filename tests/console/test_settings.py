"""Settings: a default for everything, and a sentence with file, key and what is allowed for whatever is wrong."""

import re
from pathlib import Path

import msgspec
import pytest

from console.account import account
from console.errors import SettingsError
from console.settings import Settings, load

ROOT = Path(__file__).parents[2]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def refused(file: Path, text: str) -> SettingsError:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load(file)
    assert str(file) in caught.value.message
    return caught.value


def test_without_a_file_warmline_starts_in_direct_mode(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "Anna Müller")
    settings = load(file)
    assert settings.sip.registrar == ""
    assert settings.sip.transport == "udp+tcp"
    assert settings.floor.ring_seconds == settings.floor.notify_seconds == 30
    assert settings.person.key == "anna.m.ller"
    assert settings.person.name
    assert re.fullmatch(r"sip:anna.m.ller@[0-9.]+", account(settings).uri)


def test_an_empty_file_is_the_same_as_none(file: Path) -> None:
    nothing = load(file)
    file.touch()
    assert load(file) == nothing


def test_a_named_file_has_to_exist(file: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        load(file, must_exist=True)


def test_a_whole_file(file: Path) -> None:
    (file.parent / "people.toml").touch()
    file.write_text("""
        [sip]
        id = "sip:2041@pbx.example"
        registrar = "pbx.example:5070"
        proxy = "sip:edge.example;lr"
        username = "anna"
        transport = "tcp"
        port = 5062
        srtp = "optional"
        dtmf = "info"
        register_seconds = 120
        trusted = ["10.0.0.7", "10.1.0.0/24", "sbc.example", "2001:db8::/32"]
        [store]
        url = "postgresql://db.example/warmline"
        [floor]
        name = "North"
        country = "DE"
        directory = "people.toml"
        [person]
        key = "anna.petrova"
        name = "Anna Petrova"
        level = 2
        role = "supervisor"
        [ui]
        theme = "dark"
        language = "pt-BR"
    """)
    settings = load(file)
    assert settings.floor.directory == str(file.parent / "people.toml")
    assert settings.person.extension == "2041"
    phone = account(settings, password="s3cret")
    assert phone.uri == "sip:2041@pbx.example"
    assert phone.registrar == "sip:pbx.example:5070"
    assert phone.proxy == "sip:edge.example;lr"
    assert (phone.username, phone.password, phone.display_name) == ("anna", "s3cret", "Anna Petrova")
    assert (phone.transport, phone.port, phone.srtp) == ("tcp", 5062, "optional")
    assert (phone.dtmf, phone.register_seconds) == ("info", 120)
    assert phone.trusted == ("10.0.0.7", "10.1.0.0/24", "sbc.example", "2001:db8::/32")


def test_the_sections_about_calls(file: Path) -> None:
    file.write_text("""
        [sound]
        microphone = "Headset"
        speaker_volume = 0.5
        [calls]
        auto_answer = "asked"
        emergency = ["110", "112"]
        echo = "*43"
        [states]
        reasons = ["lunch"]
        wrapup_seconds = 45
        [queue]
        login = "*51{extension}"
        logout = "*52"
        pause = "*53{reason}"
        unpause = "*54"
    """)
    settings = load(file)
    assert (settings.sound.microphone, settings.sound.speaker_volume) == ("Headset", 0.5)
    assert settings.calls.emergency == ("110", "112")
    assert (settings.states.reasons, settings.states.ring_no_answer) == (("lunch",), "not_ready")
    assert settings.queue.login == "*51{extension}"


@pytest.mark.parametrize(
    ("sip", "uri", "username"),
    [
        ('id = "2041"\nregistrar = "pbx.example"', "sip:2041@pbx.example", "2041"),
        ('id = "2041"\nregistrar = "sip:pbx.example:5070"', "sip:2041@pbx.example:5070", "2041"),
        ('id = "2041"\nregistrar = "[2001:db8::1]:5070"', "sip:2041@[2001:db8::1]:5070", "2041"),
        ('id = "2041"\nbind = "127.0.0.1"', "sip:2041@127.0.0.1", "2041"),
        ('id = "2041"\nbind = "127.0.0.1"\nport = 5071', "sip:2041@127.0.0.1:5071", "2041"),
        ('id = "2041"\nbind = "::1"', "sip:2041@[::1]", "2041"),
        ('id = "sip:anna@desk.example"', "sip:anna@desk.example", "anna"),
    ],
)
def test_the_host_of_the_id_comes_from_the_registrar_or_from_this_machine(
    file: Path, sip: str, uri: str, username: str
) -> None:
    file.write_text(f"[sip]\n{sip}\n")
    phone = account(load(file))
    assert (phone.uri, phone.username) == (uri, username)


@pytest.mark.parametrize(
    ("text", "key", "says"),
    [
        ("[sipp]\n", "sipp", r"Did you mean sip\? Allowed here: \[sip\], \[store\]"),
        ('[sip]\nregistar = "x"', "sip.registar", r"Did you mean registrar\? .*transport"),
        ("answer = 42", "answer", r"no such section.* \[sip\]"),
        ('[sip]\ntransport = "upd"', "sip.transport", r'"udp", "tcp", "tls" or "udp\+tcp"'),
        ("[sip]\nport = 70000", "sip.port", "from 1 to 65535"),
        ('[sip]\nport = "5060"', "sip.port", "from 1 to 65535"),
        ("[sip]\nid = 2041", "sip.id", "an extension"),
        ('[sip]\nid = "2041?x=y"', "sip.id", "extra SIP headers"),
        ('[sip]\nregistrar = "pbx.example"', "sip.id", "is missing"),
        ('[sip]\nid = "2041"\nregistrar = "pbx example"', "sip.registrar", "no host"),
        ('[sip]\nbind = "localhost"', "sip.bind", "no IP address"),
        ('[sip]\ntrusted = ["a b"]', "sip.trusted", "“a b” is no address, network or name"),
        ('[sip]\ntrusted = "10.0.0.1"', "sip.trusted", "a list of addresses"),
        ("[sip]\nregister_seconds = 1", "sip.register_seconds", "from 30 to 7200"),
        ('[sip]\nca_file = "nowhere.pem"', "sip.ca_file", "there is no file .*nowhere.pem"),
        ('[floor]\ncountry = "gb"', "floor.country", "two capital letters"),
        ("[floor]\nring_seconds = 0", "floor.ring_seconds", "from 5 to 300"),
        ('[person]\nlevel = "one"', "person.level", "from 0 to 3"),
        ('[person]\nrole = "boss"', "person.role", '"supervisor"'),
        ('[ui]\ntheme = "pink"', "ui.theme", '"light"'),
        ('[ui]\nlanguage = "Deutsch"', "ui.language", "language tag"),
        ('[store]\nurl = "mysql://x/y"', "store.url", "sqlite:///"),
        ("sip = 3", "sip", "a section"),
        ("[sound]\nringer_volume = 1.5", "sound.ringer_volume", "from 0 to 1"),
        ("[sound]\nmicrophone = 3", "sound.microphone", "name of a device"),
        ('[calls]\nauto_answer = "yes"', "calls.auto_answer", '"asked"'),
        ('[calls]\nemergency = "112"', "calls.emergency", r'\["112", "999"\]'),
        ('[calls]\nemergency = ["help"]', "calls.emergency[0]", "2 to 15 digits"),
        ('[states]\nreasons = ["Coffee!"]', "states.reasons[0]", "small letters"),
        ('[states]\nreasons = ["missed"]', "states.reasons", "Warmline itself"),
        ('[states]\nreasons = ["break", "break"]', "states.reasons", "twice"),
        ("[states]\nwrapup_seconds = -1", "states.wrapup_seconds", "from 0"),
        ('[states]\nring_no_answer = "sack"', "states.ring_no_answer", '"ignore"'),
        ('[queue]\nlogin = "*45\\r\\nX"', "queue.login", "a feature code"),
        ('[queue]\nlogin = "sip:x@y"', "queue.login", "a feature code"),
        ('[queue]\nlogin = "*45"\nlogout = "*45"', "queue.logout", "toggles"),
        ('[queue]\npause = "*46"\nunpause = "*46"', "queue.unpause", "toggles"),
        ('[queue]\npause = "*46"', "queue.unpause", "is missing"),
    ],
)
def test_what_is_wrong_is_told_with_its_key_and_what_is_allowed(
    file: Path, text: str, key: str, says: str
) -> None:
    error = refused(file, text)
    assert error.key == key
    assert re.search(says, error.problem), error.problem


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('[sip]\npassword = "hunter2"', "sip.password"),
        ('[sip]\nid = "sip:2041:hunter2@pbx.example"', "sip.id"),
        ('[store]\nurl = "postgresql://anna:hunter2@db/warmline"', "store.url"),
        ('[store]\nurl = "postgresql://db/warmline?password=hunter2"', "store.url"),
        ('[floor]\nkey = "hunter2"', "floor.key"),
        ('floor_key = "hunter2"', "floor_key"),
    ],
)
def test_a_secret_is_refused_with_where_it_belongs_and_not_repeated(file: Path, text: str, key: str) -> None:
    error = refused(file, text)
    assert error.key == key
    assert "never kept in this file" in error.problem
    assert "hunter2" not in error.message


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"[sip\n", "no valid TOML.*line 1"),
        (b"\xff\xfe", "not UTF-8"),
        (b"a = " + b"[" * 100_000, "(no valid TOML|nested too deeply)"),
    ],
)
def test_a_file_that_is_no_toml_is_a_sentence_too(file: Path, content: bytes, says: str) -> None:
    file.write_bytes(content)
    with pytest.raises(SettingsError, match=says):
        load(file)


def test_a_folder_in_place_of_the_file_is_a_sentence_too(file: Path) -> None:
    file.mkdir()
    with pytest.raises(SettingsError, match="cannot be read"):
        load(file)


def test_the_readme_lists_every_setting() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shape = msgspec.inspect.type_info(Settings)
    assert isinstance(shape, msgspec.inspect.StructType)
    for section in shape.fields:
        assert f"`[{section.name}]`" in readme
        assert isinstance(section.type, msgspec.inspect.StructType)
        for key in section.type.fields:
            assert f"`{key.name}`" in readme, f"[{section.name}] {key.name} is not in the README"


def test_R26_what_a_failed_bot_is_known_by(file: Path) -> None:
    file.write_text(
        '[calls]\nmark_header = "X-Failed"\n[calls.marks]\nchatbot = "bot"\n[calls.failed_lines]\n2900 = "ivr"\n',
        encoding="utf-8",
    )
    settings = load(file)
    assert account(settings).mark_header == "X-Failed"
    assert settings.calls.marks == {"chatbot": "bot"}
    assert settings.calls.failed_lines == {"2900": "ivr"}
    assert "mark_header" in refused(file, '[calls]\nmark_header = "Authorization"\n').message
    assert 'It must be "bot" or "ivr"' in refused(file, '[calls.marks]\nchatbot = "human"\n').message
