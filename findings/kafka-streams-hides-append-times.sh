#!/usr/bin/env bash
# Does a TimestampExtractor of Kafka Streams see that a topic's times are the broker's?
#
# Version   org.apache.kafka:kafka-streams 4.2.1 with a broker of the same version; a JDK of 17 or newer, Maven
# Expected  ConsumerRecord.timestampType() says LogAppendTime of a topic with message.timestamp.type=LogAppendTime, as it does
#           for a plain consumer: so one extractor could tell the broker's times from the writers'
# Happens   the extractor gets a record that was made anew with the type CreateTime, whatever the topic's setting. The time
#           itself is the broker's. What wants to know has to look at the topic's settings
# Seen      topic of append times: consumer LogAppendTime, extractor CreateTime, the same time: true
#           topic of writers' times: consumer CreateTime, extractor CreateTime, the same time: true
set -euo pipefail

work=$(mktemp -d)
broker=
trap 'kill $broker 2> /dev/null || true; wait 2> /dev/null || true; rm -rf -- "$work"' EXIT
cd -- "$work"

cat > pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId>
  <artifactId>finding</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>org.apache.kafka</groupId>
      <artifactId>kafka-streams</artifactId>
      <version>4.2.1</version>
    </dependency>
    <dependency>
      <groupId>org.apache.kafka</groupId>
      <artifactId>kafka_2.13</artifactId>
      <version>4.2.1</version>
    </dependency>
  </dependencies>
</project>
POM
mvn -B -q org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=libraries > /dev/null

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
group.initial.rebalance.delay.ms=0
SETTINGS
java -cp 'libraries/*' kafka.tools.StorageTool format --standalone --cluster-id AAAAAAAAAAAAAAAAAAAAAQ --config server.properties > format.log 2>&1
java -Xmx512m -cp 'libraries/*' kafka.Kafka server.properties > broker.log 2>&1 &
broker=$!

cat > Times.java <<'JAVA'
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;

class Times {
    private record Seen(String type, long time) {}

    public static void main(String[] arguments) throws Exception {
        Map<String, Object> kafka = Map.of("bootstrap.servers", arguments[0]);
        try (Admin admin = Admin.create(kafka)) {
            admin.createTopics(List.of(topic("append", "LogAppendTime"), topic("create", "CreateTime")))
                    .all()
                    .get(60, TimeUnit.SECONDS);
        }
        try (var producer = new KafkaProducer<>(kafka, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>("append", "key", "value")).get();
            producer.send(new ProducerRecord<>("create", "key", "value")).get();
        }
        print("topic of append times", "append", kafka);
        print("topic of writers' times", "create", kafka);
    }

    private static NewTopic topic(String name, String times) {
        return new NewTopic(name, 1, (short) 1).configs(Map.of("message.timestamp.type", times));
    }

    private static void print(String what, String topic, Map<String, Object> kafka) throws Exception {
        Seen plain;
        try (var consumer = new KafkaConsumer<>(kafka, new StringDeserializer(), new StringDeserializer())) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            List<ConsumerRecord<String, String>> records = List.of();
            while (records.isEmpty()) {
                records = consumer.poll(Duration.ofMillis(200)).records(partition);
            }
            plain = new Seen(records.get(0).timestampType().toString(), records.get(0).timestamp());
        }
        BlockingQueue<Seen> extracted = new LinkedBlockingQueue<>();
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream(
                        topic,
                        Consumed.with(Serdes.String(), Serdes.String()).withTimestampExtractor((record, former) -> {
                            extracted.add(new Seen(record.timestampType().toString(), record.timestamp()));
                            return record.timestamp();
                        }))
                .foreach((key, value) -> {});
        Properties properties = new Properties();
        properties.putAll(kafka);
        properties.put("application.id", "finding-" + topic);
        properties.put("auto.offset.reset", "earliest");
        properties.put("state.dir", "state");
        Seen streams;
        try (KafkaStreams application = new KafkaStreams(builder.build(), properties)) {
            application.start();
            streams = extracted.poll(60, TimeUnit.SECONDS);
        }
        System.out.println(what + ": consumer " + plain.type() + ", extractor " + streams.type() + ", the same time: "
                + (plain.time() == streams.time()));
    }
}
JAVA
seen=$(java -cp 'libraries/*' Times.java "127.0.0.1:$port" 2> program.log) || { tail -20 program.log >&2; exit 1; }
printf '%s\n' "$seen"
expected="topic of append times: consumer LogAppendTime, extractor CreateTime, the same time: true
topic of writers' times: consumer CreateTime, extractor CreateTime, the same time: true"
if [[ $seen != "$expected" ]]; then
  printf 'this has changed (expected:\n%s\n)\n' "$expected" >&2
  exit 1
fi
