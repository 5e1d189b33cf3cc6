"""The user agents of browsers."""

MAC, WINDOWS, LINUX = "Macintosh; Intel Mac OS X 10_15_7", "Windows NT 10.0; Win64; x64", "X11; Linux x86_64"


def chrome(system: str, version: object, *, edge: bool = False) -> str:
    """The user agent of Chrome, or of Edge of the same version."""
    name = f"Chrome/{version}.0.0.0 Safari/537.36" + (f" Edg/{version}.0.0.0" if edge else "")
    return f"Mozilla/5.0 ({system}) AppleWebKit/537.36 (KHTML, like Gecko) {name}"


def firefox(system: str, version: object, revision: object = "") -> str:
    """The user agent of Firefox; older versions name a revision that differs from their version."""
    return f"Mozilla/5.0 ({system}; rv:{revision or version}.0) Gecko/20100101 Firefox/{version}.0"
