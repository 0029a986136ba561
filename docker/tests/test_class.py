"""A class on the server, from its file of members to the exported grades.

The tests follow each other as the days of a course do: each goes on where the one before ended. The
class is Korean, so that a sentence in another language shows.
"""

import csv
import os
import re
import time
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Page, expect

import hub
from classroom.assignment import BEGIN_SOLUTION, END_SOLUTION
from hub import ADDRESS, PASSWORD
from nbtools import lab
from student import Student

TEACHER, SECOND_TEACHER = "grace", "emmy"
RIGHT, WRONG, ODD = "ada", "ben", "cho"
STUDENTS = [RIGHT, WRONG, ODD]
LEAVING = "dan"
FIRST, SECOND = "ch04_3x_exercises", "ch03_6x_exercises"
OWN = "a better horse battery"
HANGUL = re.compile("[가-힣]")
LESSON = "ko/ch04_3_numerical_differentiation.ipynb"


@pytest.fixture(scope="module")
def school(class_built, tmp_path_factory):
    folder = tmp_path_factory.mktemp("class")
    everybody = [*STUDENTS, LEAVING]
    with hub.running(everybody, folder, teachers=[TEACHER], language="ko") as opened:
        yield opened
        print(opened.log.read_text()[-3000:])


@pytest.fixture(scope="module")
def people(school):
    """Everybody, logged in and with a server, when first asked for."""
    found: dict[str, Student] = {}

    def person(name: str) -> Student:
        if name not in found:
            student = Student(ADDRESS, name, passwords.get(name, PASSWORD))
            assert student.log_in(), name
            student.start_server()
            found[name] = student
        return found[name]

    return person


passwords: dict[str, str] = {}


@pytest.fixture(scope="module")
def browser(school):
    with lab.browser() as opened:
        yield opened


def lets_in(name: str, password: str = PASSWORD) -> bool:
    return Student(ADDRESS, name, password).log_in()


def roles(**changed: str) -> dict[str, str]:
    kept = dict.fromkeys([*STUDENTS, LEAVING], "student") | {TEACHER: "teacher"}
    return {name: role for name, role in (kept | changed).items() if role}


def until(holds, seconds: float = 60):
    """Waits until it holds, and returns what that gives."""
    end = time.monotonic() + seconds
    while True:
        found = holds()
        if found or time.monotonic() > end:
            assert found
            return found
        time.sleep(0.5)


# Members and their passwords.


def test_a_student_changes_the_password(school):
    ada = school.student(RIGHT)
    assert "change-password" in ada.browser.get(f"{ADDRESS}/hub/home", timeout=60).text
    form = {"new_password": OWN, "new_password_confirmation": OWN}
    said = ada.ask_hub("change-password", old_password="wrong", **form).text
    assert "current password was incorrect" in said
    short = dict.fromkeys(form, "short")
    said = ada.ask_hub("change-password", old_password=PASSWORD, **short).text
    assert "at least 8 characters" in " ".join(said.split())
    assert lets_in(RIGHT)
    said = ada.ask_hub("change-password", old_password=PASSWORD, **form).text
    assert "has been changed" in said
    passwords[RIGHT] = OWN
    assert lets_in(RIGHT, OWN)
    assert not lets_in(RIGHT)


def test_a_teacher_gives_a_new_password_to_who_has_forgotten_it(school):
    """On the hub's page; that is not for students."""
    teacher, ben = school.student(TEACHER), school.student(WRONG)
    form = {"new_password": OWN, "new_password_confirmation": OWN}
    assert ben.ask_hub(f"change-password/{ODD}", **form).status_code == 403
    assert lets_in(ODD)
    said = teacher.ask_hub(f"change-password/{ODD}", **form).text
    assert f"password for {ODD} has been changed" in said
    passwords[ODD] = OWN
    assert lets_in(ODD, OWN)
    assert not lets_in(ODD)


def test_a_restart_sets_no_password_back(school):
    school.restart()
    assert lets_in(RIGHT, OWN)
    assert not lets_in(RIGHT)


