#!/bin/sh
# Builds the station's Debian package, for the Debian and the processor that it is built on.
#
#   deploy/edge/build_deb.sh FOLDER [VERSION]
#
# FOLDER gets packwarden_VERSION_ARCHITECTURE.deb. VERSION is pyproject's, if no other is named.
# The libraries are those of requirements/package.lock, by their hashes, in a virtual environment of Debian's own
# Python: a station's own, and those of every extra that a station may ask for, since a plant has no network.
# Every version has a folder of its own: while a new one is unpacked, a line that runs goes on loading from the old one.
# Whoever builds twice from one commit gets the same bytes.
set -eu

out=$(mkdir -p "$1" && cd "$1" && pwd)
cd "$(dirname "$0")/../.."
pip=$PWD/.venv/bin/pip
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# What is committed, and nothing that lies about beside it.
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH
mkdir "$work/source"
git archive --output="$work/source.tar" HEAD
tar -xf "$work/source.tar" -C "$work/source"
maintainer=$(sed -n 's/^Maintainer: //p' deploy/edge/debian/control)
said=$(git log -1 --format="  * As of %H.%n%n -- $maintainer  %aD")
cd "$work/source"

version=${2:-$(sed -n 's/^version = "\(.*\)"$/\1/p' pyproject.toml)}
python=/usr/bin/python3
minor=$("$python" -c 'import sys; print(sys.version_info.minor)')
architecture=$(dpkg --print-architecture)
home=/usr/lib/packwarden/$version
umask 022
root=$work/root environment=$work/root$home packages=$work/root$home/lib/python3.$minor/site-packages
edge=deploy/edge
"$python" -m venv --without-pip "$environment"
install_into() { "$pip" --quiet --python "$environment" install --no-compile --no-deps "$@"; }
install_into --require-hashes -r requirements/package.lock
install_into .

# What a station never uses: tests of libraries, their commands, and where they were built.
find "$packages" -type d \( -name tests -o -path '*/joblib/test' -o -name __pycache__ \) -prune -exec rm -r {} +
# Three quarters of Basler's library: its tools for programs that evaluate pictures with it.
find "$packages/pypylon" -maxdepth 1 -iname '*dataprocessing*' -exec rm -r {} +
find "$packages" -name direct_url.json -delete
# Has no wheel: compiled here, it would bear paths of this computer. It does without, in Python.
find "$packages/cobs" -name '*.so' -delete
find "$environment/bin" -type f ! -name packwarden -delete
find "$environment/bin" -name 'python3.*' -o -name python | xargs rm
sed -i "1s|.*|#!$home/bin/python3|" "$environment/bin/packwarden"
rm -r "$environment/include"
printf 'home = /usr/bin\ninclude-system-site-packages = false\nversion = 3.%s\n' "$minor" >"$environment/pyvenv.cfg"
chmod -R u=rwX,go=rX "$environment"
# Basler's library starts one program of its own.
find "$packages" -type f ! -path '*/pypylon/bin/*' -exec chmod -x {} +
# By content, not by time: a folder that is never written needs its bytecode brought along.
"$python" -m compileall -q -j 0 -s "$root" --invalidation-mode unchecked-hash "$packages"
"$environment/bin/python3" -I -c 'import edge_agent.line.station, edge_agent.web.serving, edge_agent.uplink.serving'
"$environment/bin/python3" -I -c 'import asyncua, genicam, gpiozero, pypylon.pylon'

# Aravis speaks through Debian's own PyGObject; without it this leads nowhere, which harms nobody.
ln -s /usr/lib/python3/dist-packages/gi "$packages/gi"

place() { install -D -m "$1" "$2" "$root$3"; }
mkdir -p "$root/usr/bin"
ln -s "../lib/packwarden/$version/bin/packwarden" "$root/usr/bin/packwarden"
for part in line web uplink; do
    place 644 "$edge/units/packwarden-$part.service" "/lib/systemd/system/packwarden-$part.service"
done
place 644 "$edge/units/sandbox.conf" /lib/systemd/system/packwarden-.service.d/10-sandbox.conf
place 644 "$edge/debian/packwarden.sysusers" /usr/lib/sysusers.d/packwarden.conf
place 644 "$edge/debian/packwarden.tmpfiles" /usr/lib/tmpfiles.d/packwarden.conf
place 644 "$edge/debian/60-packwarden.rules" /lib/udev/rules.d/60-packwarden.rules
place 644 "$edge/station.example.toml" /etc/packwarden/station.toml
place 644 "$edge/debian/copyright" /usr/share/doc/packwarden/copyright
place 644 "$edge/debian/lintian-overrides" /usr/share/lintian/overrides/packwarden
place 644 docs/install.md /usr/share/doc/packwarden/install.md
printf 'packwarden (%s) stable; urgency=medium\n\n%s\n' "$version" "$said" | gzip -9n >"$work/changelog.gz"
place 644 "$work/changelog.gz" /usr/share/doc/packwarden/changelog.gz

mkdir "$root/DEBIAN"
echo /etc/packwarden/station.toml >"$root/DEBIAN/conffiles"
for script in preinst postinst prerm postrm; do
    place 755 "$edge/debian/$script" "/DEBIAN/$script"
done
(cd "$root" && find . -path ./DEBIAN -prune -o -type f -printf '%P\0' | sort -z | xargs -0 md5sum) \
    >"$root/DEBIAN/md5sums"
sed -e "s/@VERSION@/$version/" -e "s/@ARCHITECTURE@/$architecture/" \
    -e "s/@MINOR@/$minor/" -e "s/@NEXT@/$((minor + 1))/" \
    -e "s/@SIZE@/$(du -sk "$root" | cut -f1)/" "$edge/debian/control" >"$root/DEBIAN/control"

dpkg-deb --root-owner-group -Zzstd --build "$root" "$out/packwarden_${version}_$architecture.deb"
