#!/usr/bin/env python3
"""The plain loop that `bench/run ingest` holds mien ingest against: OpenCV reads, YuNet finds, the face goes to Kafka.

usage: bench/plain_ingest.py FILM BROKER DETECTOR LONGEST_SIDE
needs opencv-python-headless 4.13.0.90 and confluent-kafka 2.16.1
"""
import json
import sys

import confluent_kafka
import cv2

film, broker, detector, longest = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
MARGIN, LARGEST = 0.5, 384

producer = confluent_kafka.Producer({"bootstrap.servers": broker, "linger.ms": 20})
capture = cv2.VideoCapture(film)
network = cv2.FaceDetectorYN.create(detector, "", (320, 320), 0.7, 0.3, 5000)
number = 0
while True:
    read, picture = capture.read()
    if not read:
        break
    height, width = picture.shape[:2]
    factor = min(1.0, longest / max(height, width))
    reduced = cv2.resize(picture, (round(width * factor), round(height * factor)), interpolation=cv2.INTER_AREA)
    network.setInputSize((reduced.shape[1], reduced.shape[0]))
    _, faces = network.detect(reduced)
    for face in [] if faces is None else faces:
        x, y, w, h = (float(value) / factor for value in face[:4])
        left, top = max(0, int(x - MARGIN * w)), max(0, int(y - MARGIN * h))
        cut = picture[top : int(y + h + MARGIN * h), left : int(x + w + MARGIN * w)]
        if max(cut.shape[:2]) > LARGEST:
            scale = LARGEST / max(cut.shape[:2])
            cut = cv2.resize(cut, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        _, jpeg = cv2.imencode(".jpg", cut, [cv2.IMWRITE_JPEG_QUALITY, 95])
        where = json.dumps({"sequence": number, "box": [x, y, w, h]})
        producer.produce("face-frames", value=jpeg.tobytes(), key="film", headers={"where": where})
    producer.poll(0)
    number += 1
producer.flush()
