"""Documents of every format that is read, sound and hostile, made by code."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from email.message import EmailMessage
from email.policy import SMTP

import pypdfium2  # type: ignore[import-untyped]
from docx import Document

PARAGRAPHS = (
    "The police of the town bought forty cameras with face recognition for the station.",
    "The council had approved the contract with the supplier in a closed session, the mayor said.",
    "A group of residents wants a court to look at the legal basis before the pilot begins.",
)
LINES = ("Police bought forty cameras", "for the railway station.")


def make_html(
    *,
    head: str = "",
    body: str = "",
    language: str = "en",
    paragraphs: tuple[str, ...] = PARAGRAPHS,
) -> str:
    """A page with navigation, an article and a footer."""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f'<!doctype html><html lang="{language}"><head>{head}</head><body>'
        '<nav><ul><li><a href="/">Home</a></li><li><a href="/s">Sports</a></li></ul></nav>'
        f"<main><article>{text}</article></main>{body}<footer>All rights reserved</footer></body></html>"
    )


def make_pdf(
    pages: tuple[tuple[str, ...], ...] = (LINES,), *, catalog: bytes = b"", page_extra: bytes = b""
) -> bytes:
    """A PDF file with a line of Latin text each; more entries for catalogue and pages on demand."""
    font = 3 + 2 * len(pages)
    kids = b" ".join(b"%d 0 R" % (3 + 2 * number) for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalog,
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(pages)),
    ]
    for number, lines in enumerate(pages):
        shown = b" ".join(b"(%s) Tj 0 -24 Td" % line.encode() for line in lines)
        objects += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R "
            b"/Resources << /Font << /F1 %d 0 R >> >> %s >>" % (4 + 2 * number, font, page_extra),
            make_stream(b"BT /F1 18 Tf 72 700 Td %s ET" % shown),
        ]
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    return assemble_pdf(objects)


def make_hostile_pdf() -> bytes:
    """A PDF file that runs a script when opened and whose page tree contains itself."""
    script = b"<< /S /JavaScript /JS (while \\(true\\) { app.alert\\('x'\\); }) >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /OpenAction %s /Outlines 6 0 R >>" % script,
        b"<< /Type /Pages /Kids [3 0 R 2 0 R 5 0 R] /Count 3 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /AA << /O %s >> "
        b"/Resources << /Font << /F1 7 0 R >> >> >>" % script,
        make_stream(b"BT /F1 18 Tf 72 700 Td (Police bought forty cameras) Tj ET"),
        b"<< /Type /Pages /Parent 5 0 R /Kids [5 0 R] /Count 1 >>",
        b"<< /Type /Outlines /First 6 0 R /Last 6 0 R /Next 6 0 R /Title 6 0 R >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding 7 0 R >>",
    ]
    return assemble_pdf(objects)


def make_scanned_pdf(pages: int = 1) -> bytes:
    """A PDF file whose pages are pictures of text."""
    return make_mixed_pdf(((LINES, True),) * pages)


def make_mixed_pdf(pages: tuple[tuple[tuple[str, ...], bool], ...]) -> bytes:
    """A PDF file of pages with the given lines; where it says so, as a picture of them."""
    kids = b" ".join(b"%d 0 R" % (4 + 3 * number) for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(pages)),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number, (lines, is_picture) in enumerate(pages):
        shown = b" ".join(b"(%s) Tj 0 -24 Td" % line.encode() for line in lines)
        text = b"BT /F1 18 Tf 72 700 Td %s ET" % shown
        objects += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R /Resources "
            b"<< /Font << /F1 3 0 R >> /XObject << /Im1 %d 0 R >> >> >>"
            % (5 + 3 * number, 6 + 3 * number),
            make_stream(b"q 612 0 0 792 0 0 cm /Im1 Do Q" if is_picture else text),
            _make_picture(lines) if is_picture else b"null",
        ]
    return assemble_pdf(objects)


def _make_picture(lines: tuple[str, ...]) -> bytes:
    with_text = pypdfium2.PdfDocument(make_pdf((lines,)))
    bitmap = with_text[0].render(scale=200 / 72, grayscale=True)
    width, height, stride = bitmap.width, bitmap.height, bitmap.stride
    dots = bytes(bitmap.buffer)
    with_text.close()
    rows = b"".join(dots[row * stride : row * stride + width] for row in range(height))
    return make_stream(
        zlib.compress(rows),
        b"/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray "
        b"/BitsPerComponent 8 /Filter /FlateDecode" % (width, height),
    )


def make_stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), entries, data)


def assemble_pdf(objects: list[bytes]) -> bytes:
    """Number the objects from 1, the catalogue first, and write the table of their places."""
    file, places = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate(objects, start=1):
        places.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\n" % (len(objects) + 1)
    start = len(file)
    file += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    file += b"%sstartxref\n%d\n%%%%EOF\n" % (trailer, start)
    return bytes(file)


def make_docx() -> bytes:
    """A DOCX file: a paragraph, a table, a paragraph."""
    document = Document()
    document.core_properties.title = "Cameras at the station"
    document.core_properties.author = "a private person"
    document.add_paragraph(PARAGRAPHS[0])
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Cameras", "40"
    document.add_paragraph(PARAGRAPHS[1])
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def make_rich_docx(parts: dict[str, str] | None = None) -> bytes:
    """A DOCX file with headers, a footer, notes, a text box, a content control and changes.

    ``parts`` replaces the XML of footnotes, endnotes or body.
    """
    document = Document()
    first = document.sections[0]
    first.header.paragraphs[0].text = "Ministry of the Interior"
    first.footer.paragraphs[0].text = "Draft of 4 May"
    second = document.add_section()
    second.header.is_linked_to_previous = False
    second.header.paragraphs[0].text = "Ministry of the Interior"
    buffer = io.BytesIO()
    document.save(buffer)
    parts = {"document": _rich_body(buffer.getvalue()), **RICH_NOTES, **(parts or {})}
    names = {f"word/{kind}.xml": xml.encode() for kind, xml in parts.items()}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive, zipfile.ZipFile(buffer) as sound:
        for name in sound.namelist():
            if name not in names:
                archive.writestr(name, _name_notes(name, sound.read(name).decode("latin-1")))
        for name, xml in names.items():
            archive.writestr(name, xml)
    return target.getvalue()


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
RICH_NOTES = {
    "footnotes": f"""<w:footnotes {W}>
        <w:footnote w:type="separator" w:id="0"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>
        <w:footnote w:id="2"><w:p><w:r><w:footnoteRef/><w:t xml:space="preserve"> Told by</w:t>
          </w:r></w:p><w:p><w:r><w:t>the mayor.</w:t></w:r></w:p></w:footnote>
        <w:footnote w:id="9"><w:p><w:r><w:t>Of the vendor Regard.</w:t></w:r></w:p></w:footnote>
        <w:footnote w:id="4"><w:p><w:r><w:t>Nothing refers here.</w:t></w:r></w:p></w:footnote>
        </w:footnotes>""",
    "endnotes": f"""<w:endnotes {W}><w:endnote w:id="1">
        <w:p><w:r><w:t>At the end.</w:t></w:r></w:p></w:endnote></w:endnotes>""",
}
RICH_PARAGRAPHS = """
<w:p><w:r><w:t>Forty cameras</w:t><w:footnoteReference w:id="9"/><w:t xml:space="preserve"> were </w:t>
</w:r><w:ins w:id="1"><w:r><w:t>bought</w:t></w:r></w:ins><w:del w:id="2"><w:r>
<w:delText>rented</w:delText></w:r></w:del><w:r><w:t>.</w:t><w:footnoteReference w:id="2"/>
<w:endnoteReference w:id="1"/></w:r></w:p>
<w:p><w:r><w:t>Beside the box.</w:t><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>
<w:txbxContent><w:p><w:r><w:t>In the box.</w:t></w:r></w:p></w:txbxContent></w:drawing></mc:Choice>
<mc:Fallback><w:pict><w:txbxContent><w:p><w:r><w:t>In the box.</w:t></w:r></w:p></w:txbxContent>
</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>
<w:sdt><w:sdtPr/><w:sdtContent><w:p><w:r><w:t>In a form.</w:t></w:r></w:p></w:sdtContent></w:sdt>
<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Cameras</w:t></w:r></w:p></w:tc><w:sdt><w:sdtContent><w:tc>
<w:p><w:r><w:t>40</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>inner</w:t></w:r></w:p></w:tc>
</w:tr></w:tbl></w:tc></w:sdtContent></w:sdt></w:tr></w:tbl>
"""


def _rich_body(sound: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(sound)) as archive:
        xml = archive.read("word/document.xml").decode()
    space = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    paragraphs = RICH_PARAGRAPHS.replace("<mc:AlternateContent", f"<mc:AlternateContent {space}")
    return xml.replace("<w:body>", f"<w:body>{paragraphs}", 1)


def _name_notes(name: str, part: str) -> bytes:
    """Enter the notes where a package lists its parts."""
    if name == "word/_rels/document.xml.rels":
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        entry = "".join(
            f'<Relationship Id="n{note}" Type="{kind}/{note}" Target="{note}.xml"/>'
            for note in RICH_NOTES
        )
        part = part.replace("</Relationships>", f"{entry}</Relationships>")
    return part.encode("latin-1")


def make_docx_bomb(unpacked_bytes: int = 2 * 1024**3) -> bytes:
    """A DOCX file whose body declares, and packs, gigabytes of blanks."""
    buffer = io.BytesIO()
    blank = b" " * 1024**2
    with (
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        zipfile.ZipFile(io.BytesIO(make_docx())) as sound,
    ):
        for name in sound.namelist():
            if name != "word/document.xml":
                archive.writestr(name, sound.read(name))
        with archive.open("word/document.xml", "w", force_zip64=True) as member:
            for _ in range(unpacked_bytes // len(blank)):
                member.write(blank)
    return buffer.getvalue()


def replace_docx_body(xml: bytes) -> bytes:
    """A DOCX file with another body."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive,
        zipfile.ZipFile(io.BytesIO(make_docx())) as sound,
    ):
        for name in sound.namelist():
            archive.writestr(name, xml if name == "word/document.xml" else sound.read(name))
    return buffer.getvalue()


def make_gzip_bomb(unpacked_bytes: int = 1024**3) -> bytes:
    """A gzip file of a page that goes on for a gigabyte."""
    buffer = io.BytesIO()
    with gzip.GzipFile(fileobj=buffer, mode="wb", compresslevel=1, mtime=0) as packed:
        packed.write(b"<!doctype html><p>")
        for _ in range(unpacked_bytes // 1024**2):
            packed.write(b"a" * 1024**2)
    return buffer.getvalue()


def make_email(
    *, html: bool = True, charset: str = "utf-8", text: str = " ".join(PARAGRAPHS)
) -> bytes:
    """A message with a plain and an HTML part, and an attachment."""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = "Cameras at the station"
    message["From"] = "Jane Private <jane@example.org>"
    message["To"] = "desk@example.org"
    message["Date"] = "Thu, 04 Mar 2021 23:30:00 +0300"
    message.set_content(text, charset=charset)
    if html:
        message.add_alternative(make_html(), subtype="html")
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="map.png")
    return message.as_bytes()
