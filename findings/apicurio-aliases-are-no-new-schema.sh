#!/usr/bin/env bash
# Does Apicurio Registry, asked over Confluent's API, keep a version of an Avro schema that differs in a field's aliases?
#
# Version   io.apicurio:apicurio-registry-app 3.3.3 and 2.6.13.Final, as they come (in memory); a JDK of 21 or newer, Maven, Python 3
# Expected  POST /subjects/SUBJECT/versions gives the same id for the same schema whatever its spacing, and another id and version
#           for one with an alias or a documentation: readers resolve fields by aliases, so they are a part of what is registered
# Happens   3.3.3 takes schemas for equal that differ in aliases or documentation only: the answer is 200 with the earlier id, nothing
#           is stored, and whoever asks for that id or for the latest version gets the schema without the alias. A default, a
#           property or a logical type makes a new version. 2.6.13 keeps each, and makes a new version and id of other spacing too.
#           Both accept whatever is no compatible change, since their compatibility is NONE unless it is set
# Seen      3.3.3: spacing same id, alias same id and not stored, doc same id and not stored, default new id, compatibility NONE
#           2.6.13.Final: spacing new id, alias new id, doc new id, default new id, compatibility NONE
set -euo pipefail

work=$(mktemp -d)
server=
trap '[[ -z $server ]] || kill "$server" 2> /dev/null || true; wait; rm -rf -- "$work"' EXIT
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
version=$("$java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p')
((version >= 21)) || { echo "java: $version (expected: a JDK of 21 or newer in JAVA_HOME)" >&2; exit 2; }

cat > "$work/ask.py" <<'PYTHON'
import json
import sys
import urllib.error
import urllib.request

base, name = sys.argv[1:]


def call(path, body=None):
    request = urllib.request.Request(base + path, body and json.dumps(body).encode(), {"Content-Type": "application/vnd.schemaregistry.v1+json"})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def schema(**more):
    return {"type": "record", "name": "Seen", "fields": [{"name": "at", "type": "long", **more}]}


variants = {
    "spacing": json.dumps(schema(), indent=2),
    "alias": json.dumps(schema(aliases=["seen_at"])),
    "doc": json.dumps(schema(doc="microseconds")),
    "default": json.dumps(schema(default=0)),
}
said = []
for kind, text in variants.items():
    path = f"/subjects/{kind}-value/versions"
    first = call(path, {"schema": json.dumps(schema())})["id"]
    second = call(path, {"schema": text})["id"]
    stored = json.loads(call(f"{path}/latest")["schema"]) == json.loads(text)
    said.append(f"{kind} " + ("new id" if second != first else "same id" if stored else "same id and not stored"))
said.append("compatibility " + call("/config")["compatibilityLevel"])
print(f"{name}: " + ", ".join(said))
PYTHON

ask() { # version, port, file to start
  mkdir "$work/$1"
  mvn -B -q org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy -Dartifact="io.apicurio:apicurio-registry-app:$1:tar.gz:all" \
    -DoutputDirectory="$work" > /dev/null
  tar xzf "$work/apicurio-registry-app-$1-all.tar.gz" -C "$work/$1"
  (cd "$work/$1" && exec "$java" -Xmx512m -Dquarkus.http.port="$2" -Dquarkus.http.host=127.0.0.1 -jar "$3" > "$work/$1.log" 2>&1) &
  server=$!
  for _ in $(seq 120); do
    ! python3 -c "import urllib.request; urllib.request.urlopen('http://127.0.0.1:$2/apis/ccompat/v7/subjects')" 2> /dev/null || break
    sleep 1
  done
  python3 "$work/ask.py" "http://127.0.0.1:$2/apis/ccompat/v7" "$1"
  kill "$server"
  wait "$server" 2> /dev/null || true
  server=
}

seen=$(ask 3.3.3 18471 quarkus-run.jar; ask 2.6.13.Final 18472 apicurio-registry-app-2.6.13.Final-runner.jar)
printf '%s\n' "$seen"
expected='3.3.3: spacing same id, alias same id and not stored, doc same id and not stored, default new id, compatibility NONE
2.6.13.Final: spacing new id, alias new id, doc new id, default new id, compatibility NONE'
if [[ $seen != "$expected" ]]; then
  printf 'this has changed (expected:\n%s\n)\n' "$expected" >&2
  exit 1
fi
