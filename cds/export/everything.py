"""Everything a data version tells, as one zip."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from cds.domain.catalogue import Catalogue
from cds.export.files import MEDIA_TYPES, File, file_name
from cds.export.rows import (
    FIGURE_COLUMNS,
    SNAPSHOT_COLUMNS,
    STANDING_COLUMNS,
    csv_bytes,
    figure_row,
    snapshot_row,
    standing_row,
)
from cds.scorecard import Row
from cds.store.snapshots.snapshot import Snapshot
from cds.store.view.queries import View
from cds.text.labels import public_name
from cds.text.phrases import family, head, phrase

_KINDS = (".csv", ".md")
NAMES = family("everything.file")


@dataclass(frozen=True, slots=True)
class Whole:
    """What goes in. `snapshots` are all, `rows` every standing, `gaps` their workbook.

    `register` is the folder of the reference tables.
    """

    catalogue: Catalogue
    view: View
    rows: Sequence[Row]
    gaps: File
    snapshots: Sequence[Snapshot]
    register: Path
    made_on: date


def everything(whole: Whole) -> File:
    """Return the zip; its name holds the data version and a hash, the same for the same content.

    A workbook holds the time it was made, so the hash takes its name for it.
    """
    parts = _parts(whole)
    told = {**parts, NAMES["gaps"]: whole.gaps.name.encode()}
    name = file_name(phrase("everything.name"), whole.view.version, _sums(told), "zip")
    packed, day = BytesIO(), (whole.made_on.year, whole.made_on.month, whole.made_on.day)
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for path, content in {**parts, NAMES["sums"]: _sums(parts)}.items():
            entry = ZipInfo(path, (*day, 0, 0, 0))
            entry.compress_type = ZIP_DEFLATED
            archive.writestr(entry, content)
    return File(name, MEDIA_TYPES["zip"], packed.getvalue())


def _parts(whole: Whole) -> dict[str, bytes]:
    published = {one.snapshot_id: _public(one) for one in whole.view.snapshots}
    figures = whole.view.observations()
    demo = sum(figure.observation.is_demo for figure in figures)
    standings = (standing_row(one, whole.catalogue) for one in whole.rows)
    rows = (figure_row(one, whole.catalogue, published[one.snapshot_id]) for one in figures)
    parts = {
        NAMES["readme"]: _readme(whole, len(figures), demo).encode("utf-8-sig"),
        NAMES["figures"]: csv_bytes(rows, FIGURE_COLUMNS),
        NAMES["standings"]: csv_bytes(standings, STANDING_COLUMNS),
        NAMES["gaps"]: whole.gaps.content,
        NAMES["snapshots"]: csv_bytes(
            (snapshot_row(_public(one)) for one in whole.snapshots), SNAPSHOT_COLUMNS
        ),
    }
    for path in sorted(whole.register.iterdir()):
        if path.suffix in _KINDS:
            parts[f"{NAMES['register']}/{path.name}"] = path.read_bytes()
    return parts


def _public(snapshot: Snapshot) -> Snapshot:
    by, withdrawn_by = snapshot.uploaded_by, snapshot.withdrawn_by
    withdrawn_by = withdrawn_by and public_name(withdrawn_by)
    return replace(snapshot, uploaded_by=public_name(by), withdrawn_by=withdrawn_by)


def _sums(parts: Mapping[str, bytes]) -> bytes:
    """What `sha256sum -c` reads."""
    lines = (f"{sha256(part).hexdigest()}  {name}\n" for name, part in parts.items())
    return "".join(lines).encode()


def _readme(whole: Whole, figures: int, demo: int) -> str:
    programme, damaged = whole.catalogue.programme, [one.path for one in whole.view.damaged]
    columns = dict.fromkeys((*FIGURE_COLUMNS, *STANDING_COLUMNS, *SNAPSHOT_COLUMNS))
    return phrase(
        "everything.readme",
        product=programme.product_name,
        programme=programme.name,
        version=str(whole.view.version),
        made_on=whole.made_on,
        figures=figures,
        demo=demo,
        standings=len(whole.rows),
        snapshots=len(whole.snapshots),
        damaged="\n".join(damaged) or phrase("everything.no_damage"),
        columns="\n".join(f"{name}: {head(name, 'cli')}" for name in columns),
    )
