"""Where each page of the site is: relative paths that are safe on every file system."""

from __future__ import annotations

import re
from functools import lru_cache

from attrs import frozen

from sousveil.model.identifiers import sha256_of

_PLAIN = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")
_COUNTRY_CODE = re.compile(r"[A-Z]{3}")
_RESERVED = frozenset(
    {"index", "all-editions", "con", "prn", "aux", "nul"}
    | {f"{port}{number}" for port in ("com", "lpt") for number in range(10)}
)


_OF_ALL_LANGUAGES = ("assets/", "downloads/")


@frozen(repr=False)
class Link:
    """A text and the page of the site that it leads to; without a page it is text alone."""

    text: str
    path: str | None = None

    def __repr__(self) -> str:
        # Pages are told from each other by what they repeat, mostly links: this is the quick way.
        return f"Link({self.text!r}, {self.path!r})"


@frozen(kw_only=True)
class Place:
    """Where a page is: its path within the folder of its language, and that folder."""

    path: str
    folder: str

    @property
    def top(self) -> str:
        """The way from the page to the top of the site."""
        return root_of(self.folder + self.path)

    def href(self, path: str) -> str:
        """Return the way to another page of the language, or to a file that all languages share.

        >>> page = Place(path="countries/KEN.html", folder="fr/")
        >>> page.href("vendors/nec.html"), page.href("assets/style.css")
        ('../vendors/nec.html', '../../assets/style.css')
        """
        root = self.top if path.startswith(_OF_ALL_LANGUAGES) else root_of(self.path)
        return root + path


def language_folder(code: str) -> str:
    """Return the folder of a language's pages; English ones are at the top.

    >>> language_folder("en"), language_folder("ar")
    ('', 'ar/')
    """
    return "" if code == "en" else f"{code}/"


@lru_cache(maxsize=65_536)
def file_stem(identifier: str, plain: re.Pattern[str] = _PLAIN) -> str:
    """Return a name for files and anchors: the identifier itself where that is ``plain``.

    Any other becomes a part of its hash, a full stop and its ASCII letters and digits, so
    that two identifiers never share a file, even where the file system folds case.

    >>> file_stem("huawei"), file_stem("../Ünal")
    ('huawei', '9278ef95.nal')
    """
    if plain.fullmatch(identifier) and identifier not in _RESERVED:
        return identifier
    letters = re.sub(r"[^a-z0-9]+", "-", identifier.lower()).strip("-")[:60]
    digest = sha256_of(identifier.encode("utf-8", "surrogatepass"))[:8]
    return f"{digest}.{letters or 'x'}"


def country_path(country_iso3: str) -> str:
    """Return the page of a country."""
    return f"countries/{file_stem(country_iso3, _COUNTRY_CODE)}.html"


def vendor_path(vendor_id: str) -> str:
    """Return the page of a vendor."""
    return f"vendors/{file_stem(vendor_id)}.html"


def edition_path(codebook_id: str) -> str:
    """Return the page of an edition."""
    return f"editions/{file_stem(codebook_id)}/index.html"


def finding_path(codebook_id: str, finding_id: str) -> str:
    """Return the page of a finding."""
    return f"findings/{file_stem(codebook_id)}/{file_stem(finding_id)}.html"


def technology_path(technology_code: str) -> str:
    """Return the page of a technology."""
    return f"technologies/{file_stem(technology_code)}.html"


def comparison_path(before: str, after: str) -> str:
    """Return the page that compares the editions of two codebooks."""
    return f"compare/editions/{file_stem(before)}..{file_stem(after)}.html"


def audit_path(codebook_id: str) -> str:
    """Return the page of the audit of an edition's published table."""
    return f"audit/{file_stem(codebook_id)}.html"


def stacked_path() -> str:
    """Return the folder of the tables that hold all editions; no codebook's has its name."""
    return "downloads/all-editions"


def downloads_path(codebook_id: str) -> str:
    """Return the folder of an edition's data package."""
    return f"downloads/{file_stem(codebook_id)}"


def claim_anchor(codebook_id: str, claim_id: str) -> str:
    """Return the anchor of a claim on its country's page, which shows several editions."""
    return f"{file_stem(codebook_id)}-{file_stem(claim_id)}"


def root_of(path: str) -> str:
    """Return the way from a page to the top of the site.

    >>> root_of("countries/KEN.html"), root_of("index.html")
    ('../', '')
    """
    return "../" * path.count("/")


def web_address(url: str | None) -> str | None:
    """Return an address that may become a link: http and https only, nothing that runs.

    >>> web_address("https://doi.org/10.17632/x"), web_address("javascript:alert(1)")
    ('https://doi.org/10.17632/x', None)
    """
    return url if url and re.match(r"https?://[^\s]+\Z", url) else None
