/** As `createHealth` has it, on threads: a run that hangs cannot be ended, so it is left alone and no second one begins. */
export const checkClass = String.raw`
class Check:
    """A check that is run once a TTL, by one thread at most, however many requests want to know."""

    def __init__(self, name: str, run: Run, **settings: Any) -> None:
        self.name, self.run = name, run
        self.settings = {**DEFAULTS, **settings}
        self.reset()
        if hasattr(os, "register_at_fork"):
            # A worker has none of the threads that run in its parent, and a lock of theirs would never open.
            os.register_at_fork(after_in_child=self.reset)

    def reset(self) -> None:
        self.shown: dict[str, Any] = {"status": "fail"}
        self.changed = threading.Condition()
        self.is_down = False
        self.streak = 0  # runs in a row that contradict is_down
        self.fresh_until = self.shown_until = -math.inf
        self.started = 0.0
        self.is_awaited = self.is_running = False  # a run that took too long is running still
        self.told = ("pass", "")

    def begin(self, around: Around) -> None:
        """Runs what is due, and returns at once."""
        with self.changed:
            now = time.monotonic()
            self.give_up(now)
            if now < self.fresh_until or self.is_awaited:
                return
            if self.is_running:
                self.settle(failed("timeout", f"a run has not answered for {now - self.started:.0f} s"), now)
                return
            self.started = now
            self.is_awaited = self.is_running = True
            try:
                threading.Thread(target=self.work, args=(around,), name=f"health {self.name}", daemon=True).start()
            except RuntimeError as error:
                self.is_running = False
                self.settle(describe(error), now)

    def wait(self) -> None:
        """Until there is an answer that is not too old to be shown; never longer than one run may take."""
        with self.changed:
            started = self.started
            while self.is_awaited and self.started == started and time.monotonic() > self.shown_until:
                self.changed.wait(max(0.0, started + self.settings["timeout"] - time.monotonic()))
                self.give_up(time.monotonic())

    def work(self, around: Around) -> None:
        try:
            with around():
                try:
                    reading = read(self.run(self.settings["timeout"]))
                except BaseException as error:  # whatever it is, only this check has failed
                    reading = describe(error)
                    let_go(error)
        except BaseException as error:
            reading = failed(type(error).__name__, "no answer, or no end of the connection")
        with self.changed:
            now = time.monotonic()
            self.is_running = False
            self.give_up(now)
            took = now - self.started
            if self.is_awaited and reading["status"] == "pass" and took > self.settings["warn_after"]:
                reading = {**reading, "status": "warn", "code": "slow", "output": f"took {took:.1f} s"}
            if self.is_awaited:
                self.settle(reading, self.started)

    def give_up(self, now: float) -> None:
        timeout = self.settings["timeout"]
        if self.is_awaited and now >= self.started + timeout:
            self.settle(failed("timeout", f"no answer within {timeout:g} s"), self.started)

    def settle(self, reading: dict[str, Any], asked: float) -> None:
        now, has_failed = time.monotonic(), reading["status"] == "fail"
        needed = self.settings["fall" if has_failed else "rise"]
        self.streak = 0 if has_failed == self.is_down else self.streak + 1
        # The first answer, and one after a long silence, counts at once.
        if asked > self.shown_until or self.streak >= needed:
            self.is_down, self.streak = has_failed, 0
        read_at = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        shown = {**reading, "componentType": self.settings["component_type"], "time": read_at}
        if self.streak:
            shown["status"] = "fail" if self.is_down else "warn"
            shown["notes"] = [f"{self.streak} of {needed} {'failures' if has_failed else 'passes'}"]
        if shown["status"] != "pass" and self.settings["affects"]:
            shown["affectedEndpoints"] = self.settings["affects"]
        self.shown, self.is_awaited = shown, False
        self.fresh_until = now + self.settings["fail_ttl" if has_failed else "ttl"]
        self.shown_until = max(self.fresh_until, now + self.settings["max_stale"])
        self.changed.notify_all()

    def tell(self) -> None:
        """Logs a status or a cause that is new; outside of the lock, which a slow handler would keep."""
        with self.changed:
            status, code, output = (self.shown.get(key, "") for key in ("status", "code", "output"))
            is_new = self.told != (status, code)
            self.told = (status, code)
        if is_new:
            logger.warning("health of %s: %s %s", self.name, status, output if code in output else f"{code}: {output}")
`

/** Which checks decide, and who may read what of them. */
export const answering = String.raw`
def roll_up(checks: list[Check], question: str) -> str:
    worst = 0
    for check in checks:
        limit = {"critical": 2, "degrading": 1, "informational": 0}[check.settings["criticality"]]
        if question == "ready" and check.settings["scope"] == "shared":
            limit = min(limit, 1)  # all instances out of service would be worse than any of them impaired
        worst = max(worst, min(limit, STATUSES.index(check.shown["status"])))
    return STATUSES[worst]


def is_authorized(authorization: str) -> bool:
    scheme, _, given = authorization.partition(" ")
    token = os.fsencode(os.environ.get(TOKEN_FROM, "").strip())
    return bool(token) and scheme.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), token)


def answer(question: str, method: str, authorization: str, around: Around) -> tuple[int, dict[str, str], str]:
    """Status, headers and body; everybody sees the status alone."""
    if method not in ("GET", "HEAD"):
        return 405, {**HEADERS, "Allow": "GET, HEAD"}, '{"status": "fail"}'
    decisive = [check for check in CHECKS if check.settings["criticality"] == "critical"]
    checks = {"live": [], "ready": decisive, "report": CHECKS}[question]
    for check in checks:
        check.begin(around)
    for check in checks:
        check.wait()
    for check in checks:
        check.tell()
    body: dict[str, Any] = {"status": roll_up(checks, question)}
    is_detailed = question != "live" and is_authorized(authorization)
    if is_detailed or SHOW_RELEASE:
        body.update({name: os.environ[variable] for name, variable in RELEASE.items() if os.environ.get(variable)})
    if is_detailed:
        body["checks"] = {check.name: [check.shown] for check in checks}
    return 503 if body["status"] == "fail" else 200, HEADERS, json.dumps(body)
`
