#!/usr/bin/env bash
# Does a bounded Kafka source of Flink that reads only what is committed end while a transaction is open on the topic?
#
# Version   org.apache.flink:flink-clients, flink-connector-base 2.3.0, flink-connector-kafka 5.0.0-2.2, a broker and
#           kafka-clients 4.2.1; a JDK of 17 or newer, Maven
# Expected  setBounded(OffsetsInitializer.latest()) with isolation.level=read_committed ends at what a consumer with that setting
#           calls the end, the last stable offset: the job reads all that is committed and finishes
# Happens   the source asks for the end as one that reads everything would, whatever its isolation level: behind the records of
#           the open transaction, which its consumer then may not pass. The job has read the rest and goes on running until the
#           writer ends its transaction, and then reads those records too, committed after the job began: so its result depends
#           on what a writer does later. An exactly-once sink of another job has such a transaction open nearly always
# Seen      ends for a consumer: read_uncommitted 2, read_committed 1
#           read_uncommitted: finished with [before, open]
#           read_committed: running after 15 seconds with [before]
#           read_committed, transaction committed with a further record: finished with [before, open]
set -euo pipefail

work=$(mktemp -d)
broker=
trap 'kill $broker 2> /dev/null || true; wait 2> /dev/null || true; rm -rf -- "$work"' EXIT
cd -- "$work"

fetch() {
  mkdir "$1"
  {
    printf '<project xmlns="http://maven.apache.org/POM/4.0.0">\n<modelVersion>4.0.0</modelVersion>\n'
    printf '<groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>\n<dependencies>\n'
    local item
    for item in "${@:2}"; do
      IFS=: read -r group artifact version <<< "$item"
      printf '<dependency><groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version></dependency>\n' \
        "$group" "$artifact" "$version"
    done
    printf '</dependencies>\n</project>\n'
  } > "$1/pom.xml"
  mvn -B -q -f "$1/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies \
    -DoutputDirectory=libraries > /dev/null
}
fetch kafka org.apache.kafka:kafka_2.13:4.2.1
fetch flink org.apache.flink:flink-clients:2.3.0 org.apache.flink:flink-connector-base:2.3.0 \
  org.apache.flink:flink-connector-kafka:5.0.0-2.2 org.apache.kafka:kafka-clients:4.2.1

port=$((20000 + RANDOM % 8000))
cat > server.properties <<SETTINGS
process.roles=broker,controller
node.id=1
controller.quorum.bootstrap.servers=127.0.0.1:$((port + 1))
listeners=PLAINTEXT://127.0.0.1:$port,CONTROLLER://127.0.0.1:$((port + 1))
advertised.listeners=PLAINTEXT://127.0.0.1:$port
controller.listener.names=CONTROLLER
log.dirs=$work/data
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=1
SETTINGS
java -cp 'kafka/libraries/*' kafka.tools.StorageTool format --standalone --cluster-id AAAAAAAAAAAAAAAAAAAAAQ \
  --config server.properties > format.log 2>&1
java -Xmx512m -cp 'kafka/libraries/*' kafka.Kafka server.properties > broker.log 2>&1 &
broker=$!

cat > Bounded.java <<'JAVA'
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.serialization.SimpleStringSchema;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

public class Bounded {
    static final String TOPIC = "frames";
    static final List<String> READ = Collections.synchronizedList(new ArrayList<>());

    public static class Noting implements MapFunction<String, String> {
        @Override
        public String map(String value) {
            READ.add(value);
            return value;
        }
    }

    static CompletableFuture<JobExecutionResult> start(String servers, String isolation) throws Exception {
        READ.clear();
        Configuration configuration = new Configuration();
        configuration.set(RestOptions.BIND_PORT, "0");
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.createLocalEnvironment(1, configuration);
        KafkaSource<String> source = KafkaSource.<String>builder()
                .setBootstrapServers(servers)
                .setTopics(TOPIC)
                .setProperty("isolation.level", isolation)
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setBounded(OffsetsInitializer.latest())
                .setValueOnlyDeserializer(new SimpleStringSchema())
                .build();
        environment
                .fromSource(source, WatermarkStrategy.noWatermarks(), "source")
                .map(new Noting())
                .sinkTo(new DiscardingSink<>());
        return environment.executeAsync().getJobExecutionResult();
    }

    static long end(String servers, String isolation) {
        TopicPartition partition = new TopicPartition(TOPIC, 0);
        Map<String, Object> settings = Map.of("bootstrap.servers", servers, "isolation.level", isolation);
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            return consumer.endOffsets(List.of(partition)).get(partition);
        }
    }

    static void send(KafkaProducer<String, String> producer, String value) throws Exception {
        producer.send(new ProducerRecord<>(TOPIC, "key", value)).get();
    }

    public static void main(String[] arguments) throws Exception {
        String servers = arguments[0];
        Map<String, Object> kafka = Map.of("bootstrap.servers", servers);
        try (Admin admin = Admin.create(kafka)) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get(60, TimeUnit.SECONDS);
        }
        try (var producer = new KafkaProducer<>(kafka, new StringSerializer(), new StringSerializer())) {
            send(producer, "before");
        }
        Map<String, Object> writer = Map.of(
                "bootstrap.servers", servers, "transactional.id", "writer", "transaction.timeout.ms", 600_000);
        var producer = new KafkaProducer<>(writer, new StringSerializer(), new StringSerializer());
        producer.initTransactions();
        producer.beginTransaction();
        send(producer, "open");
        System.out.println("ends for a consumer: read_uncommitted " + end(servers, "read_uncommitted") + ", read_committed "
                + end(servers, "read_committed"));

        start(servers, "read_uncommitted").get(60, TimeUnit.SECONDS);
        System.out.println("read_uncommitted: finished with " + READ);

        CompletableFuture<JobExecutionResult> job = start(servers, "read_committed");
        for (int i = 0; i < 600 && READ.isEmpty(); i++) {
            Thread.sleep(100);
        }
        String state = "finished";
        try {
            job.get(15, TimeUnit.SECONDS);
        } catch (TimeoutException timeout) {
            state = "running after 15 seconds";
        }
        System.out.println("read_committed: " + state + " with " + READ);

        send(producer, "later");
        producer.commitTransaction();
        job.get(60, TimeUnit.SECONDS);
        System.out.println("read_committed, transaction committed with a further record: finished with " + READ);
        System.exit(0);
    }
}
JAVA
javac -nowarn -cp 'flink/libraries/*' -d classes Bounded.java 2> javac.log || { cat javac.log >&2; exit 1; }
mkdir temporary
seen=$(java -Xmx512m -Djava.io.tmpdir="$work/temporary" --add-opens=java.base/java.util=ALL-UNNAMED \
  -cp 'classes:flink/libraries/*' Bounded "127.0.0.1:$port" 2> program.log) || { tail -20 program.log >&2; exit 1; }
printf '%s\n' "$seen"
expected='ends for a consumer: read_uncommitted 2, read_committed 1
read_uncommitted: finished with [before, open]
read_committed: running after 15 seconds with [before]
read_committed, transaction committed with a further record: finished with [before, open]'
if [[ $seen != "$expected" ]]; then
  printf 'this has changed (expected:\n%s\n)\n' "$expected" >&2
  exit 1
fi
