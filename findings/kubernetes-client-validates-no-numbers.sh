#!/usr/bin/env bash
# Does the validation of Kubernetes' Java client see that a value has another type than its field?
#
# Version   io.kubernetes:client-java-api 24.0.0; a JDK of 17 or newer, Maven
# Expected  validateJsonElement(), which every model has and which is generated from Kubernetes' own description of its API,
#           refuses a Deployment with a wrongly typed field, as it refuses one with an unknown field or without a required one
# Happens   it looks at names, and at objects and arrays of models, only: replicas may be a text or a list, hostNetwork a
#           text, a label a number, all labels a list, an amount anything. fromJson(), which reads the object too, refuses
#           some of these; texts for booleans, fractions for integers and numbers for texts it takes as well. An API server
#           (1.34.3) that was given four of the latter refused each.
# Seen      see the table below: what is changed, validateJsonElement, fromJson
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
      <groupId>io.kubernetes</groupId>
      <artifactId>client-java-api</artifactId>
      <version>24.0.0</version>
    </dependency>
  </dependencies>
</project>
POM
mvn -B -q org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=libraries > /dev/null

cat > Check.java <<'JAVA'
import com.google.gson.JsonParser;
import io.kubernetes.client.openapi.models.V1Deployment;

class Check {
    private static final String GOOD =
            """
            {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "a", "labels": {"a": "b"}},
             "spec": {"replicas": 1, "selector": {"matchLabels": {"a": "b"}}, "template": {"metadata": {"labels": {"a": "b"}},
              "spec": {"hostNetwork": false, "containers": [{"name": "c", "image": "i", "ports": [{"containerPort": 80}],
               "resources": {"limits": {"cpu": "1"}}, "securityContext": {"runAsUser": 1}}]}}}}""";

    private static final String[][] CHANGES = {
        {"nothing", "", ""},
        {"a field that nobody knows", "\"replicas\"", "\"replica\""},
        {"a required field missing", "\"selector\": {\"matchLabels\": {\"a\": \"b\"}}, ", ""},
        {"replicas a text", "\"replicas\": 1", "\"replicas\": \"one\""},
        {"replicas a list", "\"replicas\": 1", "\"replicas\": [1]"},
        {"containerPort a text", "\"containerPort\": 80", "\"containerPort\": \"http\""},
        {"an amount nonsense", "\"cpu\": \"1\"", "\"cpu\": \"lots\""},
        {"labels a list", "\"labels\": {\"a\": \"b\"}}", "\"labels\": [\"a\"]}"},
        {"a label a number", "\"labels\": {\"a\": \"b\"}}", "\"labels\": {\"a\": 4}}"},
        {"image a number", "\"image\": \"i\"", "\"image\": 5"},
        {"hostNetwork a text", "\"hostNetwork\": false", "\"hostNetwork\": \"no\""},
        {"runAsUser a fraction", "\"runAsUser\": 1", "\"runAsUser\": 1.5"},
    };

    private interface Reading {
        void of(String json) throws Exception;
    }

    public static void main(String[] arguments) {
        for (String[] change : CHANGES) {
            String json = GOOD.replace(change[1], change[2]);
            System.out.printf(
                    "%-26s %-8s %s%n",
                    change[0],
                    verdict(text -> V1Deployment.validateJsonElement(JsonParser.parseString(text)), json),
                    verdict(V1Deployment::fromJson, json));
        }
    }

    private static String verdict(Reading reading, String json) {
        try {
            reading.of(json);
            return "taken";
        } catch (Exception e) {
            return "refused";
        }
    }
}
JAVA
seen=$(java -cp 'libraries/*' Check.java)
printf '%s\n' "$seen"
expected='nothing                    taken    taken
a field that nobody knows  refused  refused
a required field missing   refused  refused
replicas a text            taken    refused
replicas a list            taken    refused
containerPort a text       taken    refused
an amount nonsense         taken    refused
labels a list              taken    refused
a label a number           taken    taken
image a number             taken    taken
hostNetwork a text         taken    taken
runAsUser a fraction       taken    taken'
if [[ $seen != "$expected" ]]; then
  printf 'this has changed (expected:\n%s\n)\n' "$expected" >&2
  exit 1
fi
