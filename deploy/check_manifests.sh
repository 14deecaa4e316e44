#!/bin/sh
# Renders and validates what other systems read, without asking any of them: Kubernetes, Compose, Cloud Foundry.
#
#   deploy/check_manifests.sh TOOLS FOLDER
#
# TOOLS is a folder with kubernetes-validate and check-jsonschema, which bring the schemas along; kubectl renders.
# FOLDER gets each overlay as one file, ready for `kubectl apply -f`. A warning is a failure.
set -eu

tools=$1 out=$2
cd "$(dirname "$0")"
command -v kubectl >/dev/null || { echo "kubectl is not there; from 1.21 on it renders the overlays" >&2; exit 2; }
mkdir -p "$out"

# Ends with 1 where anything is said.
silent() {
    said=$("$@" 2>&1) && [ -z "$said" ] || { printf '%s:\n%s\n' "$*" "$said" >&2; exit 1; }
}

for overlay in kubernetes/overlays/*; do
    rendered=$out/$(basename "$overlay").yaml
    silent kubectl kustomize "$overlay" --output "$rendered"
    silent "$tools/kubernetes-validate" --strict --quiet "$rendered"
done
silent "$tools/check-jsonschema" --quiet --builtin-schema vendor.compose-spec images/compose.yaml images/compose.devices.yaml
silent "$tools/check-jsonschema" --quiet --check-metaschema cloudfoundry/manifest.schema.json
silent "$tools/check-jsonschema" --quiet --schemafile cloudfoundry/manifest.schema.json cloudfoundry/manifest.yml
echo "rendered and valid: $(ls kubernetes/overlays | tr '\n' ' ')compose cloudfoundry"
