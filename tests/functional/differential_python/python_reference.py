"""What the reference library `packaging` answers to the oracle's questions, in the oracle's words."""

import base64
import csv
import importlib.metadata
import io
import re
import string
from unittest import mock

from packaging import _manylinux, markers, tags
from packaging.markers import InvalidMarker, Marker, UndefinedComparison, UndefinedEnvironmentName
from packaging.metadata import ExceptionGroup, InvalidMetadata, Metadata, parse_email
from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import (InvalidName, InvalidSdistFilename, InvalidWheelFilename, canonicalize_name,
                             canonicalize_version, parse_sdist_filename, parse_wheel_filename)
from packaging.version import InvalidVersion, Version

PROJECT_NAME = re.compile(r"[a-z0-9]|[a-z0-9][a-z0-9._-]*[a-z0-9]", re.IGNORECASE | re.ASCII)


def ascii_canonicalize_name(text):
    """Without folding the Kelvin sign onto `k`: the names specification knows ASCII alone."""
    return re.sub("[-_.]+", "-", text.translate({ord(upper): upper.lower() for upper in string.ascii_uppercase}))


def ruled_out(question):
    """Why Spokeshave refuses what `packaging` takes, or None. There must be no other difference.

    A project's name is ASCII with a letter or digit at both ends; `packaging` looks at the ends of none and at the
    letters of few. The names specification wins, since such a project can't exist on any index. For the same reason a
    file name is printable ASCII.
    """
    kind, text = question["kind"], question.get("text", "")
    if kind in ("requirement", "specifier") and "~=" in text and "\u017f" in text:
        return "a long s is no s: `packaging` accepts it by mistake after ~= and stumbles when it is used"
    if kind == "requirement":
        name = re.match(r"[ \t]*([A-Za-z0-9._-]+)", text)
        return "the name is none" if name and not PROJECT_NAME.fullmatch(name[1].rstrip(".-")) else None
    if kind == "equality":
        return ruled_out({"kind": "requirement", "text": question["left"]}) or \
            ruled_out({"kind": "requirement", "text": question["right"]})
    if kind in ("wheel", "sdist"):
        if not (text.isascii() and text.isprintable()):
            return "not printable ASCII"
        stem = text.removesuffix(".tar.gz").removesuffix(".zip")
        return None if PROJECT_NAME.fullmatch(text.split("-")[0] if kind == "wheel" else stem.rpartition("-")[0]) \
            else "the name is none"
    return None


def version(question):
    try:
        parsed = Version(question["text"])
    except InvalidVersion:
        return None
    return {"text": str(parsed), "canonical": canonicalize_version(parsed), "public": parsed.public,
            "base": parsed.base_version, "local": parsed.local or "", "epoch": str(parsed.epoch),
            "release": [str(number) for number in parsed.release],
            "post": None if parsed.post is None else str(parsed.post),
            "dev": None if parsed.dev is None else str(parsed.dev), "prerelease": parsed.is_prerelease}


def order(question):
    try:
        left, right = Version(question["left"]), Version(question["right"])
    except InvalidVersion:
        return None
    return (left > right) - (left < right)


def specifier(question):
    try:
        parsed = SpecifierSet(question["text"])
    except InvalidSpecifier:
        return None
    contains, versions = [], []
    for text in question["versions"]:
        answers = [parsed.contains(text, prereleases=mode) for mode in (None, True, False)]
        try:
            versions.append(Version(text))
            answers += [parsed.contains(versions[-1], prereleases=mode) for mode in (None, True, False)]
        except InvalidVersion:
            pass
        contains.append(answers)
    filtered = [[str(one) for one in parsed.filter(versions, prereleases=mode)] for mode in (None, True, False)]
    return {"text": str(parsed), "contains": contains, "filtered": filtered}


def requirement(question):
    try:
        parsed = Requirement(question["text"])
    except InvalidRequirement:
        return None
    return {"name": parsed.name, "extras": sorted(parsed.extras), "specifiers": str(parsed.specifier),
            "url": parsed.url, "marker": str(parsed.marker) if parsed.marker else None, "text": str(parsed)}


