"""The questions of the differential test: real ones from data/, and generated ones, the same in every run."""

import base64
import pathlib
import random
import string

import python_cases_metadata

DATA = pathlib.Path(__file__).parent / "data"
# Bytes that change what a text is, and characters that look like others or fold to them.
NOISE = list(string.ascii_letters + string.digits + " .-_+!*~=<>,;()[]'\"@/\\#:v") + \
    ["\t", "\n", "\xa0", "\u2003", "\x1f", "\u0661", "\u017f", "\u212a", "\xe9", "\uff10", "..", "--", "__", ".*"]


def lines(name):
    return (DATA / name).read_text().splitlines()


def encoded(text):
    return base64.b64encode(text if isinstance(text, bytes) else text.encode()).decode()


def damaged(random_, text, strength=3):
    for _ in range(random_.randint(1, strength)):
        place = random_.randint(0, len(text))
        kind = random_.randrange(4)
        if kind == 0:
            text = text[:place] + random_.choice(NOISE) + text[place:]
        elif kind == 1:
            text = text[:place] + text[place + 1:]
        elif kind == 2:
            text = text[:place] + random_.choice(NOISE) + text[place + 1:]
        else:
            other = random_.randint(0, len(text))
            text = text[:place] + text[min(place, other):other] + text[place:]
    return text


def maybe(random_, text, chance=0.5):
    return text if random_.random() < chance else ""


class Versions:
    def __init__(self, random_, real):
        self.random, self.real = random_, real

    def number(self):
        return self.random.choice(["0", "0", "1", "1", "2", "3", "9", "10", "00", "01", "11", "99", "100", "222", "223",
                                   "238", "239", "240", "255", "256", "999", "1000", "2024", "20240101", "202401011234567",
                                   "18446744073709551615", "18446744073709551616", "20230101123456789012345678"])

    def separator(self):
        return self.random.choice(["", "", "", ".", "-", "_"])

    def case(self, word):
        return self.random.choice([word, word, word, word.upper(), word.capitalize()])

    def release(self):
        return ".".join(self.number() for _ in range(self.random.choice([1, 1, 2, 2, 2, 3, 3, 4, 5])))

    def segment(self, words):
        return self.separator() + self.case(self.random.choice(words)) + self.separator() + \
            maybe(self.random, self.number(), 0.8)

    def local(self):
        pieces = [self.random.choice(["1", "0", "01", "10", "abc", "ABC", "ubuntu", "1a", "a1", "deadbeef", "x"])
                  for _ in range(self.random.randint(1, 3))]
        return "+" + "".join(piece + self.random.choice(".-_") for piece in pieces)[:-1]

    def generated(self):
        choose = self.random
        text = maybe(choose, self.case("v"), 0.1) + maybe(choose, self.number() + "!", 0.12) + self.release()
        text += maybe(choose, self.segment(["a", "alpha", "b", "beta", "c", "rc", "pre", "preview"]), 0.3)
        text += maybe(choose, choose.choice(["-" + self.number(), self.segment(["post", "rev", "r"])]), 0.25)
        text += maybe(choose, self.segment(["dev"]), 0.2) + maybe(choose, self.local(), 0.15)
        if choose.random() < 0.05:
            text = choose.choice([" ", "\t", "\n", "\xa0", "  "]) + text + choose.choice(["", " ", "\u2003", "\r\n"])
        return text

    def any(self):
        return self.random.choice(self.real) if self.random.random() < 0.4 else self.generated()

    def near(self, text):
        """A version close to the one given: where the boundaries of ranges are."""
        choose = self.random
        base = text.strip().split("+")[0].removesuffix(".*")
        kind = choose.randrange(10)
        if kind == 0:
            return text
        if kind == 1:
            return base + self.local()
        if kind == 2:
            return base + choose.choice([".post1", ".post0", "-1", ".post1.dev0", ".post2+x"])
        if kind == 3:
            return base + choose.choice(["a1", "rc1", ".dev0", "b2.dev3", "a0.post1", ".dev1+x"])
        if kind == 4:
            return base + choose.choice([".0", ".0.0", ".1", ".0.1"])
        digits = [i for i, c in enumerate(base) if c in string.digits]
        if kind in (5, 6) and digits:
            place = choose.choice(digits)
            return base[:place] + choose.choice(string.digits) + base[place + 1:]
        if kind == 7:
            return ".".join(base.split(".")[:-1]) or base
        return self.any()


