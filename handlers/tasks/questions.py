"""The forms around tasks, one definition for every platform. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from handlers.chat.context import Office
from handlers.chat.outgoing import Choice, Field, FieldKind, Form, Spoken, Text
from handlers.rules.categories import Category, Question
from handlers.tasks import wishes
from storage.people import Person
from storage.vocabulary import Priority

MOST_MINUTES = 24 * 60
NO_CATEGORY = "none"
QUESTION = "q-"
WITH_FILES = frozenset({"ask", "message", "answer", "note"})  # forms whose words may come together with files
FILES = Field("files", Text("form-files"), FieldKind.FILES, required=False, help=Text("form-files-help"))


def request(office: Office, category: str | None, contacts: Sequence[tuple[Person, str]] = ()) -> Form:
    """Return the form of a request; the category's own questions follow once it is known. `contacts`, each with
    their client's name, are offered where staff write a request for a client."""
    known = office.category(category)
    fields = []
    if contacts:
        offered = [Choice(each.id, Text("contact-of", name=each.name, client=client)) for each, client in contacts]
        fields.append(Field("contact", Text("request-contact"), FieldKind.ONE_OF, choices=offered))
    fields.append(Field("words", Text("request-words"), FieldKind.PARAGRAPH))
    fields.append(Field("title", Text("request-short"), required=False, longest=100))
    if office.categories:
        fields.append(_category_field(office))
    fields.append(_priority_field())
    fields.append(wishes.field())
    fields += [_question(question) for question in (known.questions if known else ())]
    fields.append(FILES)
    intro = Text("spoken", words=Spoken(known.process)) if known is not None and known.process else None
    return Form("tasks.request", Text("request-title"), Text("send-request"), fields, summary=True, intro=intro)


def own_answers(answers: Mapping[str, str]) -> dict[str, str]:
    """Return the answers to a category's own questions, by the question's name."""
    return {name.removeprefix(QUESTION): value for name, value in answers.items() if name.startswith(QUESTION)}


def prefilled(own: Mapping[str, str] | None) -> dict[str, str]:
    """Return a category's answers as the form names them."""
    return {f"{QUESTION}{name}": value for name, value in (own or {}).items()}


def one_paragraph(
    name: str, ref: str, submit: str, *, required: bool = True, longest: int = 3000, asked: str | None = None
) -> Form:
    """Return a form with one question: `NAME-title` and `NAME-words` are its sentences; `asked` is what somebody wants
    to know by it."""
    words = Field("words", Text(f"{name}-words"), FieldKind.PARAGRAPH, required=required, longest=longest)
    return Form(
        name=f"tasks.{name}",
        title=Text(f"{name}-title", ref=ref),
        submit=Text(submit),
        fields=[words, FILES] if name in WITH_FILES else [words],
        intro=Text("question-open", words=asked) if asked else None,
    )


def which_task() -> Form:
    """Return the question which task some words belong to: its number, or words of it."""
    return Form(
        "tasks.which", Text("which-title"), Text("which-go-on"), [Field("words", Text("which-words"), longest=100)]
    )


def cancel(ref: str) -> Form:
    """Return the question why a task is cancelled; left, the task stays."""
    return replace(one_paragraph("cancel", ref, "cancel-task", longest=1000), leave=Text("keep-task"))


def done(ref: str, *, with_minutes: bool) -> Form:
    """Return the question what the client is to hear as the result; in a window also how long it took. In a chat the
    minutes are offered as buttons afterwards, so that the client need not wait for them."""
    fields = [Field("result", Text("done-result"), FieldKind.PARAGRAPH), FILES]
    if with_minutes:
        fields.append(Field("minutes", Text("done-minutes"), FieldKind.NUMBER, required=False, most=MOST_MINUTES))
    return Form(name="tasks.done", title=Text("done-title", ref=ref), submit=Text("done"), fields=fields)


def minutes(ref: str) -> Form:
    """Return the question how many minutes a finished task took."""
    asked = Field("minutes", Text("done-minutes"), FieldKind.NUMBER, most=MOST_MINUTES)
    return Form("tasks.worked", Text("minutes-title", ref=ref), Text("save"), [asked])


def hand_over(ref: str, colleagues: Sequence[Person]) -> Form:
    """Return the questions to whom a task goes, and what is open."""
    offered = [Choice(person.id, _colleague(person)) for person in colleagues]
    return Form(
        name="tasks.hand-over",
        title=Text("hand-over-title", ref=ref),
        submit=Text("hand-over"),
        fields=[
            Field("to", Text("hand-over-to"), FieldKind.ONE_OF, choices=offered),
            Field("words", Text("hand-over-words"), FieldKind.PARAGRAPH, required=False),
        ],
    )


def send_back(ref: str, complaints: Sequence[str]) -> Form:
    """Return the questions what is wrong with a result."""
    return Form(
        name="tasks.send-back",
        title=Text("send-back-title", ref=ref),
        submit=Text("send-back"),
        fields=[
            Field(
                "complaint",
                Text("send-back-complaint"),
                FieldKind.ONE_OF,
                choices=[Choice(each, Text(f"complaint-{each}")) for each in complaints],
            ),
            Field("words", Text("send-back-words"), FieldKind.PARAGRAPH, required=False),
        ],
        remarks="words",
    )


def _colleague(person: Person) -> Text:
    return Text("words", words=person.name) if person.away_since is None else Text("colleague-away", name=person.name)


def _category_field(office: Office) -> Field:
    offered = [Choice(category.name, _label(category)) for category in office.categories]
    return Field(
        "category",
        Text("request-category"),
        FieldKind.ONE_OF,
        choices=[*offered, Choice(NO_CATEGORY, Text("category-none"))],
        governs=True,
    )


def _priority_field() -> Field:
    offered = [Choice(str(each), Text(f"priority-{each}")) for each in Priority]
    return Field("priority", Text("request-priority"), FieldKind.ONE_OF, choices=offered)


def _label(category: Category) -> Text:
    return Text("spoken", words=Spoken(category.label))


def _question(question: Question) -> Field:
    return Field(
        name=f"{QUESTION}{question.name}",
        label=Text("spoken", words=Spoken(question.label)),
        kind=FieldKind(question.kind),
        required=question.required,
        choices=[Choice(value, Text("spoken", words=Spoken(words))) for value, words in question.choices],
        help=Text("spoken", words=Spoken(question.help)) if question.help else None,
        governed=True,
    )
