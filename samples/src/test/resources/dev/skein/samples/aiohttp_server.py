"""A server by Python's aiohttp for the client samples. Prints its port, and serves until its input ends."""

import asyncio
import sys

from aiohttp import web


async def user(request):
    return web.json_response({"authorization": request.headers.get("Authorization")})


async def home(request):
    count = int(request.cookies.get("count", "0")) + 1
    response = web.Response(text=f"visit {count}")
    response.set_cookie("count", str(count))
    return response


async def slow(request):
    await asyncio.sleep(3600)


async def socket(request):
    ws = web.WebSocketResponse()
    await ws.prepare(request)
    async for message in ws:
        await ws.send_str("close" if message.data.startswith("Answer on ") else message.data)
    return ws


async def upload(request):
    form = await request.post()
    picture = form["picture"]
    size = len(picture.file.read())
    return web.Response(text=f"{form['title']}: {picture.filename}, {size} bytes")


async def main():
    app = web.Application(client_max_size=1 << 26)
    app.add_routes(
        [
            web.get("/", home),
            web.get("/user", user),
            web.get("/slow", slow),
            web.get("/socket", socket),
            web.post("/upload", upload),
        ]
    )
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


asyncio.run(main())