class Requirements:
    MARKERS = [("python_version", ["3.11", "3.8", "2.7", "3", "3.11.2", "3.9.*", "3.1", "x"]),
               ("python_full_version", ["3.11.2", "3.11.0rc1", "3.8.0", "3.11.2+local"]),
               ("os_name", ["posix", "nt", "java"]), ("sys_platform", ["linux", "win32", "darwin", "linux2"]),
               ("platform_machine", ["x86_64", "aarch64", "AMD64"]), ("platform_system", ["Linux", "Windows", ""]),
               ("platform_release", ["6.1.0", "5.10.0-rc1", "6.1.0-18-amd64", "10"]),
               ("platform_version", ["#1 SMP", "1.0", "10.0.1"]),
               ("platform_python_implementation", ["CPython", "PyPy"]), ("python_implementation", ["CPython", "Jython"]),
               ("platform.python_implementation", ["CPython"]), ("os.name", ["posix"]), ("sys.platform", ["linux"]),
               ("platform.version", ["1"]), ("platform.machine", ["x86_64"]),
               ("implementation_name", ["cpython", "pypy"]), ("implementation_version", ["3.11.2", "7.3.13"]),
               ("extra", ["test", "Test", "dev_tools", "Dev.Tools", "", "docs"]), ("extras", ["test"]),
               ("dependency_groups", ["Test_x"])]
    OPERATORS = ["==", "!=", "<", "<=", ">", ">=", "~=", "===", "in", "not in", "==", ">=", "<"]
    ENVIRONMENTS = [
        {"python_version": "3.11", "python_full_version": "3.11.2", "implementation_version": "3.11.2"},
        {"python_version": "3.8", "python_full_version": "3.8.18", "implementation_version": "7.3.13",
         "implementation_name": "pypy", "platform_python_implementation": "PyPy", "extra": "test"},
        {"python_version": "2.7", "python_full_version": "2.7.18", "sys_platform": "win32", "os_name": "nt",
         "platform_system": "Windows", "platform_release": "10", "platform_machine": "AMD64", "extra": "Dev.Tools"},
        {"python_version": "3.14", "python_full_version": "3.14.0a1+", "platform_release": "6.1.0", "extra": "docs"},
    ]
    DEFAULT = {"implementation_name": "cpython", "implementation_version": "3.11.2", "os_name": "posix",
               "platform_machine": "x86_64", "platform_python_implementation": "CPython",
               "platform_release": "6.1.0-18-amd64", "platform_system": "Linux", "platform_version": "#1 SMP",
               "python_full_version": "3.11.2", "python_version": "3.11", "sys_platform": "linux", "extra": ""}
    ESCAPES = [r"\n", r"\t", r"\\", r"\x41", r"\101", r"\u00e9", r"\U0001F600", r"\'", r"\"", r"\q", r"\x4", r"\7", "\\",
               "\n", r"\401", "\\\n"]

    def __init__(self, random_, versions):
        self.random, self.versions = random_, versions

    def environment(self):
        return {**self.DEFAULT, **self.random.choice(self.ENVIRONMENTS)}

    def blank(self, chance=0.7):
        return maybe(self.random, self.random.choice([" ", " ", "  ", "\t"]), chance)

    def quoted(self, value):
        if self.random.random() < 0.03:
            value += self.random.choice(self.ESCAPES) + "z"
        quote = self.random.choice("'\"")
        return quote + value + quote

    def comparison(self):
        choose = self.random
        variable, values = choose.choice(self.MARKERS)
        value = choose.choice(values) if choose.random() < 0.8 else self.versions.any().strip()
        left, right = variable, self.quoted(value)
        if choose.random() < 0.02:
            right = choose.choice(self.MARKERS)[0]
        if choose.random() < 0.02:
            left = self.quoted(choose.choice(["os_name", "x", "extra"]))
        if choose.random() < 0.2 or variable in ("extras", "dependency_groups"):
            left, right = right, left
        operator = choose.choice(self.OPERATORS)
        space = " " if operator[0] in "in" else self.blank()
        return left + space + operator + space + right

    def marker(self, depth=3):
        choose = self.random
        atoms = []
        for _ in range(choose.choice([1, 1, 1, 2, 2, 3])):
            if depth and choose.random() < 0.25:
                atoms.append("(" + self.blank(0.2) + self.marker(depth - 1) + self.blank(0.2) + ")")
            else:
                atoms.append(self.comparison())
        text = atoms[0]
        for atom in atoms[1:]:
            text += choose.choice([" and ", " or ", " and  ", "\tor "]) + atom
        return self.blank(0.05) + text + self.blank(0.05)

    def clause(self):
        choose = self.random
        operator = choose.choice(["==", "==", "!=", ">=", ">=", "<=", "<", ">", "~=", "~=", "==="])
        text = self.versions.any().strip()
        if operator not in ("==", "!=", "===") and choose.random() < 0.9:
            text = text.split("+")[0]
        if operator in ("==", "!=") and choose.random() < 0.35:
            text = self.versions.release() + ".*"
        if operator == "===" and choose.random() < 0.3:
            text = choose.choice(["foo", "1.0-legacy", "2004b", "", "1.0.0-SNAPSHOT"])
        return operator + self.blank(0.2) + text

    def specifiers(self):
        count = self.random.choice([1, 1, 1, 2, 2, 3, 4])
        joint = self.random.choice([",", ", ", " , "])
        return joint.join(self.clause() for _ in range(count)) + maybe(self.random, self.random.choice([",", ", ,"]), 0.03)

    def name(self):
        return self.random.choice(["flask", "Flask", "zope.interface", "a", "x_y", "A-b_c.d", "0x", "ruamel.yaml", "a_",
                                   "foo__bar", "backports.ssl_match_hostname", "py3"])

    def extras(self):
        names = [self.random.choice(["test", "Test", "dev-tools", "dev_tools", "a.b", "socks", "x_"])
                 for _ in range(self.random.choice([0, 1, 1, 2, 3]))]
        joint = self.random.choice([",", ", ", " ,"])
        return "[" + self.blank(0.2) + joint.join(names) + self.blank(0.2) + "]"

    def generated(self, name=None):
        choose = self.random
        text = self.blank(0.05) + (name or self.name()) + self.blank(0.2) + maybe(choose, self.extras(), 0.3) + self.blank(0.3)
        if choose.random() < 0.12:
            text += "@" + self.blank(0.9) + choose.choice(["https://example.com/x.whl", "git+ssh://h/x@1#egg=y", "file:///a",
                                                           "./p", "https://e/x;y", "a b"])
            text += maybe(choose, " ", 0.7)
        elif choose.random() < 0.8:
            specifiers = self.specifiers()
            text += "(" + self.blank(0.2) + specifiers + self.blank(0.2) + ")" if choose.random() < 0.2 else specifiers
        text += self.blank(0.1)
        return text + (";" + self.marker() if choose.random() < 0.4 else "")


