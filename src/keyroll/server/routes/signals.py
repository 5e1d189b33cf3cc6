"""``POST /signals/STREAM``: accepts one security event token from its transmitter (RFC 8935, November 2020).

202 with an empty body once it is on disk, also for a repeated token; 400 with the standard's code for a refused token;
503 if the check is impossible now, so that the token is sent again.
"""

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from keyroll.api import Err, Fault, Keyroll, Keys
from keyroll.errors import KeyrollError, SignalRefused
from keyroll.server.contract import Route

_MEDIA_TYPE = "application/secevent+jwt"
_KEYS = Keys()


def _refused(fault: Fault) -> Response:
    # The standard requires the language of the description.
    return JSONResponse(fault.body, 400, {"Content-Language": "en"})


def _not_let_in(error: HTTPException) -> Response:
    code = Err.ACCESS if error.status_code == 403 else Err.AUTHENTICATION
    return _refused(Fault(code, error.detail))


async def _answer(keyroll: Keyroll, request: Request) -> Response:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _MEDIA_TYPE:
        return _refused(Fault(Err.REQUEST, f"the body must be {_MEDIA_TYPE}"))
    body = await request.body()
    try:
        stream = (await run_in_threadpool(keyroll.streams.all)).get(request.path_params["stream"])
        if stream is None or stream.pushed_by != request.state.token.name:
            return _refused(Fault(Err.ACCESS, "the token is not that of this stream's transmitter"))
        await run_in_threadpool(keyroll.streams.receive, stream, body, _KEYS)
    except SignalRefused as refused:
        return _refused(Fault.of(refused))
    except KeyrollError:
        return JSONResponse({"error": "not accepted: send it again"}, 503, {"Retry-After": "60"})
    return Response(status_code=202)


ROUTE = Route("/signals/{stream}", "POST", "signals:write", _answer, refused=_not_let_in)
