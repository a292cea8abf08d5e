#!/usr/bin/env bash
# Does Flink keep a cancelled job's classes until the job's source enumerators are closed?
#
# Version   org.apache.flink:flink-clients, flink-runtime and flink-streaming-java 2.3.0; a JDK of 17 or newer, Maven
# Expected  SplitEnumerator.close is there to end what the enumerator holds on to, so the class loader of the job's jar stays
#           open until it returns, or at least for the minute that Flink gives a coordinator to close
# Happens   the job is reported as cancelled, and its class loader is closed, while close still runs. What close uses at once
#           is found; a class that it needs for the first time half a second later is not: NoClassDefFoundError. That is how
#           clients end that load classes while they leave a group, as Kafka's consumer does
# Seen      takes no time: loaded
#           takes 500 ms: NoClassDefFoundError, job CANCELED before close returned
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
      <artifactId>flink-streaming-java</artifactId>
      <version>2.3.0</version>
    </dependency>
    <dependency>
      <groupId>org.apache.flink</groupId>
      <artifactId>flink-clients</artifactId>
      <version>2.3.0</version>
    </dependency>
  </dependencies>
</project>
POM
mvn -B -q org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=libraries > /dev/null

mkdir job cluster
# The job: a source that never ends, whose enumerator needs one more class when it is closed.
cat > job/QuietSource.java <<'JAVA'
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

public class QuietSource implements Source<String, QuietSource.Split, Integer> {
    private final int milliseconds;

    public QuietSource(int milliseconds) {
        this.milliseconds = milliseconds;
    }

    public static JobGraph graph(int milliseconds) {
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
        environment.setParallelism(1);
        environment
                .fromSource(new QuietSource(milliseconds), WatermarkStrategy.noWatermarks(), "quiet")
                .sinkTo(new DiscardingSink<>());
        return environment.getStreamGraph().getJobGraph();
    }

    public static class Split implements SourceSplit {
        @Override
        public String splitId() {
            return "none";
        }
    }

    public static class NeededLast {}

    public static class Enumerator implements SplitEnumerator<Split, Integer> {
        private final int milliseconds;

        Enumerator(int milliseconds) {
            this.milliseconds = milliseconds;
        }

        @Override
        public void close() {
            try {
                Thread.sleep(milliseconds);
                new NeededLast();
                System.setProperty("finding.close", "loaded");
            } catch (NoClassDefFoundError e) {
                System.setProperty("finding.close", "NoClassDefFoundError");
            } catch (InterruptedException e) {
                System.setProperty("finding.close", "interrupted");
            }
        }

        @Override
        public void start() {}

        @Override
        public void handleSplitRequest(int subtask, String host) {}

        @Override
        public void addSplitsBack(List<Split> splits, int subtask) {}

        @Override
        public void addReader(int subtask) {}

        @Override
        public Integer snapshotState(long checkpoint) {
            return 0;
        }
    }

    public static class Reader implements SourceReader<String, Split> {
        @Override
        public void start() {}

        @Override
        public InputStatus pollNext(ReaderOutput<String> output) {
            return InputStatus.NOTHING_AVAILABLE;
        }

        @Override
        public List<Split> snapshotState(long checkpoint) {
            return List.of();
        }

        @Override
        public CompletableFuture<Void> isAvailable() {
            return new CompletableFuture<>();
        }

        @Override
        public void addSplits(List<Split> splits) {}

        @Override
        public void notifyNoMoreSplits() {}

        @Override
        public void close() {}
    }

    public static class Nothing<T> implements SimpleVersionedSerializer<T> {
        @Override
        public int getVersion() {
            return 1;
        }

        @Override
        public byte[] serialize(T value) {
            return new byte[0];
        }

        @Override
        public T deserialize(int version, byte[] bytes) {
            return null;
        }
    }

    @Override
    public Boundedness getBoundedness() {
        return Boundedness.CONTINUOUS_UNBOUNDED;
    }

    @Override
    public SplitEnumerator<Split, Integer> createEnumerator(SplitEnumeratorContext<Split> context) {
        return new Enumerator(milliseconds);
    }

    @Override
    public SplitEnumerator<Split, Integer> restoreEnumerator(SplitEnumeratorContext<Split> context, Integer state) {
        return new Enumerator(milliseconds);
    }

    @Override
    public SimpleVersionedSerializer<Split> getSplitSerializer() {
        return new Nothing<>();
    }

    @Override
    public SimpleVersionedSerializer<Integer> getEnumeratorCheckpointSerializer() {
        return new Nothing<>();
    }

    @Override
    public SourceReader<String, Split> createReader(SourceReaderContext context) {
        return new Reader();
    }
}
JAVA
# The cluster, which has no class of the job but by its jar.
cat > cluster/Session.java <<'JAVA'
import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;

public class Session {
    public static void main(String[] arguments) throws Exception {
        File jar = new File("job.jar");
        MiniClusterConfiguration configuration = new MiniClusterConfiguration.Builder()
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(1)
                .withRandomPorts()
                .build();
        try (MiniCluster cluster = new MiniCluster(configuration)) {
            cluster.start();
            for (int milliseconds : new int[] {0, 500}) {
                System.clearProperty("finding.close");
                JobID job;
                try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toURI().toURL()})) {
                    Thread.currentThread().setContextClassLoader(loader);
                    JobGraph graph = (JobGraph) loader.loadClass("QuietSource")
                            .getMethod("graph", int.class)
                            .invoke(null, milliseconds);
                    graph.addJar(new Path(jar.toURI()));
                    job = cluster.submitJob(graph).get().getJobID();
                }
                while (cluster.getJobStatus(job).get() != JobStatus.RUNNING) {
                    Thread.sleep(50);
                }
                cluster.cancelJob(job).get();
                cluster.requestJobResult(job).get();
                String first = System.getProperty("finding.close") == null
                        ? ", job " + cluster.getJobStatus(job).get() + " before close returned"
                        : "";
                while (System.getProperty("finding.close") == null) {
                    Thread.sleep(50);
                }
                System.out.println((milliseconds == 0 ? "takes no time: " : "takes " + milliseconds + " ms: ")
                        + System.getProperty("finding.close") + (milliseconds == 0 ? "" : first));
            }
        }
    }
}
JAVA
javac -nowarn -d job/classes -cp 'libraries/*' job/QuietSource.java
jar --create --file job.jar -C job/classes .
javac -nowarn -d cluster/classes -cp 'libraries/*' cluster/Session.java
seen=$(timeout 150 java -XX:TieredStopAtLevel=1 -Djava.io.tmpdir="$work" --add-opens=java.base/java.util=ALL-UNNAMED -cp 'cluster/classes:libraries/*' \
  Session 2> log) || { tail -n 20 log; exit 1; }
echo "$seen"

if [[ $seen == 'takes no time: loaded
takes 500 ms: NoClassDefFoundError, job CANCELED before close returned' ]]; then
  echo "as found"
else
  echo "changed"
  exit 1
fi
