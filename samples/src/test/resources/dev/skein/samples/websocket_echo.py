"""Sends messages to an echo and expects them back: websocket_echo.py websockets|aiohttp URL"""

import asyncio
import sys

MESSAGES = ["Grüße 🧶", "", bytes(range(256)), "0123456789" * 100_000, b"\0" * 1_000_000]


async def with_websockets(url):
    import websockets

    async with websockets.connect(url, max_size=None) as socket:
        assert "permessage-deflate" in socket.response.headers["Sec-WebSocket-Extensions"]
        for message in MESSAGES:
            await socket.send(message)
            assert await socket.recv() == message
        await (await socket.ping())
    assert socket.close_code == 1000, socket.close_code


async def with_aiohttp(url):
    import aiohttp

    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(url, compress=15) as socket:
            assert socket.compress
            for message in MESSAGES:
                if isinstance(message, str):
                    await socket.send_str(message)
                    assert await socket.receive_str() == message
                else:
                    await socket.send_bytes(message)
                    assert await socket.receive_bytes() == message
        assert socket.close_code == 1000, socket.close_code


LIBRARIES = {"websockets": with_websockets, "aiohttp": with_aiohttp}

asyncio.run(asyncio.wait_for(LIBRARIES[sys.argv[1]](sys.argv[2]), 20))
print("all came back")
