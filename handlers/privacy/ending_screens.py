"""What is seen of exports of clients and of contracts that end. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from handlers.chat.outgoing import Button, Card, Style, Text
from handlers.privacy.screens import MOST, short
from storage.clients import Client
from storage.contract_ends import ContractEnd
from storage.erasures import Erasure
from storage.vocabulary import ErasureState

EXPORT, CHOOSE_EXPORT, EXPORTED = "privacy.export", "privacy.ask-export", "privacy.exported"
END, CHOOSE_END = "privacy.end", "privacy.ask-end"
AGAIN, HANDED_OVER, CALL_OFF = "privacy.end-again", "privacy.end-handed", "privacy.end-off"
STEPS: Mapping[ErasureState, int] = {
    ErasureState.ASKED: 1,
    ErasureState.ENDED: 2,
    ErasureState.EMPTIED: 3,
    ErasureState.SHREDDED: 4,
    ErasureState.DONE: 4,
}


def exportable(key: str, found: Sequence[Client]) -> Card:
    """Return the clients somebody may have meant, each with a button that exports them."""
    lines = [Text("export-what-happens")] if found else [Text("erase-none")]
    buttons = [
        Button(
            *(Text("export-client", name=client.name), EXPORT, client.id),
            confirm=Text("export-sure", name=client.name),
        )
        for client in found[:MOST]
    ]
    return Card(key, Text("export-clients-title"), lines, buttons)


def begins(client: Client) -> Card:
    """Return what happens when a contract ends, with the button that ends it."""
    sure = Text("end-sure", name=client.name)
    end = Button(Text("end-contract", name=client.name), END, client.id, style=Style.DANGER, confirm=sure)
    return Card(_key(client.id), Text("end-title", name=client.name), [Text("end-what-happens")], [end])


def progress(end: ContractEnd, name: str, asker: str, erasure: Erasure | None) -> Card:
    """Return how far the end of a contract is; once it is being erased, the client's name is not said any more."""
    lines = [Text("end-exported", name=asker)]
    buttons: list[Button] = []
    if erasure is None:
        title = Text("end-title", name=name)
        lines.append(Text("end-waits"))
        handed = Text("end-handed-over")
        buttons = [
            Button(handed, HANDED_OVER, end.id, style=Style.DANGER, confirm=Text("erase-sure", name=name)),
            Button(Text("end-again"), AGAIN, end.id),
            Button(Text("end-call-off"), CALL_OFF, end.id),
        ]
    else:
        title = Text("end-title-number", number=short(erasure))
        lines.append(Text("end-handed-line"))
        done = erasure.state is ErasureState.DONE
        lines.append(
            Text("end-done", at=erasure.since) if done else Text("end-erasing", step=STEPS[erasure.state], of=4)
        )
    return Card(_key(end.client_id), title, lines, buttons)


def called_off(end: ContractEnd, name: str) -> Card:
    """Return the card of a contract that goes on after all."""
    return Card(_key(end.client_id), Text("end-title", name=name), [Text("end-off")])


def _key(client: str) -> str:
    return f"end:{client}"
