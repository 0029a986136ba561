"""Keeps the translations with the English, and makes notebooks of them: see `i18n.py --help`."""

import argparse
import sys
from pathlib import Path

from nbtools import catalogue, course
from nbtools.catalogue import CatalogueError
from nbtools.course import Course, CourseError, Edition
from nbtools.entries import EntryError
from nbtools.files import write
from nbtools.glossary import GlossaryError
from nbtools.project import ROOT
from nbtools.translation import NAMES


def main(arguments: list[str] | None = None) -> int:
    options = parse(arguments)
    try:
        english = course.read(options.root)
        unknown = set(options.only) - set(english.entries)
        if unknown:
            names = ", ".join(english.entries)
            raise CourseError(f"there is no {', '.join(sorted(unknown))}: the names are {names}")
        return options.run(english, options)
    except (OSError, CourseError, EntryError, CatalogueError, GlossaryError) as error:
        print(f"i18n: {error}", file=sys.stderr)
        return 2


def parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="i18n.py", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, run, help_ in [
        ("merge", run_merge, "bring the PO files up to the English, and say what became stale"),
        ("check", run_check, "say what is wrong with the translations"),
        ("build", run_build, "make notebooks and READMEs of the translations"),
    ]:
        command = commands.add_parser(name, help=help_, description=help_)
        command.set_defaults(run=run)
        command.add_argument(
            "languages", nargs="*", metavar="LANG", help=f"one of {', '.join(NAMES)} (default: all)"
        )
        command.add_argument(
            "--only",
            action="append",
            default=[],
            metavar="NAME",
            help="a notebook, README or messages (default: all)",
        )
        command.add_argument("--root", type=Path, default=ROOT, help="the clone to work on")
        if run is run_check:
            command.add_argument(
                "--unbuilt",
                action="store_true",
                help="leave out whether `build` has been run since",
            )
    options = parser.parse_args(arguments)
    options.languages = options.languages or list(NAMES)
    return options


def run_merge(english: Course, options: argparse.Namespace) -> int:
    for language in options.languages:
        for name in english.names(language):
            if options.only and name not in options.only:
                continue
            path = english.catalogue(language, name)
            old = catalogue.read(path)
            new = catalogue.merge(old, english.entries[name], language)
            for context, what in catalogue.news(old, new):
                print(f"{language} {name} {context}: {what}")
            if course.content(path) != catalogue.text_of(new):
                path.parent.mkdir(parents=True, exist_ok=True)
                write(path, catalogue.text_of(new))
        # Programs speak the language at once; notebooks wait until all is translated.
        build([Edition(english, language)], ["messages"])
    return 0


def run_check(english: Course, options: argparse.Namespace) -> int:
    found = 0
    for language in options.languages:
        edition = Edition(english, language)
        problems = list(edition.problems(options.only))
        if not problems and not options.unbuilt:
            problems = outdated(edition, options.only)
        for problem in problems:
            print(problem, file=sys.stderr)
        print(
            f"{language}: {len(problems)} problems, {edition.exempt()} exceptions from the glossary"
        )
        found += len(problems)
    return 1 if found else 0


def outdated(edition: Edition, only: list[str]) -> list[str]:
    return [
        f"{edition.language} {name}: it is not what its translation says, run make {job(name)}"
        for name, path, text in edition.results(only)
        if course.content(path) != text
    ]


def job(name: str) -> str:
    return "i18n" if name == "messages" else "notebooks"


def run_build(english: Course, options: argparse.Namespace) -> int:
    """Writes nothing in any language if anything is wrong in one of them."""
    editions = [Edition(english, language) for language in options.languages]
    problems = [problem for edition in editions for problem in edition.problems(options.only)]
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        print("i18n: nothing is built before this is put right", file=sys.stderr)
        return 1
    build(editions, options.only)
    return 0


def build(editions: list[Edition], only: list[str]) -> None:
    made = [result for edition in editions for result in edition.results(only)]
    for _, path, text in made:
        if course.content(path) != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            write(path, text)
            print(f"wrote {path.relative_to(editions[0].course.root)}")


if __name__ == "__main__":
    sys.exit(main())
