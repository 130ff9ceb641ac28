"""Generated METADATA, RECORD and entry_points.txt, whole and malformed."""

import csv
import importlib.metadata
import io

HEADERS = ["Metadata-Version", "Name", "Version", "Summary", "Home-page", "Author", "Author-email", "Maintainer",
           "Maintainer-email", "License", "License-Expression", "License-File", "Classifier", "Keywords", "Platform",
           "Supported-Platform", "Requires-Dist", "Requires-Python", "Requires-External", "Requires", "Provides", "Obsoletes",
           "Provides-Dist", "Obsoletes-Dist", "Provides-Extra", "Project-URL", "Dynamic", "Download-URL", "Description",
           "Description-Content-Type", "Import-Name", "Import-Namespace", "X-Unknown", "Content-Type", "BugTrack-URL"]
VERSIONS = ["1.0", "1.1", "1.2", "2.0", "2.1", "2.2", "2.3", "2.4", "2.5", "2.6", "3.0", "", "2.1 "]
BREAKS = ["\n", "\n", "\n", "\r\n", "\r"]
ODD_LINES = ["no header at all", "From someone at home", "From: x", ": no name", " leading", "\tcontinued", "", "Na me: x",
             "Name : x", "Name", "\x0cName: x", "  ", "Summary:", "summary: twice", "=", "--boundary"]
BODIES = ["", "", "A description.\n\nOf two paragraphs.\n", "UTF-8 \u2713 body\n", "\n\nblank first", "Name: in the body\n",
          "\xe9".encode("latin-1"), "From here on\n", "one\rtwo\r\nthree", "--b\nX: y\n\npart\n--b--\n",
          "\x00nul", "--bb\n", "text\n--b-- \nrest", "text\n--b \t\r\nrest", "--b", "text --b\n"]


def value(random_, header, versions, requirements):
    choose = random_.choice
    return {
        "Metadata-Version": lambda: choose(VERSIONS),
        "Name": requirements.name,
        "Version": versions.any,
        "Requires-Dist": lambda: requirements.generated(choose(["flask", "zope.interface", "A-b_c.d", "-x"])),
        "Requires-Python": requirements.specifiers,
        "Provides-Extra": lambda: choose(["test", "Dev_Tools", "bad extra", "-x", "docs.api"]),
        "Project-URL": lambda: choose(["Home, https://a/", "Docs,https://b/,c", "no comma", "Home , x", " Bugs, y ", ", z"]),
        "Keywords": lambda: choose(["a,b", "a b c", " x , y ,", "", "one"]),
        "Dynamic": lambda: choose(["Version", "Requires-Dist", "classifier", "nothing", "Name", "license-file"]),
        "License-File": lambda: choose(["LICENSE", "a/b", "../x", "/etc", "C:/x", "a\\b", "a//b", "*.txt", "./a", "a/", "."]),
        "Import-Name": lambda: choose(["", "a", "a.b", "a ; private", "class", "1a", "a;public", "a..b", "a; private"]),
        "Import-Namespace": lambda: choose(["a", "a.b;private", "", "for"]),
        "Content-Type": lambda: choose(["text/plain", "message/rfc822", "multipart/mixed; boundary=b", "multipart/mixed",
                                        "text", "text/plain; charset=latin-1"]),
        "Summary": lambda: choose(["A thing.", "UTF-8 \u2713", "two\x0blines", "UNKNOWN", "", "\u2028"]),
        "Description-Content-Type": lambda: choose(["text/markdown", "text/x-rst; charset=UTF-8", "text/html"]),
    }.get(header, lambda: choose(["UNKNOWN", "some text", "with: colon", "  spaced  ", "", "\u017eluv\u00e9", "a,b;c"]))()


def encode(random_, text):
    return text.encode("latin-1", "replace") if random_.random() < 0.04 else text.encode()


def line_of(random_, header, versions, requirements):
    text = value(random_, header, versions, requirements)
    if random_.random() < 0.05:
        header = random_.choice([header.upper(), header.lower()])
    line = header + ":" + random_.choice([" ", " ", " ", "", "  ", "\t"]) + text
    if random_.random() < 0.06:
        line += random_.choice(BREAKS) + random_.choice(["        ", " ", "\t", "       |"]) + random_.choice(["more", "", "a: b"])
    return encode(random_, line)


def generated(random_, versions, requirements):
    headers = ["Metadata-Version", "Name", "Version"] if random_.random() < 0.8 else []
    headers += [random_.choice(HEADERS) for _ in range(random_.choice([0, 1, 3, 6, 12]))]
    lines = [line_of(random_, header, versions, requirements) for header in headers]
    if random_.random() < 0.25:
        for _ in range(random_.randint(1, 3)):
            lines.insert(random_.randint(0, len(lines)), random_.choice(ODD_LINES).encode())
    end = random_.choice(BREAKS).encode()
    body = random_.choice(BODIES)
    source = b"".join(line + end for line in lines) + random_.choice([end, end, end, b"", b" " + end])
    return source + (body if isinstance(body, bytes) else body.encode())


def sources(random_, versions, requirements):
    """Those of what is installed beside this test, and 5,000 generated ones."""
    for distribution in sorted(importlib.metadata.distributions(), key=lambda one: str(one.metadata["Name"])):
        text = distribution.read_text("METADATA") or distribution.read_text("PKG-INFO")
        if text:
            yield text
    for _ in range(5000):
        yield generated(random_, versions, requirements)


def records(random_):
    paths = ["a.py", "a/b.py", "x-1.0.dist-info/RECORD", "with,comma.py", 'quo"te', "new\nline", "\u017e.py", "../../bin/x", " "]
    for _ in range(400):
        out = io.StringIO()
        writer = csv.writer(out, lineterminator=random_.choice(["\n", "\r\n"]))
        for _ in range(random_.randint(0, 6)):
            whole = random_.random() < 0.8
            writer.writerow([random_.choice(paths), "sha256=" + "A" * 43 if whole else "", "12" if whole else ""])
        yield out.getvalue() + random_.choice(["", "", "\n"])


def entry_points(random_):
    values = ["a:b", "a.b:c.d", "a", "a:b [x, y]", "a : b", "a:b[x]", "not valid:", ":x", "a-b:c", "a:b c", "m.n:o.p [q]"]
    for _ in range(400):
        text = random_.choice(["", "# comment\n", "\n\n"])
        for group in random_.sample(["console_scripts", "gui_scripts", "x.y", "pytest11"], random_.randint(1, 3)):
            text += f"[{group}]\n"
            for point in random_.sample(["run", "a-b", "with space", "c.d"], random_.randint(0, 3)):
                text += point + random_.choice(["=", " = ", "= "]) + random_.choice(values) + random_.choice(["\n", "\r\n", "\n\n"])
        yield text
