"""The class server, used by students: what one does to themselves, the others must not feel."""

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests
import websocket

import hub
from chart import CHART
from hub import ADDRESS, PASSWORD
from student import Student

GOOD, FRIEND = "good", "friend"
OTHERS = ["memoryhog", "looper", "forker", "diskhog", "asker"]
NOTEBOOK = "notebooks/en/00_start_here.ipynb"
PLAIN = "%%\nfmt.Println(6 * 7)"


@pytest.fixture(scope="module")
def school(class_built, tmp_path_factory):
    with hub.running([GOOD, FRIEND, *OTHERS], tmp_path_factory.mktemp("hub")) as opened:
        yield opened
        print(opened.log.read_text()[-3000:])


@pytest.fixture(scope="module")
def enter(school):
    """Gives a student with a server and a kernel, always the same one."""
    students = {}

    def student(name: str) -> Student:
        if name not in students:
            students[name] = school.student(name)
            students[name].start_server()
        # Anew for each test: a server hangs up on who has not listened for a while.
        students[name].open_notebook(NOTEBOOK)
        return students[name]

    return student


def works(student: Student) -> bool:
    answer = student.run(PLAIN)
    return answer.status == "ok" and answer.text == "42\n"


# Who gets in.


@pytest.mark.parametrize(
    ("name", "password"), [(GOOD, "wrong"), ("root", PASSWORD), ("nobody", PASSWORD), (GOOD, "")]
)
def test_nobody_gets_in_without_the_password(school, name, password):
    assert not Student(ADDRESS, name, password).log_in()


def test_all_ports_are_bound_to_loopback(school, enter):
    enter(GOOD)
    out = school.as_user(GOOD, "cat /proc/net/tcp /proc/net/tcp6").stdout
    listening = [line.split()[1] for line in out.splitlines() if line.split()[3:4] == ["0A"]]
    assert listening
    assert [place for place in listening if not place.startswith("0100007F:")] == []


# Who reads what.


def test_a_student_cannot_read_anothers_files_or_reach_the_kernel(school, enter):
    good, friend = enter(GOOD), enter(FRIEND)
    saved = good.api(
        "PUT",
        "contents/notebooks/secret.txt",
        json={"type": "file", "format": "text", "content": "mine"},
    )
    assert saved.ok
    tries = [
        "cat /home/good/notebooks/secret.txt",
        "ls /home/good",
        "ls /home/good/.local/share/jupyter/runtime",
        "cat /srv/class/users.txt",
        "cat /srv/class/passwords.json",
        "cat /srv/class/cookie_secret",
        "cat /srv/class/hub.sqlite",
        "cat /etc/shadow",
        "touch /opt/go/cache/x",
        "touch /tmp/x",
        "touch /dev/shm/x",
        "touch /home/x",
    ]
    for command in tries:
        done = school.as_user(FRIEND, command)
        assert done.returncode != 0, command
        assert "ermission denied" in done.stderr, (command, done.stderr)
    for pid, line in school.processes(GOOD).items():
        inner = inner_pid(pid)
        for file in ("environ", "mem", "cwd/"):
            assert school.as_user(FRIEND, f"cat /proc/{inner}/{file}").returncode != 0, (file, line)
        assert school.as_user(FRIEND, f"kill -9 {inner}").returncode != 0
    # Through the proxy, as the hub's user; then at the server's own port, without anything.
    server = f"{ADDRESS}/user/{GOOD}/api"
    for path in ("contents", "kernels", "sessions", "terminals"):
        answer = friend.browser.get(f"{server}/{path}", timeout=30)
        assert answer.status_code == 403 or not is_json(answer), path
    for port in ports_of(school, GOOD):
        answer = requests.get(f"http://127.0.0.1:{port}/user/{GOOD}/api/contents", timeout=30)
        assert answer.status_code == 403 or not is_json(answer)
    assert requests.get("http://127.0.0.1:8001/api/routes", timeout=30).status_code == 403
    assert works(good)
    assert works(friend)


def is_json(answer) -> bool:
    return answer.ok and answer.headers["Content-Type"].startswith("application/json")


