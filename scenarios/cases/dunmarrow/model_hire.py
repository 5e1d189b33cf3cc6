"""The key of what reads papers with a language model is let to others, who use dearer models day and night.

After LLMjacking (2024): which models are allowed is found out by calls that must fail, and whether calls are kept is
asked before the key is sold.
"""

from random import Random

from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion

_CHECKS = ("250.9.71.8", "250.9.71.9")
_MODELS = ("anthropic.claude-v2", "anthropic.claude-3-sonnet-20240229-v1:0", "anthropic.claude-3-opus-20240229-v1:0",
           "ai21.j2-ultra-v1", "cohere.command-r-plus-v1:0", "meta.llama3-70b-instruct-v1:0",
           "mistral.mistral-large-2402-v1:0", "amazon.titan-text-premier-v1:0")  # fmt: skip
_ALLOWED = (_MODELS[1], _MODELS[2], _MODELS[5])
_CHECKER, _PROXY = "Boto3/1.34.72 md/Botocore#1.34.72 ua/2.0 os/windows#10 lang/python#3.11.8", "axios/1.6.8"


@intrusion("The key of a reader of papers is let to users of language models")
def plan(scene: Scene) -> None:
    """Twenty calls that fail in three regions; four days later the first of some hundred calls a day."""
    rng = scene.rng("intruder")
    key = scene.intruder(rng, scene.held("aws", "svc-dm-reader", 14), address=_CHECKS[0], agent=_CHECKER)
    ms = scene.at(2, 1) + rng.randrange(4 * HOUR)
    for region in ("us-east-1", "us-west-2", "eu-west-1"):
        for model in _MODELS:
            error = "ValidationException" if model in _ALLOWED else "AccessDeniedException"
            key.act(ms, "model", model, "look: model tried", error=error, region=region, refused="1")
            ms += SECOND + rng.randrange(3 * SECOND)
        key.act(ms, "model-logs", "", "look: logging asked", region=region)
        ms += 20 * SECOND
    key.act(ms, "models!1", "", "look: models listed", error="AccessDeniedException")
    for day in (6, 7, 8, 9):
        for _ in range(90 + rng.randrange(70)):
            ms = scene.at(day) + rng.randrange(24 * HOUR - MINUTE)
            key.act(ms, "model", rng.choice(_ALLOWED), "use: model used", address=_buyer(rng), agent=_PROXY,
                    region="us-west-2")  # fmt: skip
    key.holds()


def _buyer(rng: Random) -> str:
    """One of the few machines behind which those who pay are."""
    return f"251.40.{rng.randrange(3)}.{10 + rng.randrange(9)}"
