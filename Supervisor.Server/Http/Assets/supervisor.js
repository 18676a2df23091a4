// The page works without this file. With it: live states, logs that go on, search while typing, dialogs instead of pages.
"use strict";
(() => {
  const root = document.documentElement;
  const byId = id => document.getElementById(id);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  root.classList.add("js");

  // ---- Theme: the system's, until somebody chooses. Set before anything is painted.
  const themes = ["auto", "light", "dark"];
  const remembered = () => { try { return localStorage.getItem("theme") ?? "auto"; } catch { return "auto"; } };
  function setTheme(theme) {
    if (theme === "auto") delete root.dataset.theme; else root.dataset.theme = theme;
    const button = byId("theme");
    if (!button) return;
    button.dataset.theme = theme;
    button.title = `Theme: ${theme}`;
    button.setAttribute("aria-label", button.title);
  }
  setTheme(remembered());
  function startTheme() {
    const button = byId("theme");
    button.hidden = false;
    setTheme(remembered());
    button.addEventListener("click", () => {
      const next = themes[(themes.indexOf(remembered()) + 1) % themes.length];
      try { localStorage.setItem("theme", next); } catch { /* Then for this page only. */ }
      setTheme(next);
    });
  }

  // ---- What is said: on screen, and to screen readers.
  function toast(text, bad = false) {
    const element = document.createElement("div");
    element.className = "toast";
    element.dataset.bad = bad ? "yes" : "no";
    element.textContent = text;
    // A modal dialog lies above everything else.
    const dialog = all("dialog").find(d => d.open);
    (dialog ?? document.body).append(byId("toasts"));
    byId("toasts").append(element);
    setTimeout(() => element.remove(), bad ? 12000 : 5000);
  }
  let unsaid = [];
  function announce(text) {
    unsaid.push(text);
    if (unsaid.length > 1) return;
    setTimeout(() => {
      byId("announcements").textContent = unsaid.length > 3 ? `${unsaid.length} programs changed` : unsaid.join(", ");
      unsaid = [];
    }, 400);
  }

  // ---- The list.
  let rows = new Map();
  let skew = 0;
  let filter = "";
  const tones = { running: "running", changing: "running", stopped: "stopped", warning: "problems", failed: "problems" };

  function indexRows() {
    rows = new Map(all("tr.program").map(row => [row.dataset.name, row]));
    const table = byId("programs");
    if (table) skew = Number(table.dataset.now) - Date.now() / 1000;
    recount();
  }
  function recount() {
    const counts = { "": rows.size, running: 0, stopped: 0, problems: 0 };
    for (const row of rows.values()) counts[tones[row.dataset.tone]]++;
    for (const link of all(".filters a")) {
      link.querySelector("b").textContent = counts[link.dataset.filter];
      link.dataset.count = counts[link.dataset.filter];
    }
    for (const body of all("tbody[data-group]")) {
      const count = body.querySelector(".count b");
      if (count) count.textContent = all('tr.program[data-tone="running"]', body).length;
    }
    document.title = document.title.replace(/^(\(\d+\) )?/, counts.problems ? `(${counts.problems}) ` : "");
    applyFilter();
  }
  function applyFilter() {
    const text = byId("search").value.trim().toLowerCase();
    let shown = 0;
    for (const [name, row] of rows) {
      row.hidden = !name.toLowerCase().includes(text) || (filter !== "" && tones[row.dataset.tone] !== filter);
      if (!row.hidden) shown++;
    }
    for (const body of all("tbody[data-group]")) body.hidden = !body.querySelector("tr.program:not([hidden])");
    const nothing = byId("nothing");
    if (nothing) nothing.hidden = shown > 0;
    for (const link of all(".filters a")) link.setAttribute("aria-current", link.dataset.filter === filter);
  }
  function show(program) {
    const row = rows.get(program.name);
    const set = (selector, text) => {
      const element = row.querySelector(selector);
      if (element.textContent !== text) element.textContent = text;
    };
    if (row.dataset.state !== program.state) {
      announce(`${program.name} ${program.state}`);
      row.classList.remove("changed");
      void row.offsetWidth; // Lets the animation begin anew.
      row.classList.add("changed");
    }
    row.dataset.state = program.state;
    row.dataset.tone = program.tone;
    set(".badge", program.state);
    set(".detail", program.detail);
    set(".clock", program.clock);
    set(".pid", program.pid ? `pid ${program.pid}` : "");
    set(".restarts", program.restarts);
    row.querySelector(".clock").dataset.since = program.since;
    // Who pressed a button that goes is led to the one that comes, by way of the log's link while there is none.
    const focused = document.activeElement;
    let follows = row.dataset.moved === "yes" && (focused === document.body || row.contains(focused));
    for (const button of all("button[name=action]", row)) {
      const hide = !program.actions.includes(button.value);
      follows ||= hide && button === focused;
      button.hidden = hide;
    }
    if (follows && (focused === document.body || focused.hidden || focused.matches("a")))
      row.querySelector(".actions button:not([hidden]), .actions a").focus();
    row.dataset.moved = follows && document.activeElement.matches("a") ? "yes" : "no";
  }
  async function refreshList() {
    const response = await fetch("index.html", { headers: { Accept: "text/html" } });
    if (!response.ok) return;
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
    const isOfList = element => element.matches("#programs, main > .empty");
    const place = byId("programs") ?? all("main > .empty").at(-1);
    place.before(...[...fresh.querySelector("main").children].filter(isOfList));
    for (let old = place; old; ) {
      const next = old.nextElementSibling;
      if (isOfList(old)) old.remove();
      old = next;
    }
    indexRows();
  }

  // ---- Clocks.
  const two = number => String(number).padStart(2, "0");
  function clock(since, isUp) {
    const age = Math.max(0, Math.floor(Date.now() / 1000 + skew - since));
    if (!isUp) {
      return age < 60 ? `${age} s ago` : age < 3600 ? `${Math.floor(age / 60)} min ago`
        : age < 86400 ? `${Math.floor(age / 3600)} h ago` : `${Math.floor(age / 86400)} d ago`;
    }
    const days = Math.floor(age / 86400);
    const rest = age % 86400;
    const time = `${Math.floor(rest / 3600)}:${two(Math.floor(rest / 60) % 60)}:${two(rest % 60)}`;
    return `up ${days === 0 ? "" : days === 1 ? "1 day, " : `${days} days, `}${time}`;
  }
  function tick() {
    if (document.hidden) return;
    for (const row of rows.values()) {
      const element = row.querySelector(".clock");
      const since = Number(element.dataset.since);
      if (since === 0 || row.hidden) continue;
      const text = clock(since, row.dataset.tone === "running");
      if (element.textContent !== text) element.textContent = text;
    }
  }

  // ---- News: the daemon tells what changes. A page nobody looks at does not listen.
  let source = null;
  function setLive(on) {
    const live = byId("live");
    live.hidden = false;
    live.dataset.state = on ? "on" : "off";
    live.firstElementChild.textContent = on ? "Live" : "Reconnecting…";
  }
  function listen() {
    source?.close();
    source = new EventSource("events");
    const mine = source;
    source.onopen = () => setLive(true);
    source.onmessage = message => hear(JSON.parse(message.data));
    source.onerror = () => {
      setLive(false);
      if (mine.readyState === EventSource.CLOSED && mine === source) setTimeout(() => mine === source && listen(), 3000);
    };
  }
  function hear(news) {
    skew = news.now - Date.now() / 1000;
    if (news.stopping) {
      byId("live").dataset.state = "off";
      byId("live").firstElementChild.textContent = "Supervisor is stopping";
    }
    const isSame = news.programs.every(p => rows.has(p.name)) && (!news.whole || news.programs.length === rows.size);
    if (!isSame) {
      refreshList();
      return;
    }
    news.programs.forEach(show);
    recount();
  }

  // ---- Actions.
  async function act(action, name, button) {
    button?.setAttribute("aria-busy", "true");
    try {
      const body = new URLSearchParams({ action });
      if (name) body.set("processname", name);
      const response = await fetch("index.html", { method: "POST", body, headers: { Accept: "application/json" } });
      if (response.headers.get("Content-Type") === "application/json") {
        const { message, bad } = await response.json();
        toast(message, bad);
        if (action === "applyplan" && !bad) byId("plan")?.remove();
      } else {
        toast(response.status === 401 ? "Please reload the page and log in again" : `The server refused: ${response.status} ${response.statusText}`, true);
      }
      if (action === "clearlog") viewer?.open();
      if (byId("live")?.dataset.state === "off") await refreshList();
    } catch {
      toast("The server does not answer", true);
    } finally {
      button?.removeAttribute("aria-busy");
    }
  }
  function ask({ question, consequence, verb }, isDanger, then) {
    const dialog = byId("confirm");
    dialog.querySelector("h2").textContent = question;
    dialog.querySelector("p").textContent = consequence;
    const yes = dialog.querySelector('button[value="yes"]');
    yes.textContent = verb;
    yes.className = isDanger ? "danger" : "primary";
    dialog.returnValue = "";
    dialog.onclose = () => dialog.returnValue === "yes" && then();
    dialog.showModal();
  }
  function startActions() {
    document.addEventListener("submit", event => {
      const form = event.target;
      if (form.method !== "post" || event.submitter?.name !== "action") return;
      event.preventDefault();
      const action = event.submitter.value;
      const name = form.elements.processname?.value;
      const perform = () => act(action, name, event.submitter);
      if (action === "clearlog" && byId("confirm"))
        ask({ question: `Clear the log of ${name}?`, consequence: "What it has written so far is deleted, stdout and stderr.", verb: "Clear log" }, true, perform);
      else
        perform();
    });
    document.addEventListener("click", event => {
      const link = event.target.closest("[data-confirm]");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      ask(link.dataset, link.dataset.confirm.startsWith("stop"), () => act(link.dataset.confirm, link.dataset.name, link));
    });
    document.addEventListener("keydown", event => {
      const isTyping = event.target.closest?.("input, textarea, select");
      if (event.key === " " && event.target.matches?.("a[role=button]")) {
        event.preventDefault();
        event.target.click();
      } else if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey && byId("search") && !all("dialog").some(d => d.open)) {
        event.preventDefault();
        byId("search").select();
        byId("search").focus();
      } else if (event.key === "Escape" && event.target === byId("search")) {
        byId("search").value = "";
        applyFilter();
      }
    });
  }

  // ---- Logs.
  const kept = 2 * 1024 * 1024;
  const codes = /\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[()][0-9A-Z]|\x1b[=>]/g;
  const unfinished = /\x1b(?:\[[0-9;?]*|\][^\x07\x1b]*|[()])?$/;
  let viewer = null;

  class Viewer {
    constructor(name, channel, bytes) {
      Object.assign(this, { name, channel, bytes, follow: true, pre: byId("log"), waiting: "", held: "", length: 0 });
      this.pre.addEventListener("scroll", () => this.setFollow(this.pre.scrollTop + this.pre.clientHeight >= this.pre.scrollHeight - 30));
      byId("follow").addEventListener("click", () => this.setFollow(byId("follow").getAttribute("aria-pressed") !== "true", true));
      byId("wrap").addEventListener("click", () => {
        const wrap = this.pre.dataset.wrap === "no";
        this.pre.dataset.wrap = wrap ? "yes" : "no";
        byId("wrap").setAttribute("aria-pressed", wrap);
      });
      for (const button of all("#channels button")) button.addEventListener("click", () => { this.channel = button.dataset.channel; this.open(); });
      for (const id of ["follow", "wrap", "log-state"]) byId(id).hidden = false;
    }
    say(text) { byId("log-state").textContent = text; }
    setFollow(follow, scroll = false) {
      this.follow = follow;
      byId("follow").setAttribute("aria-pressed", follow);
      if (follow && scroll) this.pre.scrollTop = this.pre.scrollHeight;
    }
    async open() {
      this.close();
      const stop = this.stop = new AbortController();
      byId("channels").hidden = !this.name;
      for (const button of all("#channels button")) button.setAttribute("aria-pressed", button.dataset.channel === this.channel);
      if (byId("clear")) byId("clear").hidden = !this.name;
      this.setFollow(true);
      this.say("Opening…");
      const path = this.name ? `logtail/${encodeURIComponent(this.name)}/${this.channel}` : "mainlogtail";
      try {
        const response = await fetch(`${path}?bytes=${this.bytes}`, { signal: stop.signal });
        this.pre.replaceChildren();
        this.length = 0;
        if (!response.ok) {
          this.say(response.status === 404 ? "There is no such log" : `The server answered ${response.status}`);
          return;
        }
        this.say("Live");
        const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
        for (let part = await reader.read(); !part.done; part = await reader.read()) this.add(part.value);
        this.say("Ended");
      } catch {
        if (stop.signal.aborted) return;
        this.say("Lost; trying again…");
      }
      setTimeout(() => stop === this.stop && !stop.signal.aborted && this.open(), 3000);
    }
    add(text) {
      text = this.held + text;
      this.held = unfinished.exec(text)?.[0] ?? "";
      if (this.held.length > 4096) this.held = "";
      this.waiting += text.slice(0, text.length - this.held.length).replace(codes, "").replace(/\r\n?/g, "\n");
      if (this.waiting.length > kept) this.waiting = this.waiting.slice(-kept);
      this.frame ??= requestAnimationFrame(() => this.paint());
    }
    paint() {
      this.frame = null;
      this.length += this.waiting.length;
      this.pre.append(this.waiting);
      this.waiting = "";
      while (this.length > kept && this.pre.childNodes.length > 1) {
        this.length -= this.pre.firstChild.length;
        this.pre.firstChild.remove();
      }
      if (this.follow) this.pre.scrollTop = this.pre.scrollHeight;
    }
    close() {
      this.stop?.abort();
      if (this.frame) cancelAnimationFrame(this.frame);
      Object.assign(this, { frame: null, waiting: "", held: "" });
    }
  }
  function startDrawer() {
    const drawer = byId("drawer");
    document.addEventListener("click", event => {
      const link = event.target.closest("a[data-log]");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      viewer ??= new Viewer("", "stdout", 65536);
      viewer.name = link.dataset.log;
      viewer.channel = "stdout";
      byId("log-title").textContent = link.dataset.title;
      byId("clear").elements.processname.value = viewer.name;
      byId("log-page").href = link.href;
      viewer.pre.replaceChildren();
      drawer.showModal();
      viewer.open();
    });
    byId("close").addEventListener("click", () => drawer.close());
    drawer.addEventListener("click", event => event.target === drawer && drawer.close());
    drawer.addEventListener("close", () => viewer.close());
  }

  function startList() {
    filter = all(".filters a").find(link => link.getAttribute("aria-current") === "true")?.dataset.filter ?? "";
    indexRows();
    setInterval(tick, 1000);
    byId("search").addEventListener("input", applyFilter);
    all(".search")[0].addEventListener("submit", event => event.preventDefault());
    for (const link of all(".filters a")) {
      link.addEventListener("click", event => {
        event.preventDefault();
        filter = link.dataset.filter;
        applyFilter();
      });
    }
    startDrawer();
    listen();
    document.addEventListener("visibilitychange", () => document.hidden ? source.close() : listen());
    window.addEventListener("pageshow", event => event.persisted && listen());
    const address = new URL(location);
    if (address.searchParams.has("message")) {
      address.searchParams.delete("message");
      history.replaceState(null, "", address);
    }
  }
  document.addEventListener("DOMContentLoaded", () => {
    startTheme();
    startActions();
    const page = all("section.viewer")[0];
    if (byId("live")) {
      startList();
    } else if (page?.dataset.follow === "yes") {
      viewer = new Viewer(page.dataset.log, page.dataset.channel, page.dataset.limit);
      viewer.open();
    }
  });
})();
