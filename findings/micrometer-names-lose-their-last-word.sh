#!/usr/bin/env bash
# Under which names does Micrometer show counters and gauges whose own names end in a word that Prometheus' formats use?
#
# Version   io.micrometer:micrometer-registry-prometheus 1.17.2 with io.prometheus:prometheus-metrics 1.7.0; a JDK of 17 or
#           newer, Maven
# Expected  a counter tracks.created is shown as tracks_created_total, and a gauge tracks.bucket as tracks_bucket: dots become
#           underscores, and a counter gets _total, as tracks.count and tracks.sum do
# Happens   a last word of created, bucket or total is taken away, from gauges too, and one after the other; info only from
#           counters. What collides then is not shown at all: of a counter tracks.created, a counter tracks.total and a gauge
#           tracks only the one that came first. The others go on counting and are listed as meters; the first that is left
#           out is logged as a warning, those after it for debugging only
# Seen      tracks.created: counter tracks_total 1.0, gauge tracks 1.0
#           tracks.total: counter tracks_total 1.0, gauge tracks 1.0
#           tracks.bucket: counter tracks_total 1.0, gauge tracks 1.0
#           tracks.info: counter tracks_total 1.0, gauge tracks_info 1
#           tracks.total.created: counter tracks_total 1.0, gauge tracks 1.0
#           tracks.count: counter tracks_count_total 1.0, gauge tracks_count 1.0
#           tracks.sum: counter tracks_sum_total 1.0, gauge tracks_sum 1.0
#           three meters, which count 5.0, 7.0 and 3.0: tracks_total 5.0
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
  <dependencyManagement>
    <dependencies>
      <dependency>
        <groupId>io.prometheus</groupId>
        <artifactId>prometheus-metrics-bom</artifactId>
        <version>1.7.0</version>
        <type>pom</type>
        <scope>import</scope>
      </dependency>
    </dependencies>
  </dependencyManagement>
  <dependencies>
    <dependency>
      <groupId>io.micrometer</groupId>
      <artifactId>micrometer-registry-prometheus</artifactId>
      <version>1.17.2</version>
    </dependency>
  </dependencies>
</project>
POM
mvn -B -q org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=libraries > /dev/null

cat > Names.java <<'JAVA'
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.stream.Collectors;

public class Names {
    public static void main(String[] arguments) {
        for (String word : List.of("created", "total", "bucket", "info", "total.created", "count", "sum")) {
            String name = "tracks." + word;
            PrometheusMeterRegistry counters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            Counter.builder(name).register(counters).increment();
            PrometheusMeterRegistry gauges = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            Gauge.builder(name, () -> 1).register(gauges);
            System.out.println(name + ": counter " + shown(counters) + ", gauge " + shown(gauges));
        }
        PrometheusMeterRegistry all = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Counter created = Counter.builder("tracks.created").register(all);
        Counter total = Counter.builder("tracks.total").register(all);
        Gauge gauge = Gauge.builder("tracks", () -> 3).register(all);
        created.increment(5);
        total.increment(7);
        System.out.println((all.getMeters().size() == 3 ? "three" : "other") + " meters, which count " + created.count() + ", "
                + total.count() + " and " + gauge.value() + ": " + shown(all));
    }

    private static String shown(PrometheusMeterRegistry registry) {
        return registry.scrape().lines().filter(line -> !line.startsWith("#")).collect(Collectors.joining("; "));
    }
}
JAVA
seen=$(java -cp 'libraries/*' Names.java 2> /dev/null)
echo "$seen"

if [[ $seen == 'tracks.created: counter tracks_total 1.0, gauge tracks 1.0
tracks.total: counter tracks_total 1.0, gauge tracks 1.0
tracks.bucket: counter tracks_total 1.0, gauge tracks 1.0
tracks.info: counter tracks_total 1.0, gauge tracks_info 1
tracks.total.created: counter tracks_total 1.0, gauge tracks 1.0
tracks.count: counter tracks_count_total 1.0, gauge tracks_count 1.0
tracks.sum: counter tracks_sum_total 1.0, gauge tracks_sum 1.0
three meters, which count 5.0, 7.0 and 3.0: tracks_total 5.0' ]]; then
  echo "as found"
else
  echo "changed"
  exit 1
fi
