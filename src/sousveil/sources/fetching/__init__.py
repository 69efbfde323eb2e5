"""Fetch: address -> the bytes of a page as sent, politely, within bounds, from public hosts alone."""

from sousveil.sources.fetching.decoding import decode_body
from sousveil.sources.fetching.fetcher import Fetcher
from sousveil.sources.fetching.policy import USER_AGENT, FetchPolicy
from sousveil.sources.fetching.results import (
    Downloaded,
    Failure,
    FetchedPage,
    FetchResult,
    NotModified,
    Redirect,
    Refusal,
    media_type,
)

__all__ = [
    "USER_AGENT",
    "Downloaded",
    "Failure",
    "FetchPolicy",
    "FetchResult",
    "FetchedPage",
    "Fetcher",
    "NotModified",
    "Redirect",
    "Refusal",
    "decode_body",
    "media_type",
]
