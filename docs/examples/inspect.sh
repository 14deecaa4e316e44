#!/bin/sh
# Has the pictures of one pack inspected, and prints the verdict with its reasons.
#
#   TOKEN=$(packwarden token --scope inspect) ./inspect.sh tray top.jpg bottom.jpg
#
# Ends with 0 for a pack that is ok, 1 for one that is not, 2 for one that is unsure, and 3 where nothing was inspected.
set -eu

STATION=${STATION:-http://127.0.0.1:8080}
recipe=$1
shift
answer=$(mktemp)
trap 'rm -f "$answer"' EXIT

for picture in "$@"; do
    set -- "$@" --form "picture=@$picture"
    shift
done

# 429: the station has enough to do; curl comes again when Retry-After says so.
curl --silent --show-error --fail-with-body --retry 5 --retry-max-time 60 \
    --header "Authorization: Bearer $TOKEN" \
    --form "recipe=$recipe" "$@" \
    --output "$answer" "$STATION/api/v1/inspect" || { jq -r '.title + ": " + .detail' "$answer" >&2; exit 3; }

jq -r '.sentence, (.checks[] | select(.verdict != "ok") | "  " + .sentence)' "$answer"
case $(jq -r .verdict "$answer") in
    ok) exit 0 ;;
    not_ok) exit 1 ;;
    *) exit 2 ;;
esac
