"""aiohttp's server on uvloop: aiohttp_app.py PORT"""

import asyncio
import sys

import cases
import uvloop
from aiohttp import WSMsgType, web

LARGEST = 2 * 1024 * 1024
group = set()


async def root(request):
    if request.headers.get("upgrade", "").lower() == "websocket":
        return await echo_messages(request)
    return hello()


def hello():
    return web.Response(body=cases.HELLO, headers={"content-type": cases.TEXT_TYPE})


def octets(body):
    return web.Response(body=body, headers={"content-type": cases.BYTES_TYPE})


async def json(_):
    return web.Response(body=cases.JSON, headers={"content-type": cases.JSON_TYPE})


async def download(request):
    return octets(cases.DOWNLOADS[request.path])


async def upload(request):
    async for _ in request.content.iter_any():
        pass
    return hello()


async def echo(request):
    return octets(await request.read())


async def stream(request):
    response = web.StreamResponse(headers={"content-type": cases.BYTES_TYPE})
    response.enable_chunked_encoding()
    await response.prepare(request)
    for _ in range(cases.PIECES):
        await response.write(cases.PIECE)
    await response.write_eof()
    return response


async def spin(_):
    cases.spin()
    return hello()


async def sleep(_):
    await asyncio.sleep(cases.SLEEP_SECONDS)
    return hello()


async def echo_messages(request):
    socket = web.WebSocketResponse(compress=False)
    await socket.prepare(request)
    async for message in socket:
        if message.type == WSMsgType.TEXT:
            await socket.send_str(message.data)
        elif message.type == WSMsgType.BINARY:
            await socket.send_bytes(message.data)
    return socket


async def fan_out(request):
    socket = web.WebSocketResponse(compress=False)
    await socket.prepare(request)
    group.add(socket)
    async for message in socket:
        for member in list(group):
            await member.send_str(message.data)
    group.discard(socket)
    return socket


async def main():
    app = web.Application(client_max_size=LARGEST)
    app.add_routes([web.get("/", root), web.get("/json", json), web.get("/download/{size}", download),
                    web.post("/upload", upload), web.post("/echo", echo), web.get("/stream", stream),
                    web.get("/spin", spin), web.get("/sleep", sleep), web.get("/fanout", fan_out)])
    runner = web.AppRunner(app, access_log=None, keepalive_timeout=3600)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", int(sys.argv[1]), backlog=4096).start()
    await asyncio.Event().wait()


uvloop.run(main())