def test_who_was_deleted_on_the_hubs_pages_comes_in_again(school):
    """With the password of the file."""
    assert lets_in(LEAVING)
    teacher = school.student(TEACHER)
    headers = {"X-XSRFToken": teacher.cookie("_xsrf", "/hub/")}
    address = f"{ADDRESS}/hub/api/users/{LEAVING}"
    assert teacher.browser.delete(address, headers=headers, timeout=60).status_code == 204
    assert lets_in(LEAVING)


def test_another_password_in_the_file_counts(school):
    """The other way to give a new one."""
    passwords[ODD] = "and yet another one"
    school.write_users(roles(), **{ODD: passwords[ODD]})
    assert lets_in(ODD, passwords[ODD])
    assert not lets_in(ODD, OWN)
    assert lets_in(RIGHT, OWN)


def change(school, **changed: str) -> None:
    school.write_users(roles(**changed), **{ODD: passwords[ODD]})


def test_members_come_change_and_leave_while_the_hub_runs(school, people):
    staying = people(RIGHT)
    staying.open_notebook("notebooks/ko/00_start_here.ipynb")
    leaving = people(LEAVING)
    note = {"type": "file", "format": "text", "content": "mine"}
    assert leaving.api("PUT", "contents/mine.txt", json=note).ok
    hub_before = main_process(school)
    assert not lets_in("eve")
    assert not school.student(WRONG).browser.get(f"{ADDRESS}/hub/admin", timeout=30).ok
    change(school, eve="student", **{SECOND_TEACHER: "teacher", LEAVING: ""})
    assert lets_in("eve")
    assert not lets_in(LEAVING)
    until(lambda: school.processes(LEAVING) == {})
    assert (school.root / f"home/{LEAVING}/mine.txt").read_text() == "mine"
    second = school.student(SECOND_TEACHER)
    assert second.browser.get(f"{ADDRESS}/hub/admin", timeout=30).ok
    assert school.group_names(SECOND_TEACHER) == {"teachers"}
    # Nobody else has felt it.
    assert staying.run("%%\nfmt.Println(6 * 7)").text == "42\n"
    assert main_process(school) == hub_before


def main_process(school) -> int:
    return min(p for p, line in school.processes().items() if "jupyterhub --config" in line)


def test_a_password_with_a_mark_before_it_locks_out(school):
    whole = school.users.read_text()
    school.users.write_text(whole.replace("\neve:$", "\neve:!$"))
    assert not lets_in("eve")
    school.users.write_text(whole)
    assert lets_in("eve")


def test_a_file_with_a_mistake_changes_nothing_and_is_named(school):
    whole = school.users.read_text()
    school.users.write_text(whole + "mallory:$6$x:headmaster\n")
    assert lets_in("eve")
    number = len(whole.splitlines()) + 1
    says = f'users.txt, line {number}: "mallory" has the role "headmaster": it is student or'
    until(lambda: says in school.log.read_text())
    school.users.write_text(whole)


# The course.


def test_a_teacher_releases_two_assignments(school, people):
    teacher = people(TEACHER)
    for name in (FIRST, SECOND):
        for step in ("assign", "release"):
            form(teacher, name, step)
    assert {each["status"] for each in listed(people(ODD))} == {"released"}


def form(teacher: Student, assignment: str, step: str) -> None:
    """What a button of the formgrader does."""
    path = f"formgrader/api/assignment/{assignment}/{step}"
    answer = teacher.ask_server("POST", path, timeout=300)
    answer.raise_for_status()
    assert answer.json()["success"], answer.json()


def listed(student: Student) -> list[dict]:
    answer = student.ask_server("GET", "assignments?course_id=dlfs")
    assert answer.json()["success"], answer.text
    return answer.json()["value"]


def exchange(student: Student, step: str, assignment: str) -> None:
    """What a button of the assignment list does."""
    about = {"course_id": "dlfs", "assignment_id": assignment}
    answer = student.ask_server("POST", f"assignments/{step}", json=about)
    assert answer.json()["success"], answer.text


