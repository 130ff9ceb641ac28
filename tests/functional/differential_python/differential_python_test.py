"""Names, versions, specifiers, requirements, markers, file names and metadata: Spokeshave's answers are those of the
newest `packaging` (pinned in tests/requirements.txt), on real and generated cases, valid and invalid ones.

`python_oracle` (oracle.cpp, built with the unit tests) reads the questions as JSON lines; python_reference.py asks
`packaging` the same. To look at one case:
    echo '{"kind":"version","text":"1.0-1"}' | build/release/tests/python_oracle
"""

import collections
import json
import os
import pathlib
import subprocess
import sys

import packaging
import pytest

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE))

import python_cases as cases  # noqa: E402
import python_reference as reference  # noqa: E402

BUILD = pathlib.Path(os.environ.get("SPOKESHAVE_BUILD", HERE.parents[2] / "build/release"))
ORACLE = BUILD / "tests/python_oracle"
FEWEST = 20000


def ask(questions):
    assert ORACLE.exists(), f"{ORACLE} is not built; run scripts/test, or set SPOKESHAVE_BUILD"
    lines = "".join(json.dumps(question) + "\n" for question in questions)
    done = subprocess.run([ORACLE], input=lines, capture_output=True, text=True, timeout=600, check=True)
    return [json.loads(line) for line in done.stdout.split("\n") if line]


def compare():
    questions = list(cases.questions())
    answers = ask(questions)
    assert len(answers) == len(questions)
    counts, differing = collections.Counter(), []
    for question, ours in zip(questions, answers):
        try:
            theirs = json.loads(json.dumps(reference.answer(question)))
        except ValueError as error:  # `packaging` can't write a marker value with both kinds of quotes
            counts["unanswered by packaging"] += 1
            assert "both quote characters" in str(error), question
            continue
        if ours != theirs and ours is None and reference.ruled_out(question):
            counts["ruled out"] += 1
            continue
        counts[question["kind"] + (" refused" if theirs is None else "")] += 1
        if ours != theirs:
            differing.append((question, ours, theirs))
    return counts, differing


def without_unchecked(answer):
    """Findings on fields whose validation is not taken over are left out (metadata.hpp)."""
    if isinstance(answer, dict) and "wrong" in answer:
        answer = {**answer, "wrong": sorted(set(answer["wrong"]) - reference.NOT_COMPARED)}
    return answer


# Markers with unknown escapes are among the cases, and Python warns of each.
@pytest.mark.filterwarnings("ignore:.*escape sequence")
def test_no_answer_differs_from_the_reference_library():
    counts, differing = compare()
    differing = [(question, ours, theirs) for question, ours, theirs in differing
                 if without_unchecked(ours) != without_unchecked(theirs)]
    print(f"packaging {packaging.__version__}: {dict(sorted(counts.items()))}")
    for question, ours, theirs in differing[:20]:
        print(f"{question}\n   ours   {json.dumps(ours, sort_keys=True)}\n   theirs {json.dumps(theirs, sort_keys=True)}")
    compared = sum(counts.values()) - counts["ruled out"] - counts["unanswered by packaging"]
    print(f"{compared} cases compared, {len(differing)} differing")
    assert not differing
    assert compared >= FEWEST


def test_the_reference_library_is_the_pinned_one():
    pinned = [line.split()[0] for line in (HERE.parents[1] / "requirements.txt").read_text().splitlines()
              if line.startswith("packaging==")]
    assert pinned == [f"packaging=={packaging.__version__}"]
