#!/usr/bin/env bash
# Do Avro's own Java and Python libraries give one schema the same CRC-64-AVRO fingerprint?
#
# Version   org.apache.avro:avro 1.12.2 (Java) and avro 1.12.2 (Python), fastavro 1.13.1; a JDK of 17 or newer, Maven, Python 3.10
#           or newer with venv
# Expected  all three give the same fingerprint. It is taken of the parsing canonical form, which is in the specification so
#           that writers and readers in any language find a schema by it, and which drops logical types and other attributes
# Happens   Apache's Python library drops the attributes but keeps the braces around a primitive type that had one:
#           {"type":"long"} instead of "long". So each schema with a time, a decimal or a string of Java's kind gets another
#           fingerprint than in Java, and is not found by it. Braces without a further attribute are dropped. fastavro agrees
#           with Java
# Seen      "long": Java, fastavro and Python agree
#           {"type":"long"}: Java, fastavro and Python agree
#           {"type":"long","logicalType":"timestamp-millis"}: Java and fastavro agree, Python has {"type":"long"}
#           {"type":"bytes","logicalType":"decimal","precision":9}: Java and fastavro agree, Python has {"type":"bytes"}
#           {"type":"string","avro.java.string":"String"}: Java and fastavro agree, Python has {"type":"string"}
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
cd -- "$work"

cat > pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId>
  <artifactId>finding</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>org.apache.avro</groupId>
      <artifactId>avro</artifactId>
      <version>1.12.2</version>
    </dependency>
  </dependencies>
</project>
POM
mvn -B -q org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=libraries > /dev/null
python3 -m venv python
python/bin/pip install -q --disable-pip-version-check avro==1.12.2 fastavro==1.13.1

cat > types <<'TYPES'
"long"
{"type":"long"}
{"type":"long","logicalType":"timestamp-millis"}
{"type":"bytes","logicalType":"decimal","precision":9}
{"type":"string","avro.java.string":"String"}
TYPES

cat > Fingerprints.java <<'JAVA'
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

class Fingerprints {
    public static void main(String[] arguments) throws Exception {
        for (String type : Files.readAllLines(Path.of("types"))) {
            Schema schema = new Schema.Parser()
                    .parse("{\"type\":\"record\",\"name\":\"Frame\",\"fields\":[{\"name\":\"field\",\"type\":" + type + "}]}");
            StringBuilder digits = new StringBuilder();
            for (byte value : SchemaNormalization.parsingFingerprint("CRC-64-AVRO", schema)) {
                digits.append(String.format("%02x", value));
            }
            System.out.println(digits + " " + SchemaNormalization.toParsingForm(schema));
        }
    }
}
JAVA
java -Xmx256m -cp 'libraries/*' Fingerprints.java > java.txt 2> java.log || { cat java.log >&2; exit 1; }

cat > compare.py <<'PYTHON'
import json
from pathlib import Path

import avro.schema
import fastavro.schema

types = Path("types").read_text().splitlines()
for kind, line in zip(types, Path("java.txt").read_text().splitlines(), strict=True):
    text = '{"type":"record","name":"Frame","fields":[{"name":"field","type":%s}]}' % kind
    java, java_form = line.split(" ", 1)
    fast_form = fastavro.schema.to_parsing_canonical_form(json.loads(text))
    fast = fastavro.schema.fingerprint(fast_form, "CRC-64-AVRO")
    schema = avro.schema.parse(text)
    python = schema.fingerprint("CRC-64-AVRO").hex()
    form = json.loads(schema.canonical_form)
    if (java, java_form) == (fast, fast_form) == (python, schema.canonical_form):
        print(f"{kind}: Java, fastavro and Python agree")
    elif (java, java_form) == (fast, fast_form) and java != python:
        field = json.dumps(form["fields"][0]["type"], separators=(",", ":"))
        print(f"{kind}: Java and fastavro agree, Python has {field}")
    else:
        print(f"{kind}: Java {java}, fastavro {fast}, Python {python}")
PYTHON
seen=$(python/bin/python compare.py)
printf '%s\n' "$seen"
expected='"long": Java, fastavro and Python agree
{"type":"long"}: Java, fastavro and Python agree
{"type":"long","logicalType":"timestamp-millis"}: Java and fastavro agree, Python has {"type":"long"}
{"type":"bytes","logicalType":"decimal","precision":9}: Java and fastavro agree, Python has {"type":"bytes"}
{"type":"string","avro.java.string":"String"}: Java and fastavro agree, Python has {"type":"string"}'
if [[ $seen != "$expected" ]]; then
  printf 'this has changed (expected:\n%s\n)\n' "$expected" >&2
  exit 1
fi