def equality(question):
    try:
        left, right = Requirement(question["left"]), Requirement(question["right"])
    except InvalidRequirement:
        return None
    # As sets: `packaging` compares clauses in the order of their spelling, where `==v1` and `==1` stand apart.
    same_clauses = frozenset(left.specifier) == frozenset(right.specifier)
    left.specifier = right.specifier = SpecifierSet()
    return same_clauses and left == right


def marker(question):
    try:
        parsed = Marker(question["text"])
    except InvalidMarker:
        return None
    try:
        value = parsed.evaluate(question["environment"])
    except (UndefinedComparison, UndefinedEnvironmentName):
        value = "undefined"
    return {"text": str(parsed), "value": value}


def name(question):
    try:
        return canonicalize_name(question["text"], validate=True)
    except InvalidName:
        return None


def wheel(question):
    try:
        project, parsed, build, found = parse_wheel_filename(question["text"])
    except InvalidWheelFilename:
        return None
    return {"name": project, "version": str(parsed), "build": [str(part) for part in build],
            "tags": [str(tag) for tag in sorted(found, key=lambda tag: (tag.interpreter, tag.abi, tag.platform))]}


def sdist(question):
    try:
        project, parsed = parse_sdist_filename(question["text"])
    except InvalidSdistFilename:
        return None
    return {"name": project, "version": str(parsed)}


def supported(question):
    with mock.patch.multiple(_manylinux, _get_glibc_version=lambda: tuple(question["glibc"]),
                             _have_compatible_abi=lambda executable, archs: True):
        platforms = [f"linux_{question['machine']}", *_manylinux.platform_tags([question["machine"]])]
    python = (3, question["minor"])
    own = f"cp3{question['minor']}"
    found = [*tags.cpython_tags(python, [own], platforms), *tags.compatible_tags(python, own, platforms)]
    return [str(tag) for tag in found]


# Fields whose validation is not taken over, see metadata.hpp.
NOT_COMPARED = {"license-expression", "description-content-type"}


def json_of(value):
    if isinstance(value, bytes):
        try:
            return value.decode()
        except UnicodeDecodeError:
            return {"base64": base64.b64encode(value).decode()}
    return "" if value is None else value


def parsed_requirement(text):
    try:
        return str(Requirement(text))
    except InvalidRequirement:
        return None


def wrong_fields(source):
    try:
        Metadata.from_email(source)
    except ExceptionGroup as group:
        return {one.field for one in group.exceptions if isinstance(one, InvalidMetadata)}
    return set()


def metadata(question):
    source = base64.b64decode(question["base64"])
    raw, unparsed = parse_email(source)
    known = dict(raw)
    if "project_urls" in known:
        known["project_urls"] = [list(pair) for pair in known["project_urls"].items()]
    return {"known": known, "unparsed": {key: [json_of(one) for one in values] for key, values in unparsed.items()},
            "wrong": dict.fromkeys(wrong_fields(source), True),
            "requirements": [parsed_requirement(text) for text in raw.get("requires_dist", [])]}


def record(question):
    text = base64.b64decode(question["base64"]).decode()
    return [row for row in csv.reader(io.StringIO(text, newline="")) if row]


def entry_points(question):
    text = base64.b64decode(question["base64"]).decode()
    rows = []
    for point in importlib.metadata.EntryPoints._from_text_for(text, None):
        match = point.pattern.match(point.value)
        rows.append([point.group, point.name, point.value, match["module"] if match else "",
                     (match["attr"] or "") if match else ""])
    return rows


ANSWERS = {"version": version, "order": order, "specifier": specifier, "requirement": requirement,
           "equality": equality, "marker": marker, "name": name, "wheel": wheel, "sdist": sdist, "tags": supported,
           "metadata": metadata, "record": record, "entry_points": entry_points}


def answer(question):
    """The reference library's answer, with the one ruling that is not a refusal put into it."""
    with mock.patch.object(markers, "canonicalize_name", ascii_canonicalize_name):
        return ANSWERS[question["kind"]](question)
