"""Which addresses may be fetched, held to at the one place where a connection is made.

A name is resolved once, every address it has is checked, and the connection goes to one of those:
a name that resolves to another address the next moment gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Iterable
from typing import Any
from urllib.parse import urljoin

import httpcore2
import httpx2

from aidememoire.errors import AddressRefused

_LONGEST = 2048
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_LOW = 0xFFFFFFFF


def checked(url: str, *, allow_private: bool, base: str = "") -> httpx2.URL:
    """A URL that may be asked for, as far as can be told without resolving its name.

    Args:
        url: The URL; a relative one is one of the base's.
        allow_private: Whether private, loopback and link-local addresses may be.
        base: Where the URL was met.

    Raises:
        AddressRefused: It is no http or https URL, holds a password, or names a private address.
    """
    if len(url) > _LONGEST:
        raise AddressRefused(f"{url[:60]}… is longer than {_LONGEST} characters")
    try:
        parsed = httpx2.URL(urljoin(base, url))
    except (httpx2.InvalidURL, UnicodeError, ValueError) as error:
        raise AddressRefused(f"{url[:200]} is no address: {error}") from error
    if parsed.userinfo:
        raise AddressRefused(
            f"an address at {parsed.host} holds a user or password",
            "Fetch what needs a login yourself and give the file.",
        )
    if parsed.scheme not in {"http", "https"} or not parsed.host:
        raise AddressRefused(f"{url[:200]} is not fetched: only http and https are")
    try:
        ip = ipaddress.ip_address(parsed.host)
    except ValueError:
        return parsed.copy_with(fragment=None)
    if not allow_private and not is_public(ip):
        raise _private(parsed.host)
    return parsed.copy_with(fragment=None)


def is_public(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether an address is one of the public internet, and so is an IPv4 address within it."""
    if isinstance(ip, ipaddress.IPv6Address):
        within = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if within is None and ip in _NAT64:
            within = ipaddress.IPv4Address(int(ip) & _LOW)
        if within is not None:
            return is_public(within)
    return ip.is_global and not (ip.is_multicast or ip.is_reserved)


def _private(host: str) -> AddressRefused:
    return AddressRefused(
        f"{host} is not an address of the public internet",
        "Allow private and loopback addresses with --allow-private if you trust the links.",
    )


class Guard(httpcore2.NetworkBackend):
    """Makes connections to addresses that may be fetched, and ends all at a deadline.

    Args:
        allow_private: Whether private, loopback and link-local addresses may be connected to.
    """

    def __init__(self, *, allow_private: bool) -> None:
        self._allow_private = allow_private
        self._backend = httpcore2.SyncBackend()
        self.deadline = 0.0
        """When `time.monotonic()` says this, everything under way ends with a timeout."""

    def left(self, timeout: float | None) -> float:
        """The seconds that an operation may take.

        Raises:
            httpcore2.ReadTimeout: None are left.
        """
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise httpcore2.ReadTimeout("the time for it is over")
        return left if timeout is None else min(left, timeout)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        """Connect to one of the host's addresses, if all of them may be fetched."""
        failed: Exception = httpcore2.ConnectError(f"{host} has no address")
        for address in self._addresses(host, port):
            try:
                stream = self._backend.connect_tcp(
                    address, port, self.left(timeout), local_address, socket_options
                )
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failed = error
            else:
                return _Stream(stream, self)
        raise failed

    def _addresses(self, host: str, port: int) -> list[str]:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpcore2.ConnectError(f"{host} can't be resolved") from error
        addresses = list(dict.fromkeys(str(each[4][0]) for each in found))
        if not self._allow_private:
            for address in addresses:
                if not is_public(ipaddress.ip_address(address.partition("%")[0])):
                    raise _private(f"{host} ({address})" if host != address else host)
        return addresses


class _Stream(httpcore2.NetworkStream):
    """A connection no operation of which outlasts the deadline."""

    def __init__(self, stream: httpcore2.NetworkStream, guard: Guard) -> None:
        self._stream, self._guard = stream, guard

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._guard.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._guard.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        left = self._guard.left(timeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, left), self._guard)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
