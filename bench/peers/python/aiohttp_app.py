"""aiohttp's server on uvloop: aiohttp_app.py PORT [CERTIFICATE KEY]"""

import asyncio
import ssl
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


async def hold(request):
    if cases.hold(request.path):
        return hello()
    raise web.HTTPNotFound


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
    try:
        async for message in socket:
            for member in list(group):
                await member.send_str(message.data)
    finally:
        group.discard(socket)
    return socket


def tls():
    if len(sys.argv) < 4:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[2], sys.argv[3])
    return context


async def main():
    app = web.Application(client_max_size=LARGEST)
    app.add_routes([web.get("/", root), web.get("/json", json), web.get("/download/{size}", download),
                    web.post("/upload", upload), web.post("/echo", echo), web.get("/stream", stream),
                    web.get("/spin", hold), web.get("/block-native", hold), web.get("/block-file/{name}", hold),
                    web.get("/fanout", fan_out)])
    runner = web.AppRunner(app, access_log=None, keepalive_timeout=3600)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", int(sys.argv[1]), backlog=4096, ssl_context=tls()).start()
    await asyncio.Event().wait()


uvloop.run(main())
