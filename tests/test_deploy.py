"""What is deployed is as hard as it says: the image, the compose file and the unit, read as data and held to rules.

No image is built here: that takes a daemon, and a registry to fetch from.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.serving import ROOT
from tests.test_house import project

DEPLOY = ROOT / "deploy"
SECRET = re.compile(r"(password|secret|token|key)\w*\s*[=:]\s*[\"']?(?!\$\{|none|$)[\w-]{3,}", re.IGNORECASE)
KNOWN = {
    *("FROM", "RUN", "COPY", "ENV", "USER", "WORKDIR", "VOLUME", "EXPOSE", "STOPSIGNAL", "HEALTHCHECK", "ENTRYPOINT"),
    *("CMD", "ARG", "LABEL"),
}


def instructions(text: str) -> list[tuple[str, str]]:
    """A Dockerfile as instructions and what follows them, with continued lines joined."""
    joined = re.sub(r"\\\n\s*", " ", "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#")))
    return [
        (word.upper(), rest.strip()) for word, _, rest in (line.partition(" ") for line in joined.splitlines() if line)
    ]


def faults(text: str) -> list[str]:
    """What is wrong with a Dockerfile, by the rules of this house."""
    found = instructions(text)
    words = [word for word, _ in found]
    froms = [place for place, word in enumerate(words) if word == "FROM"]
    last = found[froms[-1] :] if froms else []
    told = dict(last)
    wrong = [f"{word} is no instruction that is used here" for word in words if word not in KNOWN]
    wrong += [f"FROM {rest}: no version" for word, rest in found if word == "FROM" and not _versioned(rest)]
    wrong += ["one stage: compilers and caches would stay"] if len(froms) < 2 else []
    wrong += [
        f"{rest}: a shell between the signal and the service"
        for word, rest in last
        if word in ("ENTRYPOINT", "CMD") and not rest.startswith("[")
    ]
    wrong += ["runs as root"] if re.fullmatch(r"(root|0)?(:.*)?", told.get("USER", "")) else []
    wrong += ["a name as USER: the kernel knows numbers"] if not re.match(r"\d", told.get("USER", "1")) else []
    wrong += ["no HEALTHCHECK"] if "HEALTHCHECK" not in told else []
    wrong += ["no ENTRYPOINT"] if "ENTRYPOINT" not in told else []
    wrong += [
        f"{rest}: unlocked"
        for word, rest in found
        if word == "RUN" and "pip install" in rest and not re.search("--require-hashes|--no-deps", rest)
    ]
    wrong += [f"{rest}: everything" for word, rest in found if word == "COPY" and re.match(r"(\.|/)\s", rest)]
    wrong += [f"{rest}: a relative folder" for word, rest in found if word == "WORKDIR" and not rest.startswith("/")]
    wrong += [
        f"{rest}: fetched while building" for word, rest in found if word == "RUN" and re.search(r"curl|wget", rest)
    ]
    wrong += [f"{rest}: a secret" for word, rest in found if SECRET.search(rest)]
    return wrong


def _versioned(rest: str) -> bool:
    image = rest.split(maxsplit=1)[0]
    return ":" in image and not image.endswith(":latest")


def dockerfile() -> str:
    return (DEPLOY / "Dockerfile").read_text(encoding="utf-8")


def compose() -> dict[str, Any]:
    return dict(yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8")))


def test_image_keeps_the_rules() -> None:
    assert faults(dockerfile()) == []
    assert instructions(dockerfile())[0][1].startswith("python:3.13-slim")


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("USER 10001:10001", "USER root", "root"),
        ("USER 10001:10001", "USER fyrnet", "numbers"),
        ("USER 10001:10001\n", "", "root"),
        ("python:3.13-slim AS run", "python AS run", "no version"),
        ("python:3.13-slim AS run", "python:latest AS run", "no version"),
        (" --require-hashes", "", "unlocked"),
        ('ENTRYPOINT ["fyrnet"]', "ENTRYPOINT fyrnet", "shell"),
        ("COPY data data", "COPY . .", "everything"),
        ("FYRNET_LOG=json", "FYRNET_WRITE_TOKEN=hunter2", "secret"),
        ("HEALTHCHECK", "HEALTHCHEK", "no instruction"),
    ],
)
def test_image_that_breaks_a_rule_is_found_out(before: str, after: str, fault: str) -> None:
    assert before in dockerfile()
    assert any(fault in wrong for wrong in faults(dockerfile().replace(before, after, 1)))


def test_image_takes_what_the_build_needs_and_the_builder_gets_no_more() -> None:
    sources = [
        rest.split()[:-1] for word, rest in instructions(dockerfile()) if word == "COPY" and "--from" not in rest
    ]
    copied = {source for entry in sources for source in entry}
    assert all((ROOT / source).exists() for source in copied)
    assert {"pyproject.toml", "README.md", "LICENSE", "requirements/run.txt"} <= copied
    rooms = {entry.strip("/") for entry in project()["tool"]["hatch"]["build"]["targets"]["wheel"]["include"]}
    assert rooms <= copied
    rules = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    assert "*" in rules
    assert {rule[1:] for rule in rules if rule.startswith("!")} == copied


def test_every_container_is_hardened() -> None:
    for name, service in compose()["services"].items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert "cap_add" not in service, name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert not service.keys() & {"privileged", "pid", "network_mode", "devices", "ipc", "userns_mode"}, name
        assert service["mem_limit"], name
        assert service["pids_limit"], name
        assert "build" in service or not service["image"].endswith(":latest"), name
        assert ":" in service["image"], name
        assert not any(str(volume).startswith(("/", ".")) for volume in service.get("volumes", ())), name


def test_service_alone_can_be_reached_and_only_from_this_machine() -> None:
    for name, service in compose()["services"].items():
        ports = service.get("ports", [])
        assert all(str(port).startswith("127.0.0.1:") for port in ports), name
        assert bool(ports) == name.startswith("fyrnet")
        if not name.startswith("fyrnet"):
            assert service["networks"] == ["store"]
        else:
            assert service["user"] == "10001:10001"
    assert compose()["networks"]["store"]["internal"] is True


def test_each_profile_is_one_way_to_run_it() -> None:
    profiles: dict[str, list[str]] = {}
    for name, service in compose()["services"].items():
        for profile in service["profiles"]:
            profiles.setdefault(profile, []).append(name)
    assert profiles == {
        "embedded": ["fyrnet"],
        "oxigraph": ["fyrnet-oxigraph", "oxigraph"],
        "virtuoso": ["fyrnet-virtuoso", "virtuoso"],
    }


def test_what_compose_names_is_there() -> None:
    told = compose()
    for name, service in told["services"].items():
        named = {str(volume).split(":")[0] for volume in service.get("volumes", ())}
        assert named <= told["volumes"].keys(), name
        assert set(service.get("networks", ())) <= {"default", *told["networks"]}, name
        assert set(service.get("depends_on", ())) <= told["services"].keys(), name
    build = told["services"]["fyrnet"]["build"]
    assert (DEPLOY / build["context"] / build["dockerfile"]).resolve() == DEPLOY / "Dockerfile"
    assert told["services"]["fyrnet"]["image"] == f"fyrnet:{project()['project']['version']}"


def test_no_file_holds_a_secret() -> None:
    for path in DEPLOY.iterdir():
        text = path.read_text(encoding="utf-8")
        assert not [line for line in text.splitlines() if SECRET.search(line) and not line.lstrip().startswith("#")], (
            path
        )


def test_unit_is_hardened() -> None:
    text = (DEPLOY / "fyrnet.service").read_text(encoding="utf-8")
    said = dict(line.split("=", 1) for line in text.splitlines() if "=" in line and not line.startswith("#"))
    for name in (
        "NoNewPrivileges",
        "PrivateTmp",
        "PrivateDevices",
        "ProtectHome",
        "ProtectKernelModules",
        "DynamicUser",
    ):
        assert said[name] == "yes", name
    assert said["ProtectSystem"] == "strict"
    assert said["CapabilityBoundingSet"] == said["AmbientCapabilities"] == ""
    assert said["KillSignal"] == "SIGTERM"
    assert said["StateDirectory"] == "fyrnet"


def test_systemd_understands_the_unit(tmp_path: Path) -> None:
    systemd = shutil.which("systemd-analyze")
    if systemd is None:
        pytest.skip("there is no systemd-analyze here")
    text = (DEPLOY / "fyrnet.service").read_text(encoding="utf-8")
    # The command of the unit is not installed here.
    unit = tmp_path / "fyrnet.service"
    unit.write_text(re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", text, flags=re.MULTILINE), encoding="utf-8")
    done = subprocess.run(
        [systemd, "verify", "--man=no", str(unit)], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert "fyrnet.service" not in done.stderr, done.stderr
