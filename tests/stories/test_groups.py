"""Groups and channels: the office talks with one person at a time; added to a group it says so, leaves, and managers
know."""

from __future__ import annotations

import pytest

from storage.vocabulary import Role, TaskState
from tests.cast import SlackPerson, TelegramPerson
from tests.office import Office
from tests.standins.slack import Channel, SlackUser
from tests.stories.conftest import OpenOffice
from tests.stories.kit import cast, joined, joins


@pytest.mark.parametrize("supergroup", [False, True])
async def test_a10_added_to_a_telegram_group(open_on: OpenOffice, supergroup: bool) -> None:
    """The bot says in one sentence that it only talks alone, leaves, and managers are told."""
    office = await open_on("telegram")
    mia = await joined(office, Role.MANAGER, "Mia", "telegram")
    zoe = office.telegram.user("Zoe")
    group = office.telegram.group("Weber family", supergroup=supergroup)
    group.adds_bot(zoe)
    await group.sees("I only talk with one person at a time", timeout=30)
    await group.until(lambda: group.bot_status == "left", "the bot leaving", timeout=30)
    await mia.sees("Somebody has put me into a group (Telegram)")
    await office.quiet()
    assert group.count("I only talk") == 1
    assert "Weber family" not in mia.everything()


async def test_a10_added_to_a_slack_channel(open_on: OpenOffice) -> None:
    """In a Slack channel it is the same: a sentence, gone, and managers are told."""
    office = await open_on("slack")
    mia = await joined(office, Role.MANAGER, "Mia", "slack")
    zoe = office.slack.user("Zoe")
    channel = office.slack.channel("weber", zoe, with_bot=False)
    _invites_bot(office, channel, zoe)
    await mia.sees("Somebody has put me into a group (Slack)")
    await office.quiet()
    said = [message.shown for message in channel.messages if message.from_bot]
    assert len(said) == 1
    assert "I only talk with one person at a time" in said[0]
    assert office.slack.workspace.bot_user not in channel.members


async def test_nothing_said_in_a_group_counts(open_on: OpenOffice) -> None:
    """Words, commands and codes in a group do nothing, whoever gives them: the code is still good in private."""
    office = await open_on("telegram")
    _, _, anna = await cast(office, "telegram")
    assert isinstance(anna, TelegramPerson)
    new = await office.invited(Role.CLIENT, "Carl", client="Carl")
    carl = office.person("Carl", "telegram")
    assert isinstance(carl, TelegramPerson)
    group = office.telegram.group("Weber family")
    group.adds_bot(anna.user, admin=True)
    group.says(anna.user, "Please order flowers")
    group.says(anna.user, "/tasks")
    group.says(carl.user, f"/start {new.code}")
    await group.sees("I only talk with one person at a time", timeout=30)
    await office.quiet()
    assert sum(message.from_bot for message in group.messages) == 1
    assert anna.everything().strip() in {"", "(nothing)"} or "New request" not in anna.everything()
    joins(carl, new.code)
    await carl.sees("Welcome to Office Berlin, Carl")


async def test_a09_nothing_is_said_in_a_channel_whoever_shares_it(open_on: OpenOffice) -> None:
    """A mention in a Slack channel is no request: nothing is said there, and nothing is kept as work. When it becomes
    shared with others, managers are warned, once."""
    office = await open_on("slack")
    mia, _, anna = await cast(office, "slack")
    assert isinstance(anna, SlackPerson)
    channel = office.slack.channel("general", anna.user, office.slack.user("Zoe", is_stranger=True))
    anna.user.says("please order flowers", channel=channel.id, also_app_mention=True)
    await office.slack.quiet()
    anna.says("Please book a table")
    await anna.sees("New request")
    await office.quiet()
    assert not [message for message in channel.messages if message.from_bot]
    assert "flowers" not in anna.everything()
    for _ in range(2):
        office.slack.emit({"type": "channel_shared", "connected_team_id": "T0ELSEWHERE", "channel": channel.id})
    await mia.sees("A Slack channel is shared with another company now")
    await office.slack.quiet()
    await office.quiet()
    assert mia.count("A Slack channel is shared") == 1
    assert not [message for message in channel.messages if message.from_bot]
    assert await office.app.database.read(lambda uow: uow.tasks.count(TaskState.QUEUED)) == 0


async def test_thrown_out_is_no_alarm(open_on: OpenOffice) -> None:
    """Being removed from a group needs no words: there is nobody left to say them to."""
    office = await open_on("telegram")
    mia, _, anna = await cast(office, "telegram")
    assert isinstance(anna, TelegramPerson)
    group = office.telegram.group("Weber family")
    group.bot_status = "member"
    group.removes_bot(anna.user)
    anna.says("Please order flowers")
    await anna.sees("New request")
    await office.quiet()
    assert "group" not in mia.everything()
    assert not any(message.from_bot for message in group.messages)


def _invites_bot(office: Office, channel: Channel, by: SlackUser) -> None:
    bot = office.slack.workspace.bot_user
    office.slack.workspace.conversations[channel.id].members.add(bot)
    office.slack.emit(
        {
            "type": "member_joined_channel",
            "user": bot,
            "channel": channel.id,
            "channel_type": "C",
            "team": office.slack.workspace.team,
            "inviter": by.id,
        }
    )