def test_a_student_fetches_in_the_browser(school, people, browser):
    people(RIGHT)
    page = tab(browser, RIGHT)
    open_list(page)
    assert page.get_by_role("menuitem", name="Formgrader").count() == 0
    for name in (FIRST, SECOND):
        row = page.locator(".list_item", has_text=name)
        row.get_by_role("button", name="Fetch").click()
        expect(row.get_by_role("button", name="Submit")).to_be_visible(timeout=30_000)
    assert sorted(os.listdir(school.root / f"home/{RIGHT}/assignments")) == [SECOND, FIRST]


def tab(browser, name: str):
    """A page in which the member has logged in."""
    page = browser.new_context(locale="en-US").new_page()
    page.set_default_timeout(120_000)
    page.goto(f"{ADDRESS}/hub/login")
    page.fill("#username_input", name)
    page.fill("#password_input", passwords.get(name, PASSWORD))
    page.click("#login_submit")
    expect(page.locator("#jp-MainMenu")).to_be_visible(timeout=120_000)
    # Without the tabs of another time, of which each has a list of assignments.
    page.goto(f"{ADDRESS}/user/{name}/lab?reset")
    expect(page.locator("#jp-MainMenu")).to_be_visible(timeout=120_000)
    return page


def open_list(page: Page) -> None:
    page.get_by_role("menuitem", name="Nbgrader").click()
    page.get_by_role("menuitem", name="Assignment List").click()
    expect(page.locator(".list_item").first).to_be_visible(timeout=60_000)


def path_of(assignment: str) -> str:
    return f"assignments/{assignment}/{assignment}.ipynb"


def fetched(student: Student, path: str) -> nbformat.NotebookNode:
    return nbformat.from_dict(student.api("GET", f"contents/{path}").json()["content"])


def save(student: Student, path: str, notebook: nbformat.NotebookNode) -> None:
    body = {"type": "notebook", "format": "json", "content": notebook}
    student.api("PUT", f"contents/{path}", json=body).raise_for_status()


def solutions(school, assignment: str) -> dict[str, str]:
    """The code of the teacher's version, by the cells' ids."""
    path = school.root / f"home/class/course/source/{assignment}/{assignment}.ipynb"
    return {
        cell.id: re.sub(rf"^\t*({BEGIN_SOLUTION}|{END_SOLUTION})\n", "", cell.source, flags=re.M)
        for cell in nbformat.read(path, as_version=4).cells
        if cell.metadata.get("nbgrader", {}).get("solution")
    }


def solve(school, notebook: nbformat.NotebookNode, assignment: str, most: int = 100) -> None:
    answers = solutions(school, assignment)
    cells = [cell for cell in notebook.cells if cell.id in answers]
    for cell in cells[:most]:
        cell.source = answers[cell.id]


def points(school, assignment: str) -> list[int]:
    path = school.root / f"home/class/course/source/{assignment}/{assignment}.ipynb"
    cells = nbformat.read(path, as_version=4).cells
    about = [cell.metadata.get("nbgrader", {}) for cell in cells]
    return [each["points"] for each in about if "points" in each]


def test_a_fetched_notebook_runs_where_it_lies_and_speaks_the_language(school, people):
    ada = people(RIGHT)
    for name in (FIRST, SECOND):
        notebook = fetched(ada, path_of(name))
        solve(school, notebook, name)
        save(ada, path_of(name), notebook)
    ada.open_notebook(path_of(FIRST))
    answers = [
        ada.run(cell.source)
        for cell in fetched(ada, path_of(FIRST)).cells[:7]
        if cell.cell_type == "code"
    ]
    assert {answer.status for answer in answers} == {"ok"}
    said = "".join(answer.text for answer in answers)
    assert "✓" in said
    assert "풀었습니다!" in said
    assert "/opt" not in said  # progress is noted down in the home
    refused = ada.run('%%\nexercises.Solution("4.3-2")').text
    assert HANGUL.search(refused), refused
    assert "func" not in refused
    wrong = ada.run('%%\nexercises.Check("4.3-1", func() float64 { return 1 })').text
    assert HANGUL.search(wrong), wrong
    assert "✓" not in wrong


