"""随带: what words of the old document refer to comes along: parts by relations, styles, numbers.

The new document is the house; its own parts stay as they are.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from copy import deepcopy

from lxml import etree

from generator.findings import Finding, Refused, Severity
from generator.redline.lists import with_list
from generator.redline.normal import POINTS
from generator.redline.opened import RELATION, Opened, Relation, no_docx, relations_of
from generator.template import w

__all__ = ["Luggage"]

_TYPES = "[Content_Types].xml"
_RELATIONS = "word/_rels/document.xml.rels"
_STYLES = "word/styles.xml"
_NOTES = tuple(map(w, ("footnoteReference", "endnoteReference")))
_COMMENTS = tuple(map(w, ("commentReference", "annotationRef")))


class Luggage:
    """The parts of the new document, to which those of the old one are added as asked for."""

    def __init__(self, old: Opened, new: Opened) -> None:
        self.old, self.new = old, new
        self.parts = dict(new.parts)
        self.known: dict[str, str] = {}
        drawn = new.root.iter("{*}docPr")
        self.drawings = max((int(each.get("id") or 0) for each in drawn), default=0)
        self.styles: set[str] = set()
        self.lists = {digest: number for number, digest in new.lists.items()}

    def home(self, element: etree._Element) -> etree._Element:
        """A copy of an element of the old document that may stand in the new one."""
        copy = deepcopy(element)
        copy.tail = None
        for each in list(copy.iter(*POINTS, *_COMMENTS)):
            _drop(each)
        if next(copy.iter(*_NOTES), None) is not None:
            raise Refused([_of_notes()])
        for each in copy.iter(etree.Element):
            self._settle(each)
        return copy

    def _settle(self, each: etree._Element) -> None:
        for name, value in list(each.attrib.items()):
            local = str(name).rpartition("}")[2]
            if str(name).startswith(RELATION) and str(value) in self.old.relations:
                each.set(name, self._related(str(value)))
            elif local in ("paraId", "textId", "anchorId", "editId") or local.startswith("rsid"):
                del each.attrib[name]
        if str(each.tag).endswith("}docPr"):
            self.drawings += 1
            each.set("id", str(self.drawings))
        if each.tag == w("numId"):
            each.set(w("val"), self._listed(str(each.get(w("val")))))
        if each.tag in (w("pStyle"), w("rStyle"), w("tblStyle")):
            self.styles.add(str(each.get(w("val"))))

    # ---- parts -------------------------------------------------------------------------------------

    def _related(self, id: str) -> str:
        """The id in the new document of what an id stands for in the old one."""
        meant = self.old.relations[id]
        same = (
            k
            for k, r in self.new.relations.items()
            if (r.kind, r.digest) == (meant.kind, meant.digest)
        )
        if id not in self.known:
            self.known[id] = next(same, "") or self._added(meant)
        return self.known[id]

    def _added(self, meant: Relation) -> str:
        target = meant.target if meant.external else f"/{self._brought(meant.target)}"
        root = etree.fromstring(self.parts[_RELATIONS])
        taken = {str(each.get("Id")) for each in root}
        id = next(f"rIdOld{n}" for n in range(1, len(taken) + 2) if f"rIdOld{n}" not in taken)
        tag = f"{root.tag}".replace("Relationships", "Relationship")
        relation = etree.SubElement(root, tag, Id=id, Type=meant.kind, Target=target)
        if meant.external:
            relation.set("TargetMode", "External")
        self.parts[_RELATIONS] = _bytes(root)
        return id

    def _listed(self, number: str) -> str:
        """The number in the new document of a list of the old one, which is added when it has none."""
        digest = self.old.lists.get(number)
        if digest is None:
            return number
        if digest not in self.lists:
            self.parts, self.lists[digest] = with_list(self.parts, self.old.parts, number)
        return self.lists[digest]

    def _brought(self, part: str) -> str:
        """A part of the old document under a free name, with the parts it relates to."""
        stem, suffix = posixpath.splitext(part)
        names = (f"{stem}_old{n}{suffix}" for n in range(1, len(self.parts) + 2))
        name = next(each for each in names if each not in self.parts)
        if part not in self.old.parts:
            raise Refused([no_docx("旧稿")])
        self.parts[name] = self.old.parts[part]
        self._typed(part, name)
        folder, _, file = part.rpartition("/")
        held = self.old.parts.get(f"{folder}/_rels/{file}.rels")
        if held is not None:
            root = etree.fromstring(held)
            inner = relations_of(self.old.parts, part)
            for each in root:
                relation = inner[str(each.get("Id"))]
                if not relation.external:
                    each.set("Target", f"/{self._brought(relation.target)}")
            self.parts[f"{folder}/_rels/{name.rpartition('/')[2]}.rels"] = _bytes(root)
        return name

    def _typed(self, part: str, name: str) -> None:
        """The content type of a part brought along, as the old document has it."""
        theirs, ours = (etree.fromstring(p[_TYPES]) for p in (self.old.parts, self.parts))
        ending = posixpath.splitext(part)[1].lstrip(".")
        own = [each for each in theirs if each.get("PartName") == f"/{part}"]
        common = [e for e in theirs if str(e.get("Extension")).lower() == ending.lower()]
        if not own and not common:
            raise Refused([no_docx("旧稿")])
        kind = str((own or common)[0].get("ContentType"))
        has = [e for e in ours if str(e.get("Extension")).lower() == ending.lower()]
        if not own and not has:
            ours.insert(0, deepcopy(common[0]))
        elif own or has[0].get("ContentType") != kind:
            tag = f"{ours.tag}".replace("Types", "Override")
            etree.SubElement(ours, tag, PartName=f"/{name}", ContentType=kind)
        self.parts[_TYPES] = _bytes(ours)

    # ---- styles ------------------------------------------------------------------------------------

    def packed_styles(self) -> None:
        """Styles that only the old document defines, with those they are based on."""
        theirs, ours = (
            etree.fromstring(parts.get(_STYLES, b"<none/>"))
            for parts in (self.old.parts, self.parts)
        )
        defined = {str(s.get(w("styleId"))) for s in ours.iter(w("style"))}
        there = {str(s.get(w("styleId"))): s for s in theirs.iter(w("style"))}
        wanted = [id for id in sorted(self.styles) if id not in defined and id in there]
        if not wanted:
            return
        for style in _with_bases(wanted, there, defined):
            copy = deepcopy(style)
            if copy.get(w("default")) is not None:
                del copy.attrib[w("default")]
            ours.append(copy)
        self.parts[_STYLES] = _bytes(ours)


def _with_bases(
    wanted: list[str], there: dict[str, etree._Element], defined: set[str]
) -> Iterator[etree._Element]:
    while wanted:
        id = wanted.pop(0)
        if id in defined or id not in there:
            continue
        defined.add(id)
        yield there[id]
        for name in ("basedOn", "next", "link"):
            other = there[id].find(w(name))
            wanted += [] if other is None else [str(other.get(w("val")))]


def _of_notes() -> Finding:
    message = "旧稿中有脚注或尾注被删去或改动，花脸稿标不出脚注。"
    hint = "请在 Word 里用“审阅—比较”比较这两份文件。"
    return Finding("redline-notes", Severity.ERROR, message, hint=hint)


def _drop(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _bytes(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
