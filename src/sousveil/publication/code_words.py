"""The codes of editions in words, so that catalogues translate what pages show of them."""

from __future__ import annotations

from sousveil.publication.languages import N_

STATUSES = (
    N_("planned"),
    N_("pilot"),
    N_("procured"),
    N_("deployed"),
    N_("ended"),
    N_("banned"),
    N_("denied"),
)
SAFEGUARDS = (
    N_("legal basis"),
    N_("oversight"),
    N_("impact assessment"),
    N_("ruling"),
    N_("documented misuse"),
    N_("ban or moratorium"),
    N_("present"),
    N_("absent"),
    N_("partial"),
)
FINANCING = (N_("soft loan"), N_("grant"), N_("loan"))
DECIDED = {
    "accept": N_("accepted"),
    "recode": N_("recoded"),
    "reject": N_("rejected"),
    "unsure": N_("left unsure"),
}
"""What was decided of a claim, by the verdict that an edition gives."""
REPLIES = (N_("asked"), N_("sent"), N_("answered"), N_("declined"), N_("no answer"))
ISSUES = (N_("repaired"), N_("kept"), N_("left out"))
CHANGES = (
    N_("unit"),
    N_("technology"),
    N_("country"),
    N_("cell"),
    N_("supply"),
    N_("covariate"),
    N_("gained"),
    N_("lost"),
    N_("changed"),
    N_("not compared"),
)
CAUSES = (
    N_("new evidence"),
    N_("correction"),
    N_("recode"),
    N_("retirement"),
    N_("codebook change"),
    N_("unit change"),
    N_("published table"),
    N_("syndication"),
    N_("search"),
    N_("covariates"),
)
CONFLICT_RULES = (
    N_("country dropped"),
    N_("not ticked any more"),
    N_("vendor columns full"),
    N_("not named any more"),
    N_("claim rejected"),
)
CONFLICTS = (
    N_("lists the country"),
    N_("ticks it"),
    N_("names it"),
    N_("does not list the country"),
    N_("lists the country, and does not tick it"),
    N_("names others in all of its columns for vendors"),
    N_("lists the country, and does not name it"),
)
CONFIDENCE = (N_("certain"), N_("inferred"))
STANDINGS = (N_("holds"), N_("caution"), N_("fails"))
MAKERS = (N_("person"), N_("extractor"), N_("published table"))
NOT_COUNTED = {
    "rejected": N_("it is rejected"),
    "status": N_("its status makes no cell"),
    "maker": N_("the codebook does not count who made it"),
    "not_reviewed": N_("no person has decided on it"),
    "source_kind": N_("the codebook does not count this kind of source"),
    "date": N_("it is outside the dates of the codebook"),
}
"""Why an accepted claim makes no cell, by the code that an edition gives."""
AGREEMENT = (
    N_("all"),
    N_("decision"),
    N_("technology code"),
    N_("vendor id"),
    N_("supplier iso3"),
    N_("country iso3"),
    N_("safeguard kind"),
    N_("safeguard finding"),
)