def test_two_students_hand_in_by_hand_an_odd_one_and_one_with_one_answer(school, people):
    ben, cho = people(WRONG), people(ODD)
    exchange(ben, "fetch", FIRST)
    notebook = fetched(ben, path_of(FIRST))
    solve(school, notebook, FIRST, most=1)
    save(ben, path_of(FIRST), notebook)
    exchange(ben, "submit", FIRST)
    for name in (FIRST, SECOND):
        exchange(cho, "fetch", name)
        notebook = fetched(cho, path_of(name))
        solve(school, notebook, name)
        notebook.cells = [cell for cell in notebook.cells if "-test" not in cell.id]
        for cell in notebook.cells:
            cell.metadata = {}
        save(cho, f"assignments/{name}/my {name} (1).ipynb", notebook)
        assert cho.api("DELETE", f"contents/{path_of(name)}").ok
        exchange(cho, "submit", name)


def test_a_student_hands_in_in_the_browser(school, people, browser):
    page = tab(browser, RIGHT)
    open_list(page)
    for name in (FIRST, SECOND):
        row = page.locator("#fetched_assignments_list .list_item", has_text=name).first
        row.get_by_role("button", name="Submit").click()
        row = page.locator("#submitted_assignments_list .list_item", has_text=name).first
        expect(row).to_be_visible(timeout=30_000)
    assert len(inbound(school, RIGHT)) == 2


def inbound(school, name: str) -> list[Path]:
    folder = school.root / "home/class/exchange/dlfs/inbound"
    return [path for path in folder.iterdir() if path.name.startswith(f"{name}+")]


def test_nobody_reads_or_changes_what_is_not_theirs(school, people):
    people(WRONG)
    theirs = inside(school, inbound(school, RIGHT)[0])
    own = inside(school, inbound(school, WRONG)[0])
    shared = "/home/class"
    assert school.in_terminal(WRONG, f"cat '{own}'/*.ipynb").returncode == 0
    for command in [
        f"ls {shared}/exchange/dlfs/inbound",
        f"ls '{theirs}'",
        f"cat '{theirs}/{theirs.split('+')[1]}.ipynb'",
        f"rm -r '{theirs}'",
        f"mv '{theirs}' '{theirs}x'",
        f"touch '{theirs}/x'",
        f"ls {shared}/exchange/dlfs/feedback",
        f"touch {shared}/exchange/dlfs/feedback/x",
        f"touch {shared}/exchange/dlfs/outbound/{FIRST}/x",
        f"sh -c 'echo x >{shared}/exchange/dlfs/outbound/{FIRST}/{FIRST}.ipynb'",
        f"mv {shared}/exchange/dlfs/outbound/{FIRST} {shared}/exchange/dlfs/outbound/x",
        f"touch {shared}/exchange/x {shared}/x",
        f"ls {shared}/course",
        f"touch {shared}/notebooks/x",
        "ls /home/grace",
    ]:
        done = school.in_terminal(WRONG, command)
        assert done.returncode != 0, command
        assert re.search("ermission denied|not permitted", done.stderr), (command, done.stderr)
    # A quota on the disk of the homes counts what is handed in, too.
    disks = {(school.root / path).stat().st_dev for path in ("home", "home/class/exchange")}
    assert len(disks) == 1


def inside(school, path: Path) -> str:
    return f"/{path.relative_to(school.root)}"


def test_students_have_no_page_for_grading(people, browser):
    assert people(WRONG).ask_server("GET", "formgrader").status_code == 404
    assert people(TEACHER).ask_server("GET", "formgrader").status_code == 200


# A correction.


