"""Web API methods views.*, and what the bot's answer to a submitted modal does to the person's stack of views."""

from tests.standins.slack_methods import note_markup
from tests.standins.slack_registry import method, text_of
from tests.standins.slack_rules import checked_view
from tests.standins.slack_shown import Json
from tests.standins.slack_state import SlackError, Workspace
from tests.standins.slack_view import View

STACK = 3


def _checked(workspace: Workspace, source: object, name: str, user: str, kind: str = "modal") -> Json:
    checked = checked_view(source)
    if checked["type"] != kind:
        raise SlackError("invalid_arguments", response_metadata={"messages": [f"[ERROR] view must be a {kind}"]})
    note_markup(workspace, name, user, "", checked["blocks"])
    return checked


def _unique_external_id(workspace: Workspace, source: Json, but: View | None = None) -> None:
    wanted = source.get("external_id")
    if wanted and any(
        view is not but and not view.closed and view.source.get("external_id") == wanted
        for view in workspace.views.values()
    ):
        raise SlackError("duplicate_external_id")


@method("views.open")
def open_view(workspace: Workspace, params: Json) -> Json:
    key = text_of(params, "trigger_id")
    user = workspace.triggers[key].user if key in workspace.triggers else ""
    source = _checked(workspace, params.get("view"), "views.open", user)
    _unique_external_id(workspace, source)
    trigger = workspace.take_trigger(key)
    for old in workspace.stacks.get(trigger.user, []):
        old.closed = True
    view = workspace.new_view(trigger.user, source)
    view.root = view.id
    workspace.stacks[trigger.user] = [view]
    workspace.signal(trigger.user).notify()
    return {"view": view.payload()}


def push_on(workspace: Workspace, user: str, source: Json) -> View:
    """Put a view on top of what `user` has open; SlackError if three are open already."""
    stack = workspace.stacks.setdefault(user, [])
    if len(stack) >= STACK:
        raise SlackError("push_limit_reached")
    view = workspace.new_view(user, source)
    view.root = stack[0].id if stack else view.id
    view.previous = stack[-1].id if stack else None
    stack.append(view)
    workspace.signal(user).notify()
    return view


@method("views.push")
def push_view(workspace: Workspace, params: Json) -> Json:
    key = text_of(params, "trigger_id")
    user = workspace.triggers[key].user if key in workspace.triggers else ""
    source = _checked(workspace, params.get("view"), "views.push", user)
    trigger = workspace.take_trigger(key)
    if not workspace.stacks.get(trigger.user):
        raise SlackError("not_found")
    return {"view": push_on(workspace, trigger.user, source).payload()}


@method("views.update")
def update_view(workspace: Workspace, params: Json) -> Json:
    view = workspace.views.get(text_of(params, "view_id"))
    external = text_of(params, "external_id")
    if external:
        view = next(
            (
                each
                for each in workspace.views.values()
                if each.source.get("external_id") == external and not each.closed
            ),
            None,
        )
    if view is None or view.closed:
        raise SlackError("not_found")
    if params.get("hash") and params["hash"] != view.hash:
        raise SlackError("hash_conflict")
    source = _checked(workspace, params.get("view"), "views.update", view.user)
    _unique_external_id(workspace, source, view)
    view.redraw(source, workspace.new_hash())
    workspace.signal(view.user).notify()
    return {"view": view.payload()}


@method("views.publish")
def publish_view(workspace: Workspace, params: Json) -> Json:
    user = text_of(params, "user_id")
    person = workspace.profiles.get(user)
    if person is None:
        raise SlackError("user_not_found")
    if person.deleted:
        raise SlackError("not_enabled")
    source = _checked(workspace, params.get("view"), "views.publish", user, "home")
    home = workspace.homes.get(user)
    if params.get("hash") and home is not None and params["hash"] != home.hash:
        raise SlackError("hash_conflict")
    if home is None:
        home = workspace.homes[user] = workspace.new_view(user, source)
    else:
        home.redraw(source, workspace.new_hash())
    workspace.signal(user).notify()
    return {"view": home.payload()}


def close_top(workspace: Workspace, view: View) -> None:
    """Take one view off its stack; what lies below is seen again."""
    view.closed = True
    stack = workspace.stacks.get(view.user, [])
    if view in stack:
        stack.remove(view)
    workspace.signal(view.user).notify()


def clear(workspace: Workspace, user: str) -> None:
    """Close everything `user` has open."""
    for view in workspace.stacks.pop(user, []):
        view.closed = True
    workspace.signal(user).notify()


def apply_answer(workspace: Workspace, view: View, answer: object) -> None:
    """Do what the bot answered to a submission. SlackError if Slack couldn't make sense of it."""
    if not isinstance(answer, dict) or not answer.get("response_action"):
        close_top(workspace, view)
        return
    match answer["response_action"]:
        case "clear":
            clear(workspace, view.user)
        case "errors":
            _show_errors(workspace, view, answer.get("errors"))
        case "update":
            source = _checked(workspace, answer.get("view"), "response_action", view.user)
            view.redraw(source, workspace.new_hash())
            workspace.signal(view.user).notify()
        case "push":
            push_on(workspace, view.user, _checked(workspace, answer.get("view"), "response_action", view.user))
        case other:
            raise SlackError(f"unknown response_action {other}")


def _show_errors(workspace: Workspace, view: View, errors: object) -> None:
    labels = {control.block["block_id"]: control.label for control in view.controls if control.block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not set(errors) <= set(labels):
        raise SlackError("errors name a block_id that is no input of this view")
    view.errors = {labels[block_id]: str(sentence) for block_id, sentence in errors.items()}
    workspace.signal(view.user).notify()
