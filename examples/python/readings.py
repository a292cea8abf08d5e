"""Prints the readings of a stream as they come.

    python readings.py --bootstrap-servers HOST:PORT --schema-registry URL --stream alice
"""

import argparse
import time

from confluent_kafka import Consumer
from confluent_kafka.schema_registry import SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer
from confluent_kafka.serialization import MessageField, SerializationContext

TOPIC = "expressions"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bootstrap-servers", default="localhost:9092")
    parser.add_argument("--schema-registry", default="http://localhost:8085")
    parser.add_argument("--stream", help="only this one's")
    parser.add_argument("--for", dest="seconds", type=float, default=float("inf"), help="end after so many seconds")
    parser.add_argument("--group", default="example-readings")
    arguments = parser.parse_args()

    deserialize = AvroDeserializer(SchemaRegistryClient({"url": arguments.schema_registry}))
    context = SerializationContext(TOPIC, MessageField.VALUE)
    consumer = Consumer(
        {
            "bootstrap.servers": arguments.bootstrap_servers,
            "group.id": arguments.group,
            "auto.offset.reset": "earliest",
            # Readings of a job that delivers exactly once are seen when they are final.
            "isolation.level": "read_committed",
        }
    )
    consumer.subscribe([TOPIC])
    # A job that delivers at least once may repeat a reading after a failure, with the same id.
    seen = set()
    end = time.monotonic() + arguments.seconds
    try:
        while time.monotonic() < end:
            message = consumer.poll(0.5)
            if message is None:
                continue
            if message.error():
                raise SystemExit(f"Kafka: {message.error()}")
            reading = deserialize(message.value(), context)
            if arguments.stream not in (None, reading["stream_id"]) or reading["reading_id"] in seen:
                continue
            seen.add(reading["reading_id"])
            best = max(reading["probabilities"], default=None)
            said = reading["reason"] if best is None else f"{reading['top_label']} {best:.0%}"
            print(
                f"{reading['window_end']:%H:%M:%S} {reading['stream_id']}/{reading['subject_id']}"
                f" {reading['status']} {said}",
                flush=True,
            )
    except KeyboardInterrupt:
        pass
    finally:
        consumer.close()
    print(f"{len(seen)} readings")


if __name__ == "__main__":
    main()
