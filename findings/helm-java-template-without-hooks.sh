#!/usr/bin/env bash
# Does helm-java's template() print what `helm template` prints?
#
# Version   com.marcnuri.helm-java:helm-java 0.0.21 (its native part is Helm 3 itself); a JDK of 17 or newer, Maven; Linux
# Expected  the same objects: a chart that is checked by way of the library is checked as a whole
# Happens   objects with the annotation helm.sh/hook are left out, and no option brings them in, whereas the command prints
#           them unless --no-hooks is given. A hook that no cluster would take passes all tests of what template() gives;
#           only faults that keep it from being rendered are found.
# Seen      objects: ConfigMap; of the two in the chart (helm template of v3.19.2: ConfigMap, Job)
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
cd -- "$work"

mkdir -p chart/templates
printf 'apiVersion: v2\nname: hooked\nversion: 1.0.0\n' > chart/Chart.yaml
printf 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: plain}\n' > chart/templates/plain.yaml
cat > chart/templates/hook.yaml <<'HOOK'
apiVersion: batch/v1
kind: Job
metadata:
  name: before
  annotations: {helm.sh/hook: pre-upgrade}
spec:
  template:
    spec:
      restartPolicy: Never
      containers: [{name: before, image: busybox}]
HOOK

cat > pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId>
  <artifactId>finding</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>com.marcnuri.helm-java</groupId>
      <artifactId>helm-java</artifactId>
      <version>0.0.21</version>
    </dependency>
  </dependencies>
</project>
POM
mvn -B -q org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=libraries > /dev/null

cat > Template.java <<'JAVA'
import com.marcnuri.helm.Helm;
import java.nio.file.Path;
import java.util.stream.Collectors;

class Template {
    public static void main(String[] arguments) {
        String made = new Helm(Path.of("chart")).template().withName("release").call();
        System.out.println("objects: "
                + made.lines()
                        .filter(line -> line.startsWith("kind: "))
                        .map(line -> line.substring("kind: ".length()))
                        .collect(Collectors.joining(", ")));
    }
}
JAVA
seen=$(java -cp 'libraries/*' Template.java)
printf '%s\n' "$seen"
if [[ $seen != 'objects: ConfigMap' ]]; then
  echo 'this has changed (expected: objects: ConfigMap)' >&2
  exit 1
fi
