"""Giving tasks away: from the alert, to another team's people, to another team; and a manager's words to any task."""

from __future__ import annotations

from storage.vocabulary import Role
from tests.cast import Person
from tests.stories.conftest import OpenOffice
from tests.stories.days import Day, begin, both, labels, until
from tests.stories.kit import joined

TWO_TEAMS = ("Office", "Travel")
CANARY = "quokka"


@both
async def test_an_alert_gives_the_task_away(open_office: OpenOffice, on: str, language: str) -> None:
    """Nobody can take a request: the alert's own button offers who there is, below; the task is theirs in two taps."""
    day = await begin(open_office, on, on, language)
    day.ben.commands("away")
    await day.ben.sees(day.t("away-now", count=0))
    await day.request("Please order flowers")
    alert = day.t("give-to-somebody")
    await day.mia.sees_button(alert)
    day.mia.commands("task", "T-1001")
    await day.mia.sees(day.t("step-filed"))
    day.mia.commands("help")
    await day.presses(day.mia, "give-to-somebody")
    await day.mia.sees(day.t("reassign-to", ref="T-1001"))
    await day.presses(day.mia, "colleague-away", name="Ben")
    await day.ben.sees_button(day.t("acknowledge"))
    await day.anna.sees(day.t("request-goes-to", name="Ben"))


@both
async def test_a_task_of_an_empty_team_goes_to_another(open_office: OpenOffice, on: str, language: str) -> None:
    """In the team of a request is nobody: the other team's people are offered at once; the task is that team's then,
    and the history says so."""
    day, zoe = await _with_travel(open_office, on, language)
    paul = await joined(day.office, Role.CLIENT, "Paul", on, language=language, client="Inn", team="Night")
    ref = await day.request("Please print menus", paul)
    await day.presses(day.mia, "give-to-somebody")
    await day.mia.sees_button("Zoe · Travel")
    day.mia.presses("Zoe · Travel")
    await zoe.sees(f"{ref} · Inn")
    await day.mia.sees(f"{day.t('step-team')} · Mia · {day.t('step-from-to', before='Night', now='Travel')}")
    await day.presses(zoe, "acknowledge", ref)
    await paul.sees(day.t("task-acknowledged", ref=ref, by="Zoe"))


@both
async def test_a_task_goes_to_another_team(open_office: OpenOffice, on: str, language: str) -> None:
    """Reassign, Another team, the team: whoever is free there has it, who had it reads so and sees it no more; back to
    the first team's queue with nobody there, its managers hear of it."""
    day, zoe = await _with_travel(open_office, on, language)
    ref = await day.taken()
    await day.presses(day.ben, "ask-client", ref)
    await day.fills(day.ben, ask_words="Which colour?")
    await day.anna.sees("Which colour?")
    day.mia.commands("task", ref)
    sheet = f"{ref} · Dr. Weber"
    await day.presses(day.mia, "reassign", sheet)
    await day.presses(day.mia, "other-team")
    await day.presses(day.mia, "team-whoever", team="Travel")
    card = await zoe.sees(sheet)
    assert day.t("question-open", words="Which colour?") in card
    await day.ben.sees(day.t("task-taken-to-team", ref=ref, team="Travel"))
    await day.ben.sees(day.t("task-to-team", by="Mia", team="Travel"))
    assert labels(day.ben, sheet) == []
    day.ben.commands("task", ref)
    await day.reads(day.ben, "task-unknown")
    await day.anna.sees(day.t("request-goes-to", name="Zoe"))
    await day.mia.sees(f"{day.t('step-team')} · Mia · {day.t('step-from-to', before='Office', now='Travel')}")


async def _with_travel(open_office: OpenOffice, on: str, language: str) -> tuple[Day, Person]:
    day = await begin(open_office, on, on, language, teams=TWO_TEAMS)
    return day, await joined(day.office, Role.ASSISTANT, "Zoe", on, language=language, team="Travel")


# --- a manager's own words -------------------------------------------------------------------------------------------


@both
async def test_a_managers_words_go_to_a_task(open_office: OpenOffice, on: str, language: str) -> None:
    """Mia writes without a reply: what she opened last is offered first, then what she was alerted of, then what else
    is open; the choice who may read it follows, and is remembered."""
    day = await begin(open_office, on, on, language)
    first = await day.request("Thing 1")
    day.ben.commands("away")
    await day.ben.sees(day.t("away-now", count=1))
    second = await day.request("Thing 2")
    await day.mia.sees_button(day.t("give-to-somebody"))
    day.ben.commands("back")
    await day.ben.sees(f"{second} · Dr. Weber")
    third = await day.request("Thing 3")
    day.mia.commands("task", first)
    await day.mia.sees(day.t("step-filed"))
    await day.office.quiet()
    day.mia.says("They may pay later")
    await day.mia.sees(day.t("where-title"))
    to = [day.t("to-this", ref=ref, title=f"Thing {n}") for ref, n in ((first, 1), (second, 2), (third, 3))]
    await until(day.mia, lambda: labels(day.mia, day.t("where-title"))[:3] == to, f"{to}")
    await day.mia.sees_button(day.t("for-client"))
    await day.presses(day.mia, "to-this", ref=first, title="Thing 1")
    await day.presses(day.mia, "internal-note", day.t("audience-title", ref=first, client="Dr. Weber"))
    await day.ben.sees("🔒 Mia: They may pay later")
    day.mia.says(f"Not before May {CANARY}")
    await day.ben.sees(f"🔒 Mia: Not before May {CANARY}")
    await day.office.quiet()
    assert CANARY not in day.anna.everything()
    assert "pay later" not in day.anna.everything()


@both
async def test_words_for_a_task_by_its_number(open_office: OpenOffice, on: str, language: str) -> None:
    """Another task: named by its number, or by words in it; one that isn't there is said so."""
    day = await begin(open_office, on, on, language, eva_away=False)
    refs = [await day.request(f"Thing {number}") for number in (1, 2)]
    await day.ben.sees(f"{refs[0]} · Dr. Weber")
    day.ben.says("The shop has closed")
    await day.presses(day.ben, "other-task", "The shop has closed")
    await day.fills(day.ben, which_words="T-4711")
    await day.reads(day.ben, "task-unknown")
    if on == "telegram":  # a window just stays open
        await day.presses(day.ben, "form-change", label=day.t("which-words"))
    await day.fills(day.ben, which_words="thing 2")
    await day.presses(day.ben, "to-this", ref=refs[1], title="Thing 2")
    await day.presses(day.ben, "to-client", client="Dr. Weber")
    await day.anna.sees(day.t("said", name="Ben", ref=refs[1], lines=["The shop has closed"]))
    day.mia.says("It opens on Monday")
    await day.presses(day.mia, "other-task", "It opens on Monday")
    await day.fills(day.mia, which_words="1001")
    await day.presses(day.mia, "to-client", client="Dr. Weber")
    await day.anna.sees(day.t("said", name="Mia", ref=refs[0], lines=["It opens on Monday"]))
