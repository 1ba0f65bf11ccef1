"""What is told when a run has ended: by mail and webhook, on servers of this machine."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from typing import Any

import dagster as dg
import pytest
from dagster._core.storage.tags import WILL_RETRY_TAG

from assets.notifications import Notifier, run_failed, run_succeeded
from assets.partitions import range_tags
from assets.sending import Notice, NotSent, send
from pipeline.core.settings import Settings
from tests.assets.targets import MailServer, Webhook, serving

SECRET_FIGURE = "31415"


@pytest.fixture
def webhook() -> Iterator[Webhook]:
    with serving(Webhook()) as server:
        yield server


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with serving(MailServer()) as server:
        yield server


def settings(webhook: Webhook | None = None, mail: MailServer | None = None, **more: Any) -> Settings:
    if webhook is not None:
        more["webhook"] = webhook.address
    if mail is not None:
        more |= {"mail_to": ("lists@example.org", "on-call@example.org"), "mail_from": "ghettolist@example.org"}
        more |= {"mail_server": f"127.0.0.1:{mail.server_address[1]}", "mail_security": "none"}
    return Settings(**more)


def nobody_listens() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{free.getsockname()[1]}"


def ended(
    notifier: Notifier, job: str = "yearly_list", fails: bool = False, **tags: str
) -> tuple[dg.DagsterRun, object]:
    """A small run of that name over 2018-2019 that has ended, and what the sensor answers to it."""

    @dg.op(out=dg.Out(io_manager_key="memory"))
    def a_step() -> Iterator[Any]:
        yield dg.AssetMaterialization("lists", metadata={"residents": SECRET_FIGURE})
        if fails:
            raise dg.Failure(f"income.csv: {SECRET_FIGURE} rows")
        yield dg.Output(None)

    @dg.job(name=job, resource_defs={"memory": dg.mem_io_manager}, executor_def=dg.in_process_executor)
    def a_job() -> None:
        a_step()

    with dg.DagsterInstance.ephemeral() as instance:
        years = {} if job == "lateness" else range_tags(2018, 2019)
        result = a_job.execute_in_process(instance=instance, tags={**years, **tags}, raise_on_error=False)
        return answered(notifier, instance, result)


def answered(
    notifier: Notifier, instance: dg.DagsterInstance, result: dg.ExecuteInProcessResult
) -> tuple[dg.DagsterRun, object]:
    """A run as the instance has it, and what the sensor for its end answers."""
    run = instance.get_run_by_id(result.run_id)
    assert run is not None
    sensor, event = (
        (run_succeeded, result.get_run_success_event())
        if result.success
        else (run_failed, result.get_run_failure_event())
    )
    context = dg.build_run_status_sensor_context(
        sensor_name=sensor.name,
        dagster_event=event,
        dagster_instance=instance,
        dagster_run=run,
        resources={"notifier": notifier},
    )
    return run, sensor(context)


def test_a_run_that_succeeded_is_told_by_mail_and_webhook_with_its_list_years_and_where_to_look(
    webhook: Webhook, mail: MailServer
) -> None:
    chosen = settings(webhook, mail, interface="https://dagster.example/", site="https://lists.example")
    run, _ = ended(Notifier(chosen))
    (post,), (message,) = webhook.posts, mail.messages
    assert post["outcome"] == "success"
    assert (post["first_list_year"], post["last_list_year"]) == (2018, 2019)
    assert "Subject: ghettolist: list of 2018-2019 made" in message
    assert "To: lists@example.org, on-call@example.org" in message
    for text in (post["text"], message):
        assert f"https://dagster.example/runs/{run.run_id}" in text
        assert "https://lists.example/report/2019/index.html" in text


def test_a_run_that_failed_is_told_with_the_step_and_without_what_the_step_said(
    webhook: Webhook, mail: MailServer
) -> None:
    run, _ = ended(Notifier(settings(webhook, mail)), fails=True)
    (post,), (message,) = webhook.posts, mail.messages
    assert "Subject: ghettolist: list of 2018-2019 FAILED" in message
    assert f"run {run.run_id}" in message
    assert post["failed_steps"] == ["a_step"]
    assert SECRET_FIGURE not in str(post) + message


@pytest.mark.parametrize(
    ("how", "subject", "line"),
    [
        ({}, "ghettolist: listerne for 2018-2019 er lavet", "Listen: https://lists.example/report/2019/index.html"),
        ({"fails": True}, "ghettolist: listerne for 2018-2019 FEJLEDE", "Trin, der fejlede: a_step"),
        ({"job": "rehearsal"}, "ghettolist: prøvekørslen for 2018-2019 er lavet", "Se kørsel "),
        ({"job": "lateness", "fails": True}, "ghettolist: leverancerne til årets liste FEJLEDE", "Se kørsel "),
    ],
)
def test_a_notification_is_in_danish_where_the_settings_say_so(
    webhook: Webhook, how: dict[str, Any], subject: str, line: str
) -> None:
    ended(Notifier(settings(webhook, language="da", site="https://lists.example")), **how)
    (post,) = webhook.posts
    assert post["text"].splitlines()[0] == subject
    assert any(each.startswith(line) for each in post["text"].splitlines())


@pytest.mark.parametrize(
    ("notify", "how", "is_told"),
    [
        ("all", {}, True),
        ("failures", {}, False),
        ("failures", {"fails": True}, True),
        ("none", {"fails": True}, False),
        ("all", {"job": "lateness"}, False),
        ("all", {"job": "lateness", "fails": True}, True),
        ("all", {"fails": True, WILL_RETRY_TAG: "true"}, False),
        ("all", {"fails": True, WILL_RETRY_TAG: "false"}, True),
    ],
)
def test_who_wants_to_know_of_what(webhook: Webhook, notify: str, how: dict[str, Any], is_told: bool) -> None:
    _, answer = ended(Notifier(settings(webhook, notify=notify)), **how)
    assert bool(webhook.posts) is is_told
    assert isinstance(answer, dg.SkipReason) is not is_told


def test_a_check_that_did_not_pass_is_named_and_is_told_as_a_failure_is(webhook: Webhook) -> None:
    @dg.asset(check_specs=[dg.AssetCheckSpec("delivered_on_time", asset="income")])
    def income() -> dg.MaterializeResult:
        late = dg.AssetCheckResult(passed=False, severity=dg.AssetCheckSeverity.WARN, description=SECRET_FIGURE)
        return dg.MaterializeResult(check_results=[late])

    with dg.DagsterInstance.ephemeral() as instance:
        answered(Notifier(settings(webhook, notify="failures")), instance, dg.materialize([income], instance=instance))
    (post,) = webhook.posts
    assert post["checks_not_passed"] == ["income delivered_on_time"]
    assert "made, with checks that did not pass" in post["text"]
    assert SECRET_FIGURE not in str(post)


def test_with_nobody_to_tell_nothing_is_done() -> None:
    _, answer = ended(Notifier(Settings()), fails=True)
    assert "Nobody is to be told" in str(answer)


def test_a_target_that_is_not_there_fails_neither_the_run_nor_the_other_target(webhook: Webhook) -> None:
    mail = {"mail_to": ("a@example.org",), "mail_from": "b@example.org", "mail_server": nobody_listens()}
    with pytest.raises(NotSent, match=r"^by mail: ConnectionRefusedError$"):
        ended(Notifier(settings(webhook, **mail)))
    assert len(webhook.posts) == 1


NOTICE = Notice("subject", ("line",), {})


def test_a_target_that_never_answers_is_given_up_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        began = time.monotonic()
        with pytest.raises(NotSent, match=r"^by webhook: "):
            send(NOTICE, Settings(webhook=address), seconds=0.2)
        assert time.monotonic() - began < 2


@pytest.mark.parametrize(("status", "kind"), [(302, "HTTPError 302"), (500, "HTTPError 500")])
def test_an_answer_that_is_no_success_and_a_redirect_are_not_sent(status: int, kind: str) -> None:
    with serving(Webhook(status)) as server, pytest.raises(NotSent, match=f"^by webhook: {kind}$") as caught:
        send(NOTICE, Settings(webhook=server.address))
    assert server.address not in str(caught.value)
    assert len(server.posts) == 1
