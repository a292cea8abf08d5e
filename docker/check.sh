#!/usr/bin/env bash
# Starts each of Mien's images as a user whom nobody has named, with group 0, no capability, no network and, but for Flink's, nothing
# writable beside /tmp and its volumes, and looks for the licences and the bill of materials inside. Ends with 1 at the first fault.
#   TAG      of the images, latest if absent
#   IMAGES   those to look at, all if absent
#   BOM      required: an image without its bill of materials is a fault, too
set -euo pipefail
tag=${TAG:-latest}
anybody=(--rm --user 12345:0 --cap-drop ALL --security-opt no-new-privileges --network none)
locked=("${anybody[@]}" --read-only --tmpfs /tmp:size=64m,exec)

fail() {
  echo "docker/check.sh: mien-$image:$tag: $1" >&2
  exit 1
}

for image in ${IMAGES:-ingest dashboard gateway registry job}; do
  case $image in
    job) parts=(job libraries) ;;
    *) parts=(.) ;;
  esac
  wanted=(LICENSE NOTICE)
  for part in "${parts[@]}"; do
    wanted+=("$part/THIRD-PARTY.txt")
    [[ ${BOM:-} != required ]] || wanted+=("$part/bom.json")
  done
  for file in "${wanted[@]}"; do
    docker run "${locked[@]}" --entrypoint test "mien-$image:$tag" -s "/opt/mien/legal/$file" || fail "/opt/mien/legal/$file: missing"
  done
  if [[ $image == job ]]; then
    # Flink's entrypoint writes its configuration; the job manager answers when it is up.
    docker run "${anybody[@]}" --entrypoint bash "mien-$image:$tag" -c \
      '/docker-entrypoint.sh jobmanager > /tmp/log 2>&1 & for ((i = 0; i < 120; i++)); do /opt/mien/bin/healthy 8081 /overview 2> /dev/null && exit 0; sleep 1; done; tail -n 5 /tmp/log; exit 1' \
      || fail "no job manager starts"
  else
    docker run "${locked[@]}" "mien-$image:$tag" --version > /dev/null || fail "does not start"
  fi
  echo "mien-$image:$tag: starts as any user; has ${wanted[*]}"
done
