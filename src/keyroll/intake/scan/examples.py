"""Values that vendors and standards print as examples, by their SHA-256, so that no scanner reports this file.

Written from memory of those pages: check them again. A missing example costs one false value.
"""

EXAMPLES = frozenset(
    {
        "2cafc0970149a84f3b9e62eaf169f36f59907a3b3e31f7b82e68c69cd27f7326",  # Stripe, API reference (test key)
        "f2d6ca16515033e5dce14eba840b979d27b5cbae24bb3e5bf484339667f86397",  # Stripe, older API reference (test key)
        "f5375a46365089a84f4f822b70d44e744d64775cc747f030f8488a6274fe28f8",  # Slack, token types
        "f5c388734d28087b33b453e43c4383711da5a9948dcbb607b7bdbebc176ab7d8",  # Slack, incoming webhooks
        "02091175c1ae3023fb1e92ff16e1a5ca44dcd9f449916770f7d4eb192092e273",  # SendGrid, API keys
        "1021ad463a161d69de63ef74566407b9ed012deb6d9306a4bc7183544c84350c",  # Google, API keys
        "7f75367e7881255134e1375e723d1dea8ad5f6a4fdb79d938df1f1754a830606",  # jwt.io, first page
        "6c96130f130ab0d6d158397e24d2bcc1c9a5e73ae081f6e983f1c7b545d24a4c",  # RFC 6749, access token
        "00cf4c781dc37003f7c7dd7d4c9a6ef1e0f4c62d9a291aa8bc398774e3fefd32",  # RFC 6749, refresh token
        "649e1f5c769e718ba10d1a702a36499a731441d960b06da91c4c97786bf84595",  # RFC 5849, token secret
    }
)
