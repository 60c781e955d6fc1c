"""O13 and O14: what is installed is what was locked, and it runs without rights it doesn't need."""

from __future__ import annotations

import base64
import hashlib
import re
import subprocess
import sys
import zipfile
from configparser import RawConfigParser
from pathlib import Path

import pytest

from tests.house.source import ROOT

DEPLOY = ROOT / "deploy"
SERVICE = {
    "User": "vorzimmer",
    "UMask": "0077",
    "NoNewPrivileges": "yes",
    "CapabilityBoundingSet": "",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "MemoryDenyWriteExecute": "yes",
    "RestrictAddressFamilies": "AF_INET AF_INET6 AF_UNIX",
    "SystemCallFilter": "@system-service",
    "TimeoutStopSec": "45",
}
CONTAINER = {
    "User": "10001",
    "ReadOnly": "true",
    "DropCapability": "all",
    "NoNewPrivileges": "true",
    "Pull": "never",
}


def unit(name: str) -> dict[str, list[tuple[str, str]]]:
    """Return the sections of a unit file; a key may stand there more than once."""

    class Keys(RawConfigParser):
        def optionxform(self, optionstr: str) -> str:
            return optionstr

    lines = (DEPLOY / name).read_text(encoding="utf-8").splitlines()
    numbered = [re.sub(r"^([A-Z]\w+)=", rf"\g<1>~{number}=", line) for number, line in enumerate(lines)]
    parser = Keys(interpolation=None, delimiters=("=",))
    parser.read_string("\n".join(numbered))
    return {part: [(key.partition("~")[0], value) for key, value in parser.items(part)] for part in parser.sections()}


def test_o14_the_service_has_no_rights_it_does_not_need() -> None:
    """The unit runs as a user of its own, with a read-only system and secrets handed over as credentials."""
    service = unit("vorzimmer.service")["Service"]
    assert {key: value for key, value in service if key in SERVICE} == SERVICE
    secrets = [value for key, value in service if key == "LoadCredential"]
    assert len(secrets) >= 3
    assert not [key for key, _ in service if key in {"Environment", "EnvironmentFile", "ProcSubset"}]


def test_o14_the_container_has_no_rights_either() -> None:
    """Read-only, no capabilities, bounded memory and processes, one volume to write to, secrets as files."""
    given = unit("vorzimmer.container")["Container"]
    assert {key: value for key, value in given if key in CONTAINER} == CONTAINER
    assert any("--memory=" in value for key, value in given if key == "PodmanArgs")
    assert any(key == "PidsLimit" for key, _ in given)
    volumes = [value for key, value in given if key == "Volume"]
    assert [value for value in volumes if not value.endswith(":ro")] == [
        "vorzimmer-data:/var/lib/vorzimmer:rw,noexec,nosuid,nodev"
    ]
    assert all("mode=0400" in value for key, value in given if key == "Secret")
    assert not [key for key, _ in given if key in {"AddCapability", "Environment", "PublishPort", "Network"}]


def test_o14_the_image_holds_the_locked_packages_and_no_secrets() -> None:
    """Built by hash from a folder, one layer, for a user without rights; no settings, tests or tools go in."""
    image = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    last = image[image.rindex("FROM ") :]
    assert last.startswith("FROM scratch")
    assert "USER 10001:10001" in last
    assert re.search(r"^HEALTHCHECK .*CMD \[", last, re.MULTILINE)
    assert "--require-hashes --no-deps --no-index --find-links /wheels" in image
    copied = re.findall(r"^COPY (?!--from)(\S+)", image, re.MULTILINE)
    assert copied == ["requirements.txt", "wheels", "bot", "handlers", "storage"]
    assert re.findall(r"^(?:ARG|ADD) |token|password|curl|wget|apt-get", image, re.MULTILINE) == []


def wheel(folder: Path) -> Path:
    """Make a package of one empty module."""
    file = folder / "parcel-1.0-py3-none-any.whl"
    parts = {
        "parcel.py": b"",
        "parcel-1.0.dist-info/METADATA": b"Metadata-Version: 2.1\nName: parcel\nVersion: 1.0\n",
        "parcel-1.0.dist-info/WHEEL": b"Wheel-Version: 1.0\nGenerator: us\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    with zipfile.ZipFile(file, "w") as packed:
        record = ""
        for name, content in parts.items():
            packed.writestr(name, content)
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
            record += f"{name},sha256={digest},{len(content)}\n"
        packed.writestr("parcel-1.0.dist-info/RECORD", f"{record}parcel-1.0.dist-info/RECORD,,\n")
    return file


def test_o13_a_changed_wheel_is_refused(tmp_path: Path) -> None:
    """From a folder, without network, what was locked is installed; with one byte more it is not."""
    flags = re.search(
        r"^INSTALL := \$\(PIP\) install (.+)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert flags is not None
    file = wheel(tmp_path)
    lock = tmp_path / "lock.txt"
    lock.write_text(f"parcel==1.0 --hash=sha256:{hashlib.sha256(file.read_bytes()).hexdigest()}\n", encoding="utf-8")
    offline = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tmp_path), "PIP_CONFIG_FILE": "/dev/null", "PATH": "/usr/bin"}

    def install() -> subprocess.CompletedProcess[str]:
        pip = (sys.executable, "-m", "pip", "--no-input", "--disable-pip-version-check", "install", *flags[1].split())
        there = ("--target", str(tmp_path / "there"), "--upgrade", "-r", str(lock))
        return subprocess.run([*pip, *there], env=offline, check=False, capture_output=True, text=True)

    if "No module named pip" in (first := install()).stderr:
        pytest.skip("this environment has no pip: `make setup-dev` makes one that has")
    assert first.returncode == 0, first.stderr
    assert (tmp_path / "there" / "parcel.py").exists()
    with file.open("ab") as more:
        more.write(b"!")
    second = install()
    assert second.returncode != 0
    assert "DO NOT MATCH THE HASHES" in second.stderr


def test_the_audit_of_packages_belongs_to_ci() -> None:
    """CI writes the parts list and asks for known vulnerabilities, by the command that is there at home."""
    assert "make audit" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    audit = (ROOT / ".ci" / "audit").read_text(encoding="utf-8")
    assert "--require-hashes" in audit
    assert "audit skipped" in audit
    assert re.findall(r"https?:", audit) == []
