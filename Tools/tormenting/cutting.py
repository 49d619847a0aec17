"""A way to vouchd that is cut after so many bytes: each connection after one byte more, in turn within request and reply."""

import asyncio

# Longer than most requests and replies with their frames: behind the end of one, the next one is cut.
BYTES = 320


class Line:
    def __init__(self, number, source, sink, peers):
        """`peers`: the writers to close when it is cut."""
        self.left, self.source, self.sink, self.peers = number, source, sink, peers

    async def carry(self):
        """Carries bytes over, as many as it may."""
        try:
            while self.left is None or self.left > 0:
                part = await self.source.read(1 << 16)
                if not part:
                    break
                if self.left is not None:
                    part = part[:self.left]
                    self.left -= len(part)
                self.sink.write(part)
                await self.sink.drain()
        except OSError:
            pass
        for peer in self.peers:
            peer.close()


async def serve(path, target, cuts):
    async def accept(reader, writer):
        number = cuts.value
        cuts.value += 1
        try:
            there_reader, there_writer = await asyncio.open_unix_connection(target)
        except OSError:
            return writer.close()
        peers, bound = (writer, there_writer), number // 2 % BYTES
        await asyncio.gather(
            Line(bound if number % 2 == 0 else None, reader, there_writer, peers).carry(),
            Line(bound if number % 2 == 1 else None, there_reader, writer, peers).carry())

    server = await asyncio.start_unix_server(accept, path)
    async with server:
        await server.serve_forever()


def run(path, target, cuts):
    asyncio.run(serve(path, target, cuts))