class FileNames:
    def __init__(self, random_, versions):
        self.random, self.versions = random_, versions

    def name(self):
        return self.random.choice(["flask", "Flask", "zope.interface", "ruamel_yaml", "a", "x_y_z", "_x", "x_", "foo__bar",
                                   "na\xefve", "0x", "py.lib", "with space", "a.b_c"])

    def build(self):
        return self.random.choice(["1", "2", "10", "1a", "001", "1_local", "0", "a1", "", "20240101", "1.2"])

    def tags(self):
        pythons = self.random.choice(["py3", "py2.py3", "cp311", "cp39.cp310", "CP311", "3py", "py-3", "", "py3.", "pp310"])
        abis = self.random.choice(["none", "abi3", "cp311", "none.abi3", "pypy310_pp73", "", "cp311t"])
        platforms = self.random.choice(["any", "manylinux_2_17_x86_64.manylinux2014_x86_64", "linux_x86_64", "win_amd64",
                                        "macosx_10_9_universal2", "ANY", "any.any", "", "musllinux_1_2_aarch64"])
        return f"{pythons}-{abis}-{platforms}"

    def version(self):
        text = self.versions.any()
        return text if self.random.random() < 0.1 else text.strip().replace("-", "_")

    def wheel(self):
        parts = [self.name(), self.version()]
        if self.random.random() < 0.3:
            parts.append(self.build())
        return "-".join([*parts, self.tags()]) + self.random.choice([".whl"] * 12 + [".WHL", ".zip", ""])

    def sdist(self):
        return self.name() + self.random.choice(["-"] * 12 + ["_", ""]) + self.versions.any() + \
            self.random.choice([".tar.gz", ".tar.gz", ".tar.gz", ".zip", ".tgz", ".tar.bz2", ".TAR.GZ"])