def inner_pid(pid: int) -> int:
    """The number that the process has in its container."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("NSpid:")[1].splitlines()[0].split()[-1])


def ports_of(school, name) -> list[int]:
    uid = school.uid(name)
    lines = school.as_user(name, "cat /proc/net/tcp").stdout.splitlines()[1:]
    rows = [line.split() for line in lines]
    found = [int(r[1].split(":")[1], 16) for r in rows if r[3] == "0A" and int(r[7]) == uid]
    assert len(found) == 1, "the server's port alone: kernels are reached through files"
    return found


# Who takes too much.

ALLOCATE = """\
%%
var all [][]byte
for {
	b := make([]byte, 16<<20)
	for i := range b {
		b[i] = 1
	}
	all = append(all, b)
}
"""
LOOP = "%%\nfor {\n}"
FORKS = """\
import "os/exec"

%%
var failed error
for failed == nil {
	failed = exec.Command("sleep", "1000").Start()
}
fmt.Println("no more:", failed)
"""
FILL = """\
import "os"

%%
f, err := os.Create("big")
for err == nil {
	_, err = f.Write(make([]byte, 1<<20))
}
fmt.Println("no more:", err)
"""


def undisturbed(good: Student, harmful, seconds: float = 60) -> None:
    """While `harmful` goes on, the good student's cells go on too."""
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(harmful)
        end = time.monotonic() + seconds
        tried = 0
        while not running.done() and time.monotonic() < end:
            assert works(good)
            tried += 1
        assert running.done(), "the harm has not ended"
        running.result()
        assert tried, "the harm was over before anybody could suffer"
    assert works(good)


def test_memory_without_end_costs_only_the_cell(school, enter):
    good, bad = enter(GOOD), enter("memoryhog")

    def harm():
        answer = bad.run(ALLOCATE, 120)
        assert answer.status == "error"

    undisturbed(good, harm, 120)
    assert works(bad)


def test_without_a_cgroup_the_limits_hold_for_each_process(school, tmp_path):
    """As docker compose starts it."""
    with hub.running([GOOD, "greedy"], tmp_path, with_cgroups=False) as plain:
        good, bad = plain.student(GOOD), plain.student("greedy")
        for student in (good, bad):
            student.start_server()
            student.open_notebook(NOTEBOOK)

        def harm():
            assert bad.run(ALLOCATE, 120).status == "error"
            answer = bad.run(FORKS, 60)
            assert "no more:" in answer.text or answer.status == "error", answer

        undisturbed(good, harm, 180)


def test_a_loop_without_end_leaves_the_others_their_share(school, enter):
    good, bad = enter(GOOD), enter("looper")

    def harm():
        with pytest.raises(TimeoutError):
            bad.run(LOOP, 10)

    undisturbed(good, harm)
    kernel = bad.api("GET", "kernels").json()[0]["id"]
    assert bad.api("POST", f"kernels/{kernel}/interrupt").ok
    bad.open_notebook("another.ipynb")
    assert works(bad)


def test_processes_without_end_stay_within_the_limit(school, enter):
    good, bad = enter(GOOD), enter("forker")

    def harm():
        answer = bad.run(FORKS, 60)
        assert "no more:" in answer.text or answer.status == "error", answer

    undisturbed(good, harm)
    assert len(school.processes("forker")) <= 400
    assert works(school_again(school, "forker"))


def school_again(school, name) -> Student:
    """The student stops the server, which ends all, and starts it anew."""
    student = school.student(name)
    stop(student)
    assert school.processes(name) == {}
    student.start_server()
    student.open_notebook(NOTEBOOK)
    return student


def stop(student: Student) -> None:
    headers = {"X-XSRFToken": student.cookie("_xsrf", "/hub/")}
    address = f"{ADDRESS}/hub/api/users/{student.name}/server"
    answer = student.browser.delete(address, headers=headers, timeout=90)
    assert answer.status_code in (202, 204), answer.text
    end = time.monotonic() + 60
    while time.monotonic() < end:
        page = student.browser.get(
            f"{ADDRESS}/hub/api/users/{student.name}", headers=headers, timeout=30
        )
        if page.ok and not page.json().get("servers"):
            return
        time.sleep(0.3)
    raise TimeoutError("the server did not stop")


