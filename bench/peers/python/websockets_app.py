"""The websockets library's server on uvloop: websockets_app.py PORT"""

import asyncio
import sys

import uvloop
from websockets.asyncio.server import broadcast, serve

group = set()


async def handle(connection):
    if connection.request.path == "/fanout":
        group.add(connection)
        try:
            async for message in connection:
                broadcast(group, message)
        finally:
            group.discard(connection)
    else:
        async for message in connection:
            await connection.send(message)


async def main():
    async with serve(handle, "127.0.0.1", int(sys.argv[1]), compression=None, ping_interval=None,
                     backlog=4096):
        await asyncio.Event().wait()


uvloop.run(main())
