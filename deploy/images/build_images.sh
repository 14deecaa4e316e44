#!/bin/sh
# Builds the images of Packwarden, and leaves nothing but one file of each.
#
#   deploy/images/build_images.sh BASE FOLDER [NAME…] [-- OPTION…]
#
# BASE is the name of a Debian 12 image, or a file with its root file system, for where no registry can be reached:
#   mmdebstrap --variant=minbase bookworm debian.tar
# FOLDER gets packwarden-NAME.tar, which `podman load -i`, `docker load -i` and `skopeo copy docker-archive:` take.
# NAME is edge, centre or service; without any, all three, which share the layers that take long.
# Options are those of `buildah bud`:
#   --volume FILE:/etc/pip.conf:ro  where packages come from an index of one's own
# Everything is built anew: a root file system that is added again is another base to buildah's cache.
set -eu

base=$1 out=$(mkdir -p "$2" && cd "$2" && pwd)
shift 2
names=
while [ $# -gt 0 ] && [ "$1" != -- ]; do
    names="$names $1"
    shift
done
[ $# = 0 ] || shift
: "${names:=edge centre service}"
kept=$(mktemp -d)
trap 'build rm --all >/dev/null; rm -rf "$kept"' EXIT

# Works without user namespaces, so in a container too; without overlays every layer is a whole copy.
build() {
    buildah --root "$kept/$driver/images" --runroot "$kept/$driver/run" --storage-driver "$driver" "$@"
}
driver=overlay
build mount "$(build from scratch)" >/dev/null 2>&1 || driver=vfs

if [ -f "$base" ]; then
    made=$(build from scratch)
    build add --quiet "$made" "$base" /
    base=localhost/debian:given
    build commit --quiet --rm "$made" "$base"
fi
cd "$(dirname "$0")/../.."
for name in $names; do
    image=localhost/packwarden-$name:latest
    build bud --isolation chroot --format docker --layers --build-arg "BASE=$base" --target "$name" --tag "$image" "$@" \
        --ignorefile deploy/images/Containerfile.dockerignore --file deploy/images/Containerfile .
    rm -f "$out/packwarden-$name.tar"
    build push "$image" "docker-archive:$out/packwarden-$name.tar:$image"
done
