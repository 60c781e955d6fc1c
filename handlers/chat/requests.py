"""What a request says beside its words, in lines for any card: category, priority, answers, files, its state for staff;
and what is not sent yet. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from handlers.chat import time_fields
from handlers.chat.outgoing import Button, Spoken, Text
from handlers.rules import titles
from handlers.rules.categories import Category, Question
from storage.drafts import Draft
from storage.files import StoredFile
from storage.vocabulary import FileState, Priority, TaskState

NOT_TAKEN = frozenset({"too-big", "over-quota", "refused-type"})


def details(
    category: Category | None,
    named: str | None,
    priority: Priority | None,
    wish: Sequence[Text],
    answers: Mapping[str, str] | None,
) -> list[Text]:
    """Return the lines about category, priority, `wish` and the category's own questions."""
    lines = []
    if named is not None:
        lines.append(Text("category-line", category=category_label(category, named)))
    if priority not in {None, Priority.NORMAL}:
        lines.append(Text("priority-line", priority=Text(f"priority-{priority}")))
    lines += wish
    asked = {question.name: question for question in category.questions} if category else {}
    for name, answer in (answers or {}).items():
        if not answer:
            continue
        question = asked.get(name)
        label = Text("spoken", words=Spoken(question.label)) if question else Text("words", words=name)
        lines.append(Text("form-given", label=label, words=_answered(question, answer)))
    return lines


def _answered(question: Question | None, answer: str) -> Text:
    if question is not None and question.kind == "yes-no" and answer in {"yes", "no"}:
        return Text(answer)
    when = time_fields.worded(answer) if question is not None and question.kind == "day" else None
    if when is not None:
        return when
    chosen = dict(question.choices) if question is not None else {}
    picked = answer.split(",") if question is not None and question.kind == "some-of" else [answer]
    spoken = [
        Text("spoken", words=Spoken(chosen[one])) if one in chosen else Text("words", words=one) for one in picked
    ]
    return spoken[0] if len(spoken) == 1 else Text("form-several", items=spoken)


def category_label(category: Category | None, named: str) -> Text:
    """Return a category's name in the reader's language; one the settings don't know any more by its key, unless it is
    one that this office is delivered with."""
    return Text("category-unknown", name=named) if category is None else Text("spoken", words=Spoken(category.label))


def file_lines(kept: Sequence[Mapping[str, object]], files: Sequence[StoredFile]) -> list[Text]:
    """Return a line for each file with how it stands; `kept` counts where nobody looked at the files themselves."""
    if files:
        return [file_line(file) for file in files]
    return [Text("file-line", name=str(file["name"])) for file in kept]


def file_line(file: StoredFile) -> Text:
    """Return a file's name and whether it is here, the same for who sent it and who waits for it."""
    if file.state is FileState.HERE:
        return Text("file-line", name=file.name)
    if file.state is FileState.FAILED and file.error in NOT_TAKEN:
        return Text(f"file-not-taken-{file.error}", name=file.name)
    return Text(f"file-{file.state}", name=file.name)


def state_to_staff(state: TaskState) -> Text:
    """Return how a task stands as staff read it: what is assigned is still to be acknowledged."""
    return Text("state-to-acknowledge") if state is TaskState.ASSIGNED else Text(f"state-{state}")


def unsent_lines(drafts: Sequence[Draft]) -> list[Text]:
    """Return a line for each request that its author has not sent yet, nor said where its words belong."""
    return [Text("unsent-line", words=_called(draft)) for draft in drafts]


def unsent_buttons(drafts: Sequence[Draft]) -> list[Button]:
    """Return the buttons to go on with those."""
    return [Button(Text("unsent-show", words=_called(draft)), "tasks.unsent", draft.id) for draft in drafts]


def _called(draft: Draft) -> str:
    return titles.called(draft.title, draft.words, draft.files)