def questions():
    """All of them, in a fixed order."""
    random_ = random.Random(20261124)
    real_versions = lines("versions.txt")
    versions = Versions(random_, real_versions)
    requirements = Requirements(random_, versions)
    names = FileNames(random_, versions)

    version_texts = [*real_versions, *(versions.generated() for _ in range(6000))]
    version_texts += [damaged(random_, versions.any()) for _ in range(4000)]
    yield from ({"kind": "version", "text": text} for text in version_texts)
    for _ in range(12000):
        left = random_.choice(version_texts)
        yield {"kind": "order", "left": left, "right": versions.near(left)}

    specifier_texts = lines("requires_python.txt") + [requirements.specifiers() for _ in range(6000)]
    specifier_texts += [damaged(random_, requirements.specifiers()) for _ in range(2500)] + ["", " ", ",", "==="]
    for text in specifier_texts:
        pieces = [piece.strip(" =<>!~") for piece in text.split(",")]
        near = [versions.near(random_.choice(pieces)) for _ in range(8)]
        yield {"kind": "specifier", "text": text, "versions": [*near, versions.any(), random_.choice(["2004b", "foo", "1.0"])]}

    requirement_texts = lines("requirements.txt")
    requirement_texts += [requirements.generated() for _ in range(6000)]
    requirement_texts += [damaged(random_, random_.choice(requirement_texts)) for _ in range(6000)]
    yield from ({"kind": "requirement", "text": text} for text in requirement_texts)
    for _ in range(3000):
        left = random_.choice(requirement_texts)
        right = damaged(random_, left, 1) if random_.random() < 0.7 else requirements.generated()
        yield {"kind": "equality", "left": left, "right": right}

    markers = [text.split(";", 1)[1] for text in requirement_texts if ";" in text][:4000]
    markers += [requirements.marker() for _ in range(5000)]
    markers += [damaged(random_, requirements.marker()) for _ in range(3000)]
    yield from ({"kind": "marker", "text": text, "environment": requirements.environment()} for text in markers)

    file_names = lines("file_names.txt")
    wheels = [*(text for text in file_names if text.endswith(".whl")), *(names.wheel() for _ in range(4000))]
    sdists = [*(text for text in file_names if not text.endswith(".whl")), *(names.sdist() for _ in range(2500))]
    yield from ({"kind": "wheel", "text": text} for text in wheels)
    yield from ({"kind": "wheel", "text": damaged(random_, random_.choice(wheels))} for _ in range(3000))
    yield from ({"kind": "sdist", "text": text} for text in sdists)
    yield from ({"kind": "sdist", "text": damaged(random_, random_.choice(sdists))} for _ in range(2000))

    for _ in range(2500):
        yield {"kind": "name", "text": damaged(random_, random_.choice([requirements.name(), names.name()]), 2)}
    for minor, machine, glibc in [(11, "x86_64", (2, 36)), (8, "x86_64", (2, 17)), (14, "aarch64", (2, 41)),
                                  (9, "i686", (2, 31)), (12, "riscv64", (3, 2)), (11, "ppc64le", (2, 16))]:
        yield {"kind": "tags", "minor": minor, "machine": machine, "glibc": glibc}
    for source in python_cases_metadata.sources(random_, versions, requirements):
        yield {"kind": "metadata", "base64": encoded(source)}
    yield from ({"kind": "record", "base64": encoded(text)} for text in python_cases_metadata.records(random_))
    yield from ({"kind": "entry_points", "base64": encoded(text)} for text in python_cases_metadata.entry_points(random_))
