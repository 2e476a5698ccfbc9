"""What URLs as providers hand them out mean: honoured, ignored with a word, or refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookshift.domain.database_parameters import BadUrl
from hookshift.domain.database_url import Host, read

NEON = (
    "postgresql://owner:npg_x@ep-cool-darkness-a1b2c3d4-pooler.us-east-2.aws.neon.tech/neondb"
    "?sslmode=require&channel_binding=require"
)
SUPABASE = (
    "postgres://postgres.abcdefghijkl:secret@aws-0-eu-central-1.pooler.supabase.com:6543/postgres"
    "?sslmode=require&supa=base-pooler.x&pgbouncer=true&connection_limit=1"
)
PRISMA = (
    "postgresql://user:secret@localhost:5432/mydb?schema=public&connection_limit=5&pool_timeout=2"
    "&socket_timeout=3&connect_timeout=15&sslaccept=accept_invalid_certs&statement_cache_size=0"
)
LIBPQ = (
    "postgresql://db.example/app?keepalives=1&keepalives_idle=30&keepalives_interval=10"
    "&keepalives_count=3&tcp_user_timeout=5000&application_name=mine&client_encoding=utf8"
    "&target_session_attrs=read-write&gssencmode=disable"
)


@pytest.mark.parametrize(
    ("url", "ignored"),
    [
        (NEON, {"channel_binding"}),
        (SUPABASE, {"supa", "pgbouncer", "connection_limit", "port"}),
        (
            PRISMA,
            {
                "schema",
                "connection_limit",
                "pool_timeout",
                "socket_timeout",
                "sslaccept",
                "statement_cache_size",
            },
        ),
        (
            LIBPQ,
            {
                "keepalives",
                "keepalives_idle",
                "keepalives_interval",
                "keepalives_count",
                "tcp_user_timeout",
                "application_name",
                "client_encoding",
                "gssencmode",
            },
        ),
    ],
)
def test_urls_as_they_are_handed_out(url: str, ignored: set[str]) -> None:
    target = read(url)
    found = [remark.problem.partition(" ")[0].partition("=")[0] for remark in target.remarks]
    assert set(found) == ignored
    assert target.options is None


def test_what_is_honoured() -> None:
    assert read(NEON).encryption == (("sslmode", "require"),)
    assert read(PRISMA).connect_seconds == 15.0
    assert read(LIBPQ).only_writable
    supabase = read(SUPABASE)
    assert (supabase.user, supabase.password) == ("postgres.abcdefghijkl", "secret")
    assert supabase.hosts == (Host("aws-0-eu-central-1.pooler.supabase.com", 6543),)
    assert read("postgres://h/d?ssl=true").encryption == (("sslmode", "require"),)
    assert read("postgres://h/d?options=-c%20search_path%3Dx").options == "-c search_path=x"


@pytest.mark.parametrize(
    ("url", "hosts"),
    [
        ("postgresql://u@h1:5433,h2:5434/d", (Host("h1", 5433), Host("h2", 5434))),
        ("postgresql://u@h1,h2:5434/d", (Host("h1", None), Host("h2", 5434))),
        ("postgresql://u@/d?host=h1,h2&port=1,2", (Host("h1", 1), Host("h2", 2))),
        ("postgresql://u@/d?host=h1,h2&port=7", (Host("h1", 7), Host("h2", 7))),
        ("postgresql://[::1]:5433,[::2]/d", (Host("::1", 5433), Host("::2", None))),
        ("postgresql://u@/d?host=::1", (Host("::1", None),)),
        ("postgresql://u@/d?host=/tmp&port=5433", (Host("/tmp", 5433),)),
        ("postgresql://u@%2Ftmp:5433/d", (Host("/tmp", 5433),)),
        # As libpq, and Google's Cloud SQL counts on it: the parameter is what counts.
        ("postgresql://u:p@localhost/d?host=/cloudsql/a:b:c", (Host("/cloudsql/a:b:c", None),)),
        ("postgresql:///d", ()),
    ],
)
def test_hosts(url: str, hosts: tuple[Host, ...]) -> None:
    assert read(url).hosts == hosts


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("not a url", "is not a PostgreSQL URL"),
        ("postgresql+asyncpg://h/d", 'begin with "postgresql://"'),
        ("jdbc:postgresql://h/d", "is not a PostgreSQL URL"),
        ("postgresql://u:se@cret@h/d", "write @ as %40"),
        ("postgresql://u:se/cret@h/d", "write @ as %40"),
        ("postgresql://u:se?cret@h/d", "write @ as %40"),
        ("postgresql://u:se#cret@h/d", "write @ as %40"),
        ("postgresql://u:[YOUR-PASSWORD]@[h]/d", "placeholder"),
        ("postgresql://h:0/d", "port"),
        ("postgresql://h:99999/d", "port"),
        ("postgresql://h:x/d", "port"),
        ("postgresql://h1,h2/d?port=1,2,3", "2 hosts and 3 ports"),
        ("postgresql://a,b,c,d,e,f,g,h,i/d", "more than 8 hosts"),
        ("postgresql://h/d?sslmode=no-verify", "write sslmode=require"),
        ("postgresql://h/d?sslaccept=strict", "sslrootcert=system"),
        ("postgresql://h/d?sslrootcert=system", "sslmode=verify-full"),
        ("postgresql://h/d?sslnegotiation=direct", "add sslmode=require"),
        ("postgresql://h/d?sslkey=a.key", "sslcert"),
        ("postgresql://h/d?target_session_attrs=standby", "any or primary or read-write"),
        ("postgresql://h/d?connect_timeout=soon", "connect_timeout"),
        ("postgresql://h/d?hostaddr=1.2.3.4", "hostaddr"),
        ("postgresql://h/d?service=mine", "write host, port"),
        ("postgresql://h/d?require_auth=scram-sha-256", "require_auth"),
        ("postgresql://h/d?search_path=x", "options="),
        ("postgresql://h/d?sslmode", "name=value"),
        ("postgresql://h/a%00b", "NUL"),
    ],
)
def test_what_cannot_be_honoured_is_refused(url: str, says: str) -> None:
    with pytest.raises(BadUrl) as caught:
        read(url)
    assert says in str(caught.value)
    assert "cret" not in str(caught.value)


@pytest.mark.parametrize(("text", "seconds"), [("1", 2.0), ("15", 15.0), ("0", None), ("999", 60)])
def test_connect_timeout(text: str, seconds: float | None) -> None:
    assert read(f"postgresql://h/d?connect_timeout={text}").connect_seconds == seconds


def test_an_empty_parameter_is_none() -> None:
    assert read("postgresql://h/d?sslmode=&port=") == read("postgresql://h/d")


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_url_is_read_or_refused_without_repeating_it(login: str, rest: str) -> None:
    found = ""
    try:
        read(f"postgresql://{login}:hunter2hunter2@{rest}")
    except BadUrl as error:
        found = str(error)
    assert "hunter2" not in found
