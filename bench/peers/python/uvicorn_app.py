"""A bare ASGI application, for uvicorn."""

import cases

group = set()


async def app(scope, receive, send):
    if scope["type"] == "http":
        await answer(scope["path"], receive, send)
    elif scope["type"] == "websocket":
        await serve(scope["path"], receive, send)
    elif scope["type"] == "lifespan":
        await live(receive, send)


async def answer(path, receive, send):
    if path == "/":
        await respond(send, cases.TEXT_TYPE, cases.HELLO)
    elif path == "/json":
        await respond(send, cases.JSON_TYPE, cases.JSON)
    elif path in cases.DOWNLOADS:
        await respond(send, cases.BYTES_TYPE, cases.DOWNLOADS[path])
    elif path == "/upload":
        async for _ in pieces(receive):
            pass
        await respond(send, cases.TEXT_TYPE, cases.HELLO)
    elif path == "/echo":
        body = b"".join([piece async for piece in pieces(receive)])
        await respond(send, cases.BYTES_TYPE, body)
    elif path == "/stream":
        await stream(send)
    elif cases.hold(path):
        await respond(send, cases.TEXT_TYPE, cases.HELLO)
    else:
        await respond(send, cases.TEXT_TYPE, b"", status=404)


async def pieces(receive):
    more = True
    while more:
        message = await receive()
        yield message.get("body", b"")
        more = message.get("more_body", False)


async def respond(send, kind, body, status=200):
    headers = [(b"content-type", kind.encode()), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def stream(send):
    headers = [(b"content-type", cases.BYTES_TYPE.encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    for _ in range(cases.PIECES):
        await send({"type": "http.response.body", "body": cases.PIECE, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def serve(path, receive, send):
    await receive()
    await send({"type": "websocket.accept"})
    if path == "/fanout":
        group.add(send)
    try:
        while (message := await receive())["type"] == "websocket.receive":
            reply = {"type": "websocket.send", "text": message.get("text"), "bytes": message.get("bytes")}
            for member in list(group) if path == "/fanout" else (send,):
                await member(reply)
    finally:
        group.discard(send)


async def live(receive, send):
    while True:
        message = await receive()
        await send({"type": message["type"] + ".complete"})
        if message["type"] == "lifespan.shutdown":
            return
