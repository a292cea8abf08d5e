"""Sends a participant's video tile to Mien, one JPEG a camera frame, as a video-call service would.

    python tiles.py --bootstrap-servers HOST:PORT --schema-registry URL --stream alice --film call.mp4
"""

import argparse
import pathlib
import time
import uuid
from datetime import datetime, timedelta, timezone

from confluent_kafka import Producer
from confluent_kafka.schema_registry import SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroSerializer
from confluent_kafka.serialization import MessageField, SerializationContext

from film import pictures

TOPIC = "camera-frames"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bootstrap-servers", default="localhost:9092")
    parser.add_argument("--schema-registry", default="http://localhost:8085")
    parser.add_argument("--stream", required=True, help="id of the participant's tile; no name of a person")
    parser.add_argument("--film", required=True, help="stands for the call's video")
    parser.add_argument("--rate", type=float, default=10, help="pictures a second; Mien samples 8")
    parser.add_argument("--save", type=pathlib.Path, help="only write the JPEGs into this folder")
    arguments = parser.parse_args()

    if arguments.save:
        arguments.save.mkdir(parents=True, exist_ok=True)
        for number, (jpeg, *_) in enumerate(pictures(arguments.film, arguments.rate)):
            (arguments.save / f"{number:05}.jpg").write_bytes(jpeg)
        print(f"{number + 1} pictures in {arguments.save}")
        return

    registry = SchemaRegistryClient({"url": arguments.schema_registry})
    # The schema that Mien has registered; a client of yours may also register its own copy.
    schema = registry.get_latest_version(TOPIC + "-value").schema
    serialize = AvroSerializer(registry, schema, conf={"auto.register.schemas": False, "use.latest.version": True})
    context = SerializationContext(TOPIC, MessageField.VALUE)
    failures = []
    producer = Producer({"bootstrap.servers": arguments.bootstrap_servers, "linger.ms": 5, "message.max.bytes": 9 << 20})

    def send(record):
        producer.produce(
            TOPIC,
            # The key is the stream's id: one stream's pictures stay in their order.
            key=record["stream_id"].encode(),
            value=serialize(record, context),
            on_delivery=lambda error, message: failures.append(error) if error else None,
        )
        producer.poll(0)

    source = {"uri": "example:tiles.py", "session": str(uuid.uuid4())}
    start = datetime.now(timezone.utc)
    frame, sequence = None, 0
    for jpeg, position, width, height in pictures(arguments.film, arguments.rate):
        captured_at = start + timedelta(seconds=position)
        time.sleep(max(0.0, (captured_at - datetime.now(timezone.utc)).total_seconds()))
        frame = {
            "stream_id": arguments.stream,
            "sequence": sequence,
            "captured_at": captured_at,
            "width": width,
            "height": height,
            "encoding": "JPEG",
            "image": jpeg,
            "source": source,
        }
        send(frame)
        sequence += 1
    if frame is None:
        raise SystemExit(f"{arguments.film}: no pictures")
    # Without this the last subject ends a second late, and a minute late if nothing else comes.
    send({**frame, "sequence": sequence, "image": b"", "stream_ended": True})
    producer.flush()
    if failures:
        raise SystemExit(f"{len(failures)} pictures were not taken: {failures[0]}")
    print(f"{sequence} pictures sent as {arguments.stream}")


if __name__ == "__main__":
    main()
