#!/usr/bin/env bash
# Makes the base images for places that reach no image registry, from debian:bookworm-slim, this machine's JDK and the Flink
# jars that Maven has put into local/flink/target/lib (mvn -Pquick package):
#   mien-local/java:17            a Java runtime
#   mien-local/java-gtk:17        the same with GTK 2, which OpenCV wants, and libjpeg; Debian's packages must be reachable for this one
#   mien-local/flink:VERSION      a Flink laid out as the official image is
#   docker/local/build.sh [java|flink]    those of Java, that of Flink, or all
# BUILD_OPTIONS: for docker build, such as --network=host
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")"

java() {
  work=$(mktemp -d)
  trap 'rm -rf -- "$work"' EXIT
  "${JAVA_HOME:+$JAVA_HOME/bin/}jlink" --add-modules java.se,jdk.unsupported,jdk.management,jdk.crypto.ec,jdk.zipfs,jdk.httpserver,jdk.net \
    --strip-debug --no-man-pages --no-header-files --compress=2 --output "$work/jre"
  cp java/Dockerfile "$work/"
  docker build -q -t mien-local/java:17 "$work"
  docker image inspect mien-local/java-gtk:17 > /dev/null 2>&1 \
    || docker build -q ${BUILD_OPTIONS:-} -t mien-local/java-gtk:17 -f java/gtk.Dockerfile java
}

flink() {
  shopt -s nullglob
  runtime=(flink/target/lib/flink-runtime-[0-9]*.jar)
  ((${#runtime[@]} == 1)) || { echo "docker/local/flink/target/lib: ${#runtime[@]} Flinks (expected: one; mvn -Pquick package puts it there)" >&2; exit 1; }
  version=$(basename "${runtime[0]}" .jar)
  version=${version#flink-runtime-}
  # With the libraries that Debian's Java takes from the system, libjpeg among them.
  docker build -q -t "mien-local/flink:$version" --build-arg BASE=mien-local/java-gtk:17 flink
}

case ${1:-all} in
  java | flink) "$1" ;;
  all) java; flink ;;
  *) sed -n '2,8p' "$0"; exit 2 ;;
esac
