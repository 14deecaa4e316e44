"""What Kubernetes, Compose and Cloud Foundry are told, beyond what schemas can say: that it fits
together, and that nothing runs with more rights than it needs. `make manifests` has the schemas.
"""

import json
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml

from deploy.fleet.settings import load_centre
from deploy.images.fresh_secrets import secrets_of
from edge_agent.settings import load_station
from hardware.clock import RealClock
from tests.images.building import CONTAINERFILE
from tests.line.small_station import save_box_recipe
from tests.peers import needs

Document = dict[str, Any]
DEPLOY = CONTAINERFILE.parents[1]
OVERLAYS = sorted(folder.name for folder in (DEPLOY / "kubernetes" / "overlays").iterdir())
COMPOSE = DEPLOY / "images" / "compose.yaml"
MADE_BY_HAND = {"centre-key", "centre-secrets", "centre-tls"}
rendering = needs("kubectl")


@cache
def rendered(overlay: str) -> tuple[Document, ...]:
    words = ["kubectl", "kustomize", str(DEPLOY / "kubernetes" / "overlays" / overlay)]
    ended = subprocess.run(words, check=True, capture_output=True, text=True, timeout=60)
    assert ended.stderr == ""
    return tuple(yaml.safe_load_all(ended.stdout))


def of_kind(overlay: str, *kinds: str) -> list[Document]:
    return [one for one in rendered(overlay) if one["kind"] in kinds]


def pods(overlay: str) -> Iterator[tuple[str, Document]]:
    for one in of_kind(overlay, "Deployment", "DaemonSet", "Job"):
        yield one["metadata"]["name"], one["spec"]["template"]


def containers(overlay: str) -> Iterator[tuple[str, Document]]:
    for _, pod in pods(overlay):
        for one in (*pod["spec"].get("initContainers", ()), *pod["spec"]["containers"]):
            yield one["name"], one


@rendering
@pytest.mark.parametrize("overlay", OVERLAYS)
def test_every_container_has_only_what_the_restricted_standard_leaves(overlay: str) -> None:
    for name, pod in pods(overlay):
        context = pod["spec"]["securityContext"]
        assert context["runAsNonRoot"] is True, name
        assert context["runAsUser"] == context["runAsGroup"] == 10_001, name
        assert context["seccompProfile"] == {"type": "RuntimeDefault"}, name
        assert pod["spec"]["automountServiceAccountToken"] is False, name
    for name, one in containers(overlay):
        assert one["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }, name
        assert {"requests", "limits"} <= set(one["resources"]), name
        assert re.fullmatch(r"registry\.example/packwarden-(edge|centre):[\d.]+", one["image"]), (
            name
        )


@rendering
@pytest.mark.parametrize("overlay", OVERLAYS)
def test_what_runs_on_is_probed_and_writes_only_where_a_volume_is(overlay: str) -> None:
    for kind in of_kind(overlay, "Deployment", "DaemonSet"):
        for one in kind["spec"]["template"]["spec"]["containers"]:
            assert {"startupProbe", "livenessProbe", "readinessProbe"} <= set(one), one["name"]
            assert "/tmp" in {mount["mountPath"] for mount in one["volumeMounts"]}
    for name, pod in pods(overlay):
        known = {volume["name"] for volume in pod["spec"]["volumes"]}
        each = (*pod["spec"].get("initContainers", ()), *pod["spec"]["containers"])
        used = {mount["name"] for one in each for mount in one["volumeMounts"]}
        assert used == known, name


@rendering
@pytest.mark.parametrize("overlay", OVERLAYS)
def test_what_is_named_is_there(overlay: str) -> None:
    named = {(one["kind"], one["metadata"]["name"]) for one in rendered(overlay)}
    text = json.dumps(rendered(overlay))
    for kind, key in (("ConfigMap", "configMap"), ("PersistentVolumeClaim", "claimName")):
        found = re.findall(rf'"{key}": (?:{{"name": )?"([\w-]+)"', text)
        assert {(kind, name) for name in found} <= named
    assert set(re.findall(r'"secretName": "([\w-]+)"', text)) <= MADE_BY_HAND
    for scaler in of_kind(overlay, "HorizontalPodAutoscaler"):
        target = scaler["spec"]["scaleTargetRef"]
        assert (target["kind"], target["name"]) in named
    labels = [pod["metadata"]["labels"].items() for _, pod in pods(overlay)]
    for one in of_kind(overlay, "Deployment", "DaemonSet", "PodDisruptionBudget"):
        selector = one["spec"]["selector"]["matchLabels"]
        assert any(selector.items() <= has for has in labels), one["metadata"]["name"]


@rendering
@pytest.mark.parametrize("overlay", OVERLAYS)
def test_each_namespace_lets_nobody_in_and_out_by_itself(overlay: str) -> None:
    closed = {
        one["metadata"]["namespace"]
        for one in of_kind(overlay, "NetworkPolicy")
        if one["spec"]["podSelector"] == {} and len(one["spec"]["policyTypes"]) == 2
    }
    assert closed == {one["metadata"]["name"] for one in of_kind(overlay, "Namespace")}


@rendering
def test_a_plants_line_gets_its_devices_and_no_rights_with_them() -> None:
    (station,) = of_kind("plant", "DaemonSet")
    spec = station["spec"]["template"]["spec"]
    line = spec["containers"][0]
    assert line["name"] == "line"
    assert line["resources"]["limits"]["squat.ai/packwarden-gate"] == "1"
    assert spec["securityContext"]["supplementalGroups"] == [20, 44]
    assert "hostNetwork" not in spec
    (station,) = of_kind("plant-gige", "DaemonSet")
    assert station["spec"]["template"]["spec"]["hostNetwork"] is True


def test_settings_in_manifests_and_images_are_valid(tmp_path: Path) -> None:
    for file in (
        DEPLOY / "kubernetes" / "base" / "centre" / "centre.toml",
        DEPLOY / "images" / "compose" / "centre.toml",
        DEPLOY / "images" / "centre.toml",
    ):
        assert load_centre(file, {}).centre.folder == Path("/var/lib/packwarden")
    recipe = save_box_recipe(tmp_path / "recipe", ("top",))
    told = (DEPLOY / "images" / "compose" / "station" / "station.toml").read_text()
    (tmp_path / "pictures").mkdir()
    told = told.replace("/var/lib/packwarden/recipe", str(recipe))
    told = told.replace("/var/lib/packwarden", str(tmp_path))
    (tmp_path / "station.toml").write_text(told)
    assert load_station(tmp_path / "station.toml").station.full_name == "plant-1/line-1/tray"


def compose() -> Document:
    document: Document = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))
    return document


