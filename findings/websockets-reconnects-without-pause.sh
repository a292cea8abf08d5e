#!/usr/bin/env bash
# Does websockets pause before it connects again, as `async for socket in connect(...)` promises by its back-off?
#
# Version   websockets 17.4 for Python; Python 3.10 or newer
# Expected  the iterator backs off, with pauses that grow to a minute, whatever ended the connection before
# Happens   it backs off only when connecting itself fails. A server that accepts and then closes, as one does that says
#           "unauthorized" or "try again later" (close codes 4401, 1013) so that a browser can read why, is connected to
#           again at once, hundreds of times a second on a quiet machine, by the loop of the library's own documentation. When nothing
#           listens, the same loop tries but a few times in those seconds. A client has to pause by itself.
# Seen      accepted and closed with 1013: more than 20 connections in 2 s
#           nothing listens: fewer than 5 attempts in 2 s
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check websockets==17.4

cat > "$work/reconnect.py" <<'PYTHON'
import asyncio
import socket

from websockets.asyncio.client import connect
from websockets.asyncio.server import serve
from websockets.exceptions import ConnectionClosed

SECONDS = 2


async def listen(port):
    async for connection in connect(f"ws://127.0.0.1:{port}"):
        try:
            async for _ in connection:
                pass
        except ConnectionClosed:
            continue


async def run_for_a_while(port):
    task = asyncio.create_task(listen(port))
    await asyncio.sleep(SECONDS)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def accepted_and_closed():
    connections = 0

    async def busy(connection):
        nonlocal connections
        connections += 1
        await connection.close(1013, "try again later")

    async with serve(busy, "127.0.0.1", 0) as server:
        await run_for_a_while(server.sockets[0].getsockname()[1])
    return connections


async def refused():
    attempts = 0
    loop = asyncio.get_running_loop()
    create = loop.create_connection

    async def counted(*arguments, **options):
        nonlocal attempts
        attempts += 1
        return await create(*arguments, **options)

    loop.create_connection = counted
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        await run_for_a_while(probe.getsockname()[1])
    return attempts


async def main():
    accepted = await accepted_and_closed()
    failed = await refused()
    print(f"accepted and closed with 1013: {'more than 20' if accepted > 20 else accepted} connections in {SECONDS} s")
    print(f"nothing listens: {'fewer than 5' if 0 < failed < 5 else failed} attempts in {SECONDS} s")


asyncio.run(main())
PYTHON

seen=$("$work/venv/bin/python" "$work/reconnect.py")
printf '%s\n' "$seen"
expected='accepted and closed with 1013: more than 20 connections in 2 s
nothing listens: fewer than 5 attempts in 2 s'
if [[ $seen != "$expected" ]]; then
  printf 'this has changed (expected:\n%s\n)\n' "$expected" >&2
  exit 1
fi
