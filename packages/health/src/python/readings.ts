/** What a check answered or raised, as a reading: nothing of it can be trusted, not even that it can be read. */
export const readings = String.raw`
def failed(code: str, output: str) -> dict[str, Any]:
    return {"status": "fail", "code": code, "output": output[:512]}


def read(answer: Any) -> dict[str, Any]:
    """None and True pass, False fails, a status is one, a dictionary has more."""
    if answer is None or answer is True:
        return {"status": "pass"}
    if answer is False:
        return failed("false", "the check answered False")
    given = answer if isinstance(answer, dict) else {"status": answer}
    status = next((one for one in STATUSES if one == given.get("status")), None)
    if status is None:
        return failed("unreadable", "the check answered with what is no reading")
    reading: dict[str, Any] = {"status": status}
    texts = ("observedUnit",) if status == "pass" else ("code", "output", "observedUnit")
    found = {name: redact(given[name]) for name in texts if isinstance(given.get(name), str)}
    unit, value = found.pop("observedUnit", ""), given.get("observedValue")
    reading.update({name: words for name, words in found.items() if words})
    if isinstance(value, str) or isinstance(value, (int, float)) and math.isfinite(value):
        plain = "Boolean" if isinstance(value, bool) else "Text" if isinstance(value, str) else "Number"
        reading["observedValue"] = redact(value) if isinstance(value, str) else value
        reading["observedUnit"] = unit or plain
    return reading


def describe(error: BaseException) -> dict[str, Any]:
    """The class, the code of the database or the system where there is one, and the words without secrets."""
    name = code = type(error).__name__
    link: Any = error
    for _ in range(8):
        found = getattr(link, "sqlstate", None) or getattr(link, "pgcode", None)
        found = found or errorcode.get(getattr(link, "errno", None) or 0)
        if isinstance(found, str) and re.fullmatch(r"[A-Z0-9]{2,20}", found):
            code = found
            break
        link = getattr(link, "orig", None) or getattr(link, "__cause__", None) or getattr(link, "__context__", None)
    try:
        words = redact(str(error))
    except Exception:
        words = ""
    return failed(code, f"{name}: {words}" if words else name)


def let_go(error: BaseException | None) -> None:
    """A driver that gave up has its socket open as long as frames of the traceback hold it."""
    for _ in range(8):
        if error is not None:
            clear_frames(error.__traceback__)
            error = error.__cause__ or error.__context__


SHAPES = (
    r"""(://[^\s/?#@"':]*:)[^\s/?#"']+(?=@)""",
    r"""((?i:\b(?:bearer|basic)\s+))[\w.~+/=-]{6,}""",
    r"""(\b)(?:(?:rnd|napi|npg)_\w{6,}|A[KS]IA\w{16}|eyJ[\w-]{5,}\.[\w.-]{5,})""",
    r"""((?i:pass(?:word|wd|phrase)?|secret|token|api_?key|signature|credential)["']?\s*[=:]\s*["']?)[^\s"',;&}]+""",
    r"""([?&](?i:key|sig|code)=)[^\s"'&]+""",
)


def redact(text: str) -> str:
    """On one line, without the secrets of environment and settings, and without what looks like one."""
    shown = text[:8192]
    for value in sorted(secrets(), key=len, reverse=True):
        rest = "(?s:.*)" if len(value) > 512 else ""  # a pattern of all of it would take too long
        shown = re.sub(f"(?:{spelled(value[:512])}){rest}", "[secret]", shown, flags=re.IGNORECASE)
    for shape in SHAPES:
        shown = re.sub(shape, r"\1[secret]", shown)
    # Where a text is cut a secret may be, whose first part alone is not recognised.
    return " ".join((shown[:-4096] if len(text) > 8192 else shown).split())[:512]


def spelled(value: str) -> str:
    """A pattern for how a URL, JSON, HTML or Python writes it, and for base64, where it may begin at three places."""
    forms = []
    for char in value:
        coded = "".join(f"%{byte:02x}" for byte in char.encode("utf-8", "surrogatepass"))
        plus = "+" if char == " " else char
        forms.append((char, plus, coded, json.dumps(char)[1:-1], repr(char)[1:-1], escape(char)))
    whole = "".join(f"(?:{'|'.join(map(re.escape, dict.fromkeys(form)))})" for form in forms)
    raw, groups = value.encode("utf-8", "surrogatepass"), [whole]
    for offset in range(3):
        base = base64.b64encode(b"\0" * offset + raw).decode()[-(-offset * 8 // 6) : (offset + len(raw)) * 8 // 6]
        groups.append(re.escape(base).replace(r"\+", "[+-]").replace("/", "[/_]"))
    return "|".join(groups)


def secrets() -> set[str]:
    """Passwords, keys and tokens of environment and settings, and the passwords inside their URLs."""
    found: set[str] = set()
    for name, value in [*os.environ.items(), *configured()]:
        if not isinstance(value, str):
            continue
        if "://" in value:
            rest = value.split("://", 1)[1]
            for place in (rest, re.split("[/?#]", rest)[0]):
                password = place.rpartition("@")[0].partition(":")[2]
                found.update((password, unquote(password)))
        elif re.search("PASS|SECRET|TOKEN|KEY|CREDENTIAL|AUTH", name.upper()):
            found.update((value.strip(), *(line for line in value.splitlines() if len(line) >= 16)))
    return {value for value in found if len(value) >= 6}
`
