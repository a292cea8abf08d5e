#!/usr/bin/env bash
# Builds Mien's images from what Maven has put into the target folders (mvn -Pquick package, or -Pquick,bom for bills of materials).
#   JAVA_BASE, INGEST_BASE, FLINK_BASE   other base images than those the Dockerfiles name
#   IMAGES                  those to build, all if absent
#   TAG                     of the images made, latest if absent
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")"
revision=$(git rev-parse --short HEAD 2> /dev/null || echo unknown)
for image in ${IMAGES:-ingest dashboard gateway registry job}; do
  base=${JAVA_BASE:-}
  [[ $image == job ]] && base=${FLINK_BASE:-}
  [[ $image == ingest ]] && base=${INGEST_BASE:-$base}
  [[ -d $image/target ]] || { echo "docker/$image/target: missing (expected: mvn -Pquick package was run)" >&2; exit 1; }
  [[ -e $image/target/bom.json ]] || echo "docker/$image/target/bom.json: missing, so the image has no bill of materials (mvn -Pquick,bom package makes one)" >&2
  file=(-f "$image/Dockerfile")
  [[ -e $image/Dockerfile ]] || file=(-f service/Dockerfile --target "$image")
  docker build -q ${base:+--build-arg BASE="$base"} --build-arg REVISION="$revision" -t "mien-$image:${TAG:-latest}" "${file[@]}" .
done