def test_composed_containers_can_write_nothing_but_what_is_kept() -> None:
    for name, service in compose()["services"].items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["mem_limit"], name
        own = service["image"].startswith("localhost/packwarden-")
        assert own or re.search(r":v?\d+\.\d+", service["image"]), name


def test_composed_secrets_are_those_that_are_made_and_none_stands_in_the_file() -> None:
    document = compose()
    made = {name for name, _ in secrets_of(["broker"], ["a/b/c"], RealClock().wall())}
    assert set(document["secrets"]) == made
    used = {
        secret["source"] if isinstance(secret, dict) else secret
        for service in document["services"].values()
        for secret in service.get("secrets", ())
    }
    assert used == made
    variables = {
        name
        for service in document["services"].values()
        for name in service.get("environment", ())
        if "PASSWORD" in name
    }
    assert all(name.endswith("_FILE") for name in variables)


def test_composed_files_are_there_and_the_brokers_listener_is_opened_as_meant() -> None:
    document = compose()
    for service in document["services"].values():
        for volume in service.get("volumes", ()):
            place = volume.split(":")[0]
            if place.startswith("."):
                assert (COMPOSE.parent / place).exists(), place
    words = document["services"]["broker"]["command"][2]
    edit = re.search(r"'s/(.*?)\$\$/(.*?)/'", words)
    assert edit is not None
    shipped = (DEPLOY / "fleet" / "broker" / "mosquitto.conf").read_text(encoding="utf-8")
    assert len(re.findall(rf"^{edit[1]}$", shipped, re.MULTILINE)) == 1
    assert edit[2] == "listener 8884"


def test_published_ports_are_this_computers_alone_but_for_the_brokers() -> None:
    published = [port for one in compose()["services"].values() for port in one.get("ports", ())]
    assert [port for port in published if not port.startswith("127.0.0.1:")] == ["8883:8883"]


def test_the_manifest_of_cloud_foundry_is_as_documented_and_what_is_not_is_noticed() -> None:
    folder = DEPLOY / "cloudfoundry"
    schema = json.loads((folder / "manifest.schema.json").read_text(encoding="utf-8"))
    manifest = yaml.safe_load((folder / "manifest.yml").read_text(encoding="utf-8"))
    validator = jsonschema_rs.validator_for(schema)
    assert [error.message for error in validator.iter_errors(manifest)] == []
    manifest["applications"][0]["processes"][0]["memory"] = "2 gigabytes"
    manifest["applications"][0]["buildpack"] = "python"
    assert len(list(validator.iter_errors(manifest))) == 2
