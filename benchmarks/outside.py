"""The world outside the office, in a process of its own: stand-in servers, and somebody who posts at a steady pace.

Says where it is in one JSON line, is told in one what to do, and says in one how that went.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from typing import Any

import aiohttp

from benchmarks import payloads
from benchmarks.office import HEADERS
from tests.standins.slack import SlackStandIn
from tests.standins.telegram import TelegramStandIn

Json = dict[str, Any]


async def main() -> None:
    """Be the outside until told what to do, and then do it."""
    async with TelegramStandIn() as telegram, SlackStandIn() as slack:
        slack.mode = "http"
        anna = slack.user("Anna")
        facts: Json = {
            "telegram": {
                "token": telegram.token,
                "base_url": telegram.base_url,
                "base_file_url": telegram.base_file_url,
            },
            "slack": {
                "bot_token": slack.bot_token,
                "signing_secret": slack.signing_secret,
                "base_url": slack.base_url,
            },
            "anna": {"user": anna.id, "channel": anna.dm, "team": slack.workspace.team, "app": slack.workspace.app},
        }
        print(json.dumps(facts), flush=True)
        wish = json.loads(await asyncio.to_thread(sys.stdin.readline))
        poster = Poster(wish["port"], slack, facts["anna"])
        print(json.dumps(await poster.post(wish["rate"], wish["seconds"])), flush=True)


class Poster:
    """Posts updates and events by turns."""

    def __init__(self, port: int, slack: SlackStandIn, anna: Json) -> None:
        self._address = f"http://127.0.0.1:{port}"
        self._slack = slack
        self._anna = anna
        self._found: dict[str, list[float]] = {"telegram": [], "slack": []}
        self._refused = 0

    async def post(self, rate: float, seconds: float) -> Json:
        """Post `rate` a second, whether they are answered or not; return the seconds each took, by platform."""
        loop = asyncio.get_running_loop()
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
            started = loop.time() + 0.1
            posts = []
            for number in range(int(rate * seconds)):
                due = started + number / rate
                await asyncio.sleep(due - loop.time())
                posts.append(asyncio.create_task(self._one(session, number + 1, due)))
            await asyncio.gather(*posts)
        return {**self._found, "refused": self._refused}

    async def _one(self, session: aiohttp.ClientSession, number: int, due: float) -> None:
        platform = "telegram" if number % 2 else "slack"
        if platform == "telegram":
            path, headers, body = "/telegram", HEADERS, payloads.message(number, 0, number)
        else:
            body = payloads.slack_message(number, int(time.time()), **self._anna)
            path, headers = "/slack/events", self._slack.signer.sign(body) | {"Content-Type": "application/json"}
        async with session.post(self._address + path, data=body, headers=headers) as answer:
            await answer.read()
            self._refused += answer.status != 200
        self._found[platform].append(asyncio.get_running_loop().time() - due)


if __name__ == "__main__":
    asyncio.run(main())
