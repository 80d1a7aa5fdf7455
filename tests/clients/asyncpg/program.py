"""asyncpg, which needs a loop to run in."""

import asyncio
import os


async def main():
    # SNIPPET
    print(await connection.fetchval(os.environ["QUERY"]))


asyncio.run(main())