def test_a_full_disk_is_the_students_own(school, enter):
    good, bad = enter(GOOD), enter("diskhog")
    undisturbed(good, lambda: expect_full(bad))
    note = {"type": "file", "format": "text", "content": "still room"}
    assert good.api("PUT", "contents/notebooks/room.txt", json=note).ok
    # Who comes back to a full disk can make room there.
    stop(bad)
    bad.start_server()
    assert bad.api("DELETE", "contents/notebooks/en/big").ok
    bad.open_notebook(NOTEBOOK)
    assert works(bad)


def expect_full(student: Student) -> None:
    answer = student.run(FILL, 60)
    assert "no more:" in answer.text, answer
    assert "no space left" in answer.text or "file too large" in answer.text


def test_names_are_completed_within_the_limit_of_memory(school, enter):
    student = enter("asker")
    assert student.run(CHART).status == "ok"  # names are completed of packages that are imported
    assert "Sigmoid" in student.complete("%%\nx := dl.Sig")
    assert sum(school.memory("asker").values()) < 1 << 30


# What ends, and what stays.


def save(student: Student, text: str) -> None:
    note = {"type": "file", "format": "text", "content": text}
    assert student.api("PUT", "contents/notebooks/work.txt", json=note).ok


def saved(student: Student) -> str:
    return student.api("GET", "contents/notebooks/work.txt").json()["content"]


def find(school, user, words) -> int:
    found = [pid for pid, line in school.processes(user).items() if words in line]
    assert found, (words, school.processes(user))
    return min(found)


def kill(pid: int) -> None:
    signal.pidfd_send_signal(os.pidfd_open(pid), signal.SIGKILL)


def busy(student: Student):
    """A cell that takes some seconds, under way."""
    pool = ThreadPoolExecutor(1)
    future = pool.submit(student.run, '%%\ntime.Sleep(4 * time.Second)\nfmt.Println("done")', 60)
    time.sleep(1.5)
    return future


def test_the_proxy_falls(school, enter):
    student = enter(GOOD)
    save(student, "before the proxy fell")
    run = busy(student)
    kill(find(school, None, "configurable-http-proxy"))
    with pytest.raises((OSError, websocket.WebSocketException)):
        run.result()
    end = time.monotonic() + 60
    while True:
        try:
            assert saved(student) == "before the proxy fell"
            break
        except (OSError, KeyError, ValueError):
            assert time.monotonic() < end
            time.sleep(0.5)
    student.open_notebook(NOTEBOOK)
    assert works(student)


def test_a_kernel_falls(school, enter):
    student = enter(GOOD)
    save(student, "before the kernel fell")
    run = busy(student)
    kill(find(school, GOOD, "gonb --kernel"))
    assert saved(student) == "before the kernel fell"
    run.cancel()
    student.open_notebook("second.ipynb")
    assert works(student)


def test_a_server_falls_and_its_kernels_with_it(school, enter):
    student = enter(FRIEND)
    save(student, "before the server fell")
    busy(student)
    kill(find(school, FRIEND, "jupyterhub-singleuser"))
    end = time.monotonic() + 60
    while school.processes(FRIEND):
        assert time.monotonic() < end, school.processes(FRIEND)
        time.sleep(0.2)
    again = school.student(FRIEND)
    again.start_server()
    assert saved(again) == "before the server fell"
    again.open_notebook(NOTEBOOK)
    assert works(again)


def test_the_hub_falls_and_finds_the_servers_again(school, enter):
    student = enter(GOOD)
    save(student, "before the hub fell")
    student.run('%%\nnb.Keep("answer", 42)')
    server = find(school, GOOD, "jupyterhub-singleuser")
    busy(student)
    kill(find(school, None, "jupyterhub --config"))
    school.wait_for_hub()
    again = school.student(GOOD)
    again.start_server()
    assert find(school, GOOD, "jupyterhub-singleuser") == server
    assert saved(again) == "before the hub fell"
    again.open_notebook(NOTEBOOK)
    assert again.run('%%\nfmt.Println(nb.Kept[int]("answer"))').text == "42\n"
