"""aiohttp's web framework on uvloop: aiohttp_web.py PORT DIRECTORY TEMPORARY"""

import asyncio
import functools
import json
import os
import sys
import tempfile

import uvloop
from aiohttp import web

ROUTES = 100
MOST_BODY = 2 * 1024 * 1024
ACCOUNT = {
    "id": 4711, "name": "Ada Lovelace", "email": "ada@example.org", "phone": "+44 20 7946 0958", "age": 36,
    "logins": 1815, "active": True, "verified": False,
    "tags": ["mathematics", "engines", "poetry", "horses", "music"],
    "address": {"street": "12 St James's Square", "city": "London", "country": "United Kingdom", "zip": 21815},
}
compact = functools.partial(json.dumps, separators=(",", ":"))


async def hello(_):
    return web.Response(text="Hello, world")


async def post(request):
    return web.Response(text=f"user {request.match_info['id']}, post {request.match_info['post']}")


async def account(_):
    return web.json_response(ACCOUNT, dumps=compact)


async def name(request):
    return web.Response(text=(await request.json())["name"])


async def city(request):
    return web.Response(text=(await request.post())["city"])


async def size(request):
    file = (await request.post())["file"].file
    return web.Response(text=str(file.seek(0, os.SEEK_END)))


async def main():
    tempfile.tempdir = sys.argv[3]
    app = web.Application(client_max_size=MOST_BODY)
    numbered = [web.get(f"/r{i}/{{id}}", hello) for i in range(ROUTES)]
    app.add_routes([web.get("/json", account), web.post("/json", name), web.post("/form", city),
                    web.post("/multipart", size), web.static("/static", sys.argv[2]), *numbered[:ROUTES // 2],
                    web.get("/", hello), web.get("/users/{id}/posts/{post}", post), *numbered[ROUTES // 2:]])
    runner = web.AppRunner(app, access_log=None, keepalive_timeout=3600)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", int(sys.argv[1]), backlog=4096).start()
    await asyncio.Event().wait()


uvloop.run(main())
