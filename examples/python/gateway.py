"""Sends a participant's video tile to Mien's gateway, as a bot in a call would, and prints the readings as they come.

    MIEN_TOKEN=... python gateway.py --gateway ws://localhost:8090 --film call.mp4
"""

import argparse
import asyncio
import collections
import json
import os
from datetime import datetime, timedelta, timezone

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from film import pictures

# The gateway says with these that trying again does not help.
FINAL = {1008, 4401, 4409}
SHORTEST_PAUSE, LONGEST_PAUSE = 0.5, 5.0


def moment(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00")) if text else datetime.min.replace(tzinfo=timezone.utc)


class Participant:
    """What outlives a connection: tiles that are due, and those of which the gateway has not said that Kafka has them."""

    def __init__(self):
        self.due = collections.deque()
        self.unconfirmed = collections.deque(maxlen=64)
        self.sent = self.left_out = self.readings = 0
        self.pause_until = 0.0
        self.reconnect_after = SHORTEST_PAUSE
        self.filmed = False
        self.welcomed = asyncio.Event()
        self.ended = asyncio.Event()

    async def film(self, path, rate):
        loop = asyncio.get_running_loop()
        start = datetime.now(timezone.utc)
        frames = pictures(path, rate)
        while (frame := await loop.run_in_executor(None, next, frames, None)) is not None:
            jpeg, position, *_ = frame
            captured_at = start + timedelta(seconds=position)
            await asyncio.sleep((captured_at - datetime.now(timezone.utc)).total_seconds())
            self.due.append((captured_at, jpeg))
        self.filmed = True

    async def send(self, socket):
        loop = asyncio.get_running_loop()
        # It says where to go on: a tile that is sent before it may be newer than one that is to be sent again.
        await self.welcomed.wait()
        while not self.ended.is_set():
            await asyncio.sleep(max(0.01, self.pause_until - loop.time()))
            while self.due and loop.time() >= self.pause_until:
                captured_at, jpeg = tile = self.due.popleft()
                self.unconfirmed.append(tile)
                # What is said of a tile goes before it.
                await socket.send(json.dumps({"type": "tile", "captured_at": captured_at.isoformat()}))
                await socket.send(jpeg)
                self.sent += 1
            if self.filmed and not self.due and not self.unconfirmed:
                await socket.send(json.dumps({"type": "end"}))
                await self.ended.wait()

    def hear(self, message):
        if message["type"] == "welcome":
            # What was on its way when a connection broke goes first, so that there is no gap and no second subject.
            last = moment(message["last_captured_at"])
            self.due.extendleft(tile for tile in reversed(self.unconfirmed) if tile[0] > last)
            self.unconfirmed.clear()
            self.welcomed.set()
            self.reconnect_after = SHORTEST_PAUSE
            print(f"connected as {message['stream_id']}", flush=True)
        elif message["type"] == "accepted":
            while self.unconfirmed and self.unconfirmed[0][0] <= moment(message["captured_at"]):
                self.unconfirmed.popleft()
        elif message["type"] in ("wait", "refused"):
            # A camera's next picture is worth more than this one.
            self.left_out += 1
            refused = moment(message["captured_at"])
            kept = [tile for tile in self.unconfirmed if tile[0] != refused]
            self.unconfirmed = collections.deque(kept, maxlen=64)
            self.pause_until = asyncio.get_running_loop().time() + message.get("seconds", 0)
            print(f"{message['type']}: {message['message']}", flush=True)
        elif message["type"] == "session_ended":
            self.ended.set()
        elif message["type"] == "reading":
            self.readings += 1
            best = max(message["probabilities"], default=None)
            said = message["reason"] if best is None else f"{message['top_label']} {best:.0%}"
            print(
                f"{moment(message['window_end']):%H:%M:%S} {message['stream_id']}/{message['subject_id']}"
                f" {message['status']} {said}",
                flush=True,
            )

    async def listen(self, socket):
        async for text in socket:
            self.hear(json.loads(text))


async def take_part(arguments, token):
    participant = Participant()
    filming = asyncio.create_task(participant.film(arguments.film, arguments.rate))
    address = arguments.gateway.rstrip("/") + "/v1/stream"
    headers = {"Authorization": f"Bearer {token}"}
    # Pauses by itself before it tries again to connect, but not after a connection that was there and ended.
    async for socket in connect(address, subprotocols=["mien.v1"], additional_headers=headers):
        participant.welcomed.clear()
        listening = asyncio.create_task(participant.listen(socket))
        sending = asyncio.create_task(participant.send(socket))
        await asyncio.wait({listening, sending}, return_when=asyncio.FIRST_COMPLETED)
        if participant.ended.is_set():
            # The readings of the last windows are still to come.
            await asyncio.wait({listening}, timeout=arguments.seconds)
        await socket.close()
        for task in (listening, sending):
            task.cancel()
            try:
                await task
            except (ConnectionClosed, asyncio.CancelledError):
                pass
        if socket.close_code in FINAL:
            raise SystemExit(f"gateway: {socket.close_reason}")
        if participant.ended.is_set():
            break
        print("connection lost, trying again", flush=True)
        await asyncio.sleep(participant.reconnect_after)
        participant.reconnect_after = min(LONGEST_PAUSE, 2 * participant.reconnect_after)
    await filming
    print(f"{participant.sent} tiles sent, {participant.left_out} left out, {participant.readings} readings")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gateway", default="ws://localhost:8090")
    parser.add_argument("--film", required=True, help="stands for the call's video")
    parser.add_argument("--rate", type=float, default=10, help="pictures a second; Mien samples 8")
    parser.add_argument("--for", dest="seconds", type=float, default=5, help="listen so many seconds after the last tile")
    arguments = parser.parse_args()
    token = os.environ.get("MIEN_TOKEN")
    if not token:
        raise SystemExit("MIEN_TOKEN: not set (expected: the token of the stream)")
    asyncio.run(take_part(arguments, token))


if __name__ == "__main__":
    main()