def test_a_corrected_notebook_reaches_everybody_while_they_work(school, people):
    ada, ben, teacher = people(RIGHT), people(WRONG), people(TEACHER)
    lesson = fetched(teacher, f"notebooks/{LESSON}")
    mine = fetched(ben, f"notebooks/{LESSON}")
    mine.cells[0].source += "\nmine"
    save(ben, f"notebooks/{LESSON}", mine)
    changed = (school.root / f"home/{WRONG}/notebooks/{LESSON}").read_bytes()
    lesson.cells[0].source += "\ncorrected"
    save(teacher, f"class/notebooks/{LESSON}", lesson)
    beside = LESSON.replace(".ipynb", ".corrected.ipynb")
    until(lambda: "corrected" in fetched(ada, f"notebooks/{LESSON}").cells[0].source)
    until(lambda: ben.api("GET", f"contents/notebooks/{beside}").ok)
    assert (school.root / f"home/{WRONG}/notebooks/{LESSON}").read_bytes() == changed
    assert "corrected" in fetched(ben, f"notebooks/{beside}").cells[0].source
    assert not ada.api("GET", f"contents/notebooks/{beside}").ok
    for student, sentence in ((ada, "수정된 파일로 바뀌었습니다"), (ben, Path(beside).name)):
        # It is told when all is brought.
        until(lambda person=student: person.api("GET", "contents/notebooks/corrections.md").ok)
        note = student.api("GET", "contents/notebooks/corrections.md").json()["content"]
        assert LESSON in note
        assert sentence in note


# Grades.


def test_a_teacher_collects_and_grades(school, people):
    teacher = people(TEACHER)
    for name, graded in ((FIRST, STUDENTS), (SECOND, [RIGHT, ODD])):
        form(teacher, name, "collect")
        said = teacher.type_in_terminal(f"grade {name}", 600)
        print(said)
        assert "Submissions run without protection" in said
        full = sum(points(school, name))
        for student in graded:
            score = points(school, name)[0] if student == WRONG else full
            assert f"{student}: {score:g} of {full:g} points" in said
        assert f'{ODD}: "my {name} (1).ipynb" is graded as {name}.ipynb.' in said
    again = school.in_terminal(TEACHER, "grade nothing")
    assert again.returncode == 1
    assert f"take one of {SECOND}, {FIRST}" in again.stderr


def test_the_formgrader_shows_it_in_the_browser(school, people, browser):
    people(TEACHER)
    page = tab(browser, TEACHER)
    page.get_by_role("menuitem", name="Nbgrader").click()
    page.get_by_role("menuitem", name="Formgrader", exact=True).click()
    row = page.frame_locator("iframe").locator("tr", has_text=FIRST)
    expect(row.locator(".num-submissions")).to_contain_text("3", timeout=60_000)


def test_students_fetch_their_feedback(school, people):
    teacher = people(TEACHER)
    for name in (FIRST, SECOND):
        form(teacher, name, "generate_feedback")
        form(teacher, name, "release_feedback")
    for student in STUDENTS:
        exchange(people(student), "fetch_feedback", FIRST)
        folder = school.root / f"home/{student}/assignments/{FIRST}/feedback"
        (page,) = folder.rglob("*.html")
        text = page.read_text()
        assert "✓ 4.3-1" in text
        assert ("✓ 4.3-3" in text) == (student != WRONG)
        assert "HIDDEN" not in text


def test_the_exported_grades_are_those_of_the_class(school, people):
    done = school.in_terminal(TEACHER, "cd class/course && nbgrader export --to=grades")
    assert done.returncode == 0, done.stderr
    path = school.root / "home/class/course/grades/canvas.csv"
    download = people(TEACHER).ask_server("GET", "files/class/course/grades/canvas.csv")
    assert download.content == path.read_bytes()
    with path.open(encoding="utf-8-sig", newline="") as file:
        header, possible, *rows = csv.reader(file)
    full = {name: sum(points(school, name)) for name in (FIRST, SECOND)}
    column = {name: header.index(name) for name in full}
    assert {name: float(possible[at]) for name, at in column.items()} == full
    found = {row[header.index("SIS Login ID")]: [row[column[n]] for n in full] for row in rows}
    everything = [f"{full[name]:g}" for name in full]
    one = f"{points(school, FIRST)[0]:g}"
    assert found == {RIGHT: everything, WRONG: [one, ""], ODD: everything}


def test_a_second_teacher_goes_on_where_the_first_has_stopped(school, people):
    second = people(SECOND_TEACHER)
    form(second, FIRST, "assign")
    done = school.in_terminal(SECOND_TEACHER, f"grade {FIRST} --student {WRONG} --force")
    assert done.returncode == 0, done.stderr
    form(second, FIRST, "generate_feedback")
