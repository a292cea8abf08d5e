#!/usr/bin/env bash
# Does Flink's orderedWait keep each key's order if a job is stopped with a savepoint and goes on with another parallelism?
#
# Version   org.apache.flink:flink-clients, flink-connector-datagen 2.3.0; a JDK of 17 or newer, Maven
# Expected  AsyncDataStream.orderedWait behind keyBy gives the answers in the order of the requests: keyed state goes to the slots
#           of its keys when a job is rescaled, so what was asked for a key goes there as well, before what comes next
# Happens   the requests under way are kept in a list that is dealt out to the new slots one by one, whatever their keys. A key's
#           requests are asked in several slots at once, and those that come after them, in the key's own slot, overtake them.
#           Stopping with a savepoint does not wait for answers; the same parallelism keeps the order
# Seen      1 -> 1: answers out of their key's order: none
#           1 -> 2: answers out of their key's order: some
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
      <groupId>org.apache.flink</groupId>
      <artifactId>flink-clients</artifactId>
      <version>2.3.0</version>
    </dependency>
    <dependency>
      <groupId>org.apache.flink</groupId>
      <artifactId>flink-connector-datagen</artifactId>
      <version>2.3.0</version>
    </dependency>
  </dependencies>
</project>
POM
mvn -B -q org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=libraries > /dev/null

cat > Order.java <<'JAVA'
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.functions.async.AsyncFunction;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.util.Collector;

public class Order {
    static final int KEYS = 8;
    static final AtomicLong OUT_OF_ORDER = new AtomicLong();
    static final AtomicLong ANSWERS = new AtomicLong();

    /** Answers after half a second. */
    public static class Asking implements AsyncFunction<Long, Long> {
        @Override
        public void asyncInvoke(Long request, ResultFuture<Long> answer) {
            CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS)
                    .execute(() -> answer.complete(List.of(request)));
        }
    }

    public static class Passing extends KeyedProcessFunction<Long, Long, Long> {
        @Override
        public void processElement(Long value, Context context, Collector<Long> out) {
            out.collect(value);
        }
    }

    public static class Checking extends KeyedProcessFunction<Long, Long, Long> {
        private transient ValueState<Long> last;

        @Override
        public void open(OpenContext context) {
            last = getRuntimeContext().getState(new ValueStateDescriptor<>("last", Types.LONG));
        }

        @Override
        public void processElement(Long value, Context context, Collector<Long> out) throws Exception {
            Long before = last.value();
            if (before != null && value != before + KEYS) {
                OUT_OF_ORDER.incrementAndGet();
            }
            last.update(value);
            ANSWERS.incrementAndGet();
        }
    }

    static JobID submit(MiniCluster cluster, int parallelism, String savepoint) throws Exception {
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.createLocalEnvironment(parallelism, new Configuration());
        environment.setMaxParallelism(128);
        GeneratorFunction<Long, Long> counting = index -> index;
        var requests = environment
                .fromSource(
                        new DataGeneratorSource<>(counting, Long.MAX_VALUE, RateLimiterStrategy.perSecond(100), Types.LONG),
                        WatermarkStrategy.noWatermarks(),
                        "numbers")
                .setParallelism(1)
                .uid("numbers")
                .keyBy(value -> value % KEYS, Types.LONG)
                .process(new Passing())
                .returns(Types.LONG)
                .uid("passing");
        AsyncDataStream.orderedWait(requests, new Asking(), 1, TimeUnit.MINUTES, 100)
                .returns(Types.LONG)
                .uid("asking")
                .keyBy(value -> value % KEYS, Types.LONG)
                .process(new Checking())
                .returns(Types.LONG)
                .uid("checking");
        StreamGraph graph = environment.getStreamGraph();
        if (savepoint != null) {
            graph.setSavepointRestoreSettings(SavepointRestoreSettings.forPath(savepoint));
        }
        graph.setJobId(JobID.generate());
        graph.serializeUserDefinedInstances();
        return cluster.submitJob(graph).get().getJobID();
    }

    static void awaitAnswers(long more) throws InterruptedException {
        long wanted = ANSWERS.get() + more;
        for (int i = 0; ANSWERS.get() < wanted; i++) {
            if (i == 1200) {
                throw new IllegalStateException("no answers");
            }
            Thread.sleep(100);
        }
    }

    static void print(int parallelism) throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(RestOptions.BIND_PORT, "0");
        try (MiniCluster cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(2)
                .build())) {
            cluster.start();
            OUT_OF_ORDER.set(0);
            JobID first = submit(cluster, 1, null);
            awaitAnswers(300);
            String savepoint = cluster.stopWithSavepoint(
                            first, "file://" + System.getProperty("user.dir") + "/savepoints-" + parallelism, false, SavepointFormatType.CANONICAL)
                    .get();
            while (cluster.getJobStatus(first).get() != JobStatus.FINISHED) {
                Thread.sleep(100);
            }
            if (OUT_OF_ORDER.get() > 0) {
                throw new IllegalStateException("out of order before the savepoint");
            }
            JobID second = submit(cluster, parallelism, savepoint);
            awaitAnswers(300);
            cluster.cancelJob(second).get();
            System.out.println("1 -> " + parallelism + ": answers out of their key's order: "
                    + (OUT_OF_ORDER.get() == 0 ? "none" : "some"));
        }
    }

    public static void main(String[] arguments) throws Exception {
        print(1);
        print(2);
        System.exit(0);
    }
}
JAVA
javac -nowarn -cp 'libraries/*' -d classes Order.java 2> javac.log || { cat javac.log >&2; exit 1; }
open=$(printf -- '--add-opens=java.base/java.%s=ALL-UNNAMED ' util lang util.concurrent time)
# shellcheck disable=SC2086 # several words
seen=$(timeout 300 java $open -Xmx512m -cp 'classes:libraries/*' Order 2> program.log) || { tail -20 program.log >&2; exit 1; }
printf '%s\n' "$seen"
expected="1 -> 1: answers out of their key's order: none
1 -> 2: answers out of their key's order: some"
if [[ $seen != "$expected" ]]; then
  printf 'this has changed (expected:\n%s\n)\n' "$expected" >&2
  exit 1
fi
