// Makes pages pleasanter; every page works without it. Its words stand in the
// page, in <template id="script">.
(() => {
  const root = document.documentElement;
  const lang = root.lang;
  const $ = (which, inside = document) => inside.querySelector(which);
  const all = (which, inside = document) => [...inside.querySelectorAll(which)];
  const page = $("template#script");
  const say = page?.dataset ?? {};
  const figures = new Intl.NumberFormat(lang);

  // Times in the reader's zone. Day before month, as the server writes it, so
  // that nothing jumps.
  const format = (options) => {
    const written = new Intl.DateTimeFormat(lang === "en" ? "en-GB" : lang, options);
    const first = lang === "fr" ? "1er " : "1 ";
    return { format: (at) => written.format(at).replace(/^1 /, first) };
  };
  const clock = format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const day = format({ day: "numeric", month: "short" });
  const dated = format({ day: "numeric", month: "short", year: "numeric" });
  const full = format({ day: "numeric", month: "long", year: "numeric" });
  const now = new Date();
  for (const time of all("time[datetime]")) {
    const at = new Date(time.dateTime);
    // A day without a clock is the same day everywhere.
    if (isNaN(at) || "day" in time.dataset) continue;
    const whole = `${full.format(at)}, ${clock.format(at)}`;
    time.title = whole;
    if ("long" in time.dataset) time.textContent = whole;
    else if (at.toDateString() === now.toDateString()) time.textContent = clock.format(at);
    else time.textContent = (at.getFullYear() === now.getFullYear() ? day : dated).format(at);
  }

  // Letters left.
  for (const text of all("textarea[data-limit]")) {
    const hint = $("#len", text.form);
    const limit = Number(text.dataset.limit);
    const untouched = hint.textContent;
    const count = () => {
      const left = limit - [...text.value].length;
      hint.textContent = text.value ? figures.format(left) : untouched;
      hint.classList.toggle("over", left < 0);
    };
    text.addEventListener("input", count);
    count();
  }

  // Storage may be forbidden or full: then there is none.
  const stored = (store, work) => {
    try {
      return work(window[store]);
    } catch {
      return null;
    }
  };

  /** A line in a form that says what just happened to it. */
  const tell = (form, words) => {
    let line = $(":scope > [data-said]", form);
    if (!line) {
      line = document.createElement("p");
      line.className = "quiet row";
      line.dataset.said = "";
      line.setAttribute("role", "status");
      form.append(line);
    }
    line.textContent = words;
    return line;
  };

  // Drafts stay in this browser until their post is out.
  const mine = `draft:${say.me ?? ""}:`;
  const kept = (form) => all("[name]", form).filter((field) =>
    !["hidden", "file", "password", "submit"].includes(field.type));
  const sent = stored("sessionStorage", (store) => JSON.parse(store.getItem("sent")));
  // A form that did its work leads elsewhere; one that was refused is answered at
  // its own address, and who is not signed in any more is asked to sign in.
  if (sent) {
    const [{ type, redirectCount }] = performance.getEntriesByType("navigation");
    const led = type === "navigate" && redirectCount > 0 && sent.to !== location.pathname;
    if (led && !location.pathname.startsWith("/auth/")) stored("localStorage", (store) => store.removeItem(sent.key));
    stored("sessionStorage", (store) => store.removeItem("sent"));
  }
  for (const form of all("form[data-draft]")) {
    const key = mine + form.dataset.draft;
    const text = $("textarea", form);
    const untouched = text.defaultValue;
    const draft = stored("localStorage", (store) => JSON.parse(store.getItem(key)));
    if (draft && text.value === untouched && !$("[aria-invalid], .wrong, .err", form)) {
      for (const field of kept(form)) {
        const value = draft[field.name];
        if (value === undefined) continue;
        if (["radio", "checkbox"].includes(field.type)) field.checked = value.includes(field.value);
        else field.value = value[0];
      }
      text.dispatchEvent(new Event("input", { bubbles: true }));
      const drop = document.createElement("button");
      drop.type = "button";
      drop.className = "btn bare";
      drop.textContent = say.discard;
      drop.addEventListener("click", () => {
        stored("localStorage", (store) => store.removeItem(key));
        form.reset();
        text.dispatchEvent(new Event("input"));
        tell(form, "");
        text.focus();
      });
      tell(form, say.restored).append(drop);
      form.closest("details")?.setAttribute("open", "");
    }
    let waiting;
    const keep = () => {
      const fields = {};
      for (const field of kept(form)) {
        const on = !["radio", "checkbox"].includes(field.type) || field.checked;
        fields[field.name] = (fields[field.name] ?? []).concat(on ? field.value : []);
      }
      stored("localStorage", (store) => {
        if (text.value.trim() === untouched.trim()) store.removeItem(key);
        else store.setItem(key, JSON.stringify(fields));
      });
    };
    form.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(keep, 300);
    });
    form.addEventListener("submit", () => {
      clearTimeout(waiting);
      keep();
      const to = new URL(form.action).pathname;
      stored("sessionStorage", (store) => store.setItem("sent", JSON.stringify({ key, to })));
    });
  }
  // Whoever signs out leaves nothing behind.
  for (const form of all("form[action='/auth/sign_out']")) {
    form.addEventListener("submit", () => stored("localStorage", (store) => {
      for (const key of Object.keys(store)) if (key.startsWith("draft:")) store.removeItem(key);
    }));
  }

  // Pictures come by paste and by drop, too.
  for (const form of all("form.compose")) {
    const take = (files, event) => {
      if (!files?.length) return;
      event.preventDefault();
      for (const file of files) {
        const slot = all("input[type=file]", form).find((input) => !input.files.length);
        if (!slot) return tell(form, say.full);
        const box = new DataTransfer();
        box.items.add(file);
        slot.files = box.files;
        slot.dispatchEvent(new Event("change", { bubbles: true }));
        slot.closest("details")?.setAttribute("open", "");
        tell(form, say.picture);
      }
    };
    form.addEventListener("paste", (event) => take(event.clipboardData?.files, event));
    form.addEventListener("dragover", (event) => {
      if (event.dataTransfer.types.includes("Files")) event.preventDefault();
    });
    form.addEventListener("drop", (event) => {
      // A file field takes what falls on itself.
      if (event.target.type !== "file") take(event.dataTransfer.files, event);
    });
  }

  // Menus close by Escape and by a click elsewhere; posts' own get "Copy link".
  const shut = (but) => {
    for (const fold of all("details.fold[open]")) if (!fold.contains(but)) fold.open = false;
  };
  document.addEventListener("click", (event) => shut(event.target));
  document.addEventListener("keydown", (event) => {
    const fold = event.key === "Escape" && document.activeElement?.closest("details.fold[open]");
    if (!fold) return;
    fold.open = false;
    $("summary", fold).focus();
  });
  document.addEventListener("toggle", (event) => {
    const menu = event.target.open && $(":scope > .menu", event.target);
    const link = event.target.closest(".post")?.querySelector(".when");
    if (!menu || !link || !navigator.clipboard || $("[data-copy]", menu)) return;
    const copy = document.createElement("button");
    copy.type = "button";
    copy.dataset.copy = "";
    copy.textContent = say.copy;
    copy.addEventListener("click", async () => {
      await navigator.clipboard.writeText(link.href);
      copy.textContent = say.copied;
    });
    menu.prepend(copy);
  }, true);

  // What a member does with a post.
  const answerTo = ".act[href*=in_reply_to]";
  const boostIt = ".act[formaction$=boost]";
  const likeIt = ".act[formaction$=favourite]";

  // Something newer is counted and never put in by itself.
  const newer = $("[data-live]");
  const notices = $(".side a[href='/notifications']");
  const address = newer?.dataset.live ?? (notices && "/live/notifications");
  if (address && window.EventSource) {
    const plural = new Intl.PluralRules(lang);
    const since = newer ? `?since=${$(".feed .post[data-at]")?.dataset.at ?? 0}` : "";
    const fresh = new Set();
    let more = false;
    let unread = 0;
    let source;
    let pause = 2000;
    let again;
    const drawNewer = () => {
      if (!newer || !fresh.size) return;
      // The page brought its words for some numbers: the one of the same kind fits.
      const like = [1, 2, 5].find((n) => plural.select(n) === plural.select(fresh.size)) ?? 5;
      const number = figures.format(fresh.size) + (more ? "+" : "");
      newer.textContent = say[`new${like}`].replace(String(like), number);
      newer.classList.add("fresh");
    };
    const drawUnread = () => {
      if (!notices) return;
      let dot = $(".dot", notices);
      if (!unread) return dot?.remove();
      if (!dot) {
        dot = document.createElement("span");
        dot.className = "dot";
        notices.append(dot);
      }
      const hidden = document.createElement("span");
      hidden.className = "vh";
      hidden.textContent = ` ${say.unread}`;
      dot.replaceChildren(figures.format(unread), hidden);
    };
    const drawCounts = (of, counts) => {
      const post = counts && document.getElementById(`p-${of}`);
      if (!post) return;
      [answerTo, boostIt, likeIt].forEach((which, index) => {
        const act = $(which, post);
        let figure = act && $("span:not(.vh)", act);
        if (!act || (!figure && !counts[index])) return;
        figure ??= act.appendChild(document.createElement("span"));
        figure.textContent = counts[index] || "";
      });
    };
    const close = () => {
      clearTimeout(again);
      source?.close();
      source = null;
    };
    // Whoever only passes through asks for nothing.
    const later = () => {
      clearTimeout(again);
      again = setTimeout(open, 700);
    };
    const open = () => {
      if (source || document.hidden) return;
      source = new EventSource(address + since);
      const on = (event, work) => source.addEventListener(event, ({ data }) => work(JSON.parse(data)));
      on("hello", (hello) => {
        ({ more, unread } = hello);
        fresh.clear();
        pause = 2000;
        drawUnread();
      });
      on("update", ({ of, counts }) => {
        if (document.getElementById(`p-${of}`)) return drawCounts(of, counts);
        fresh.add(of);
        drawNewer();
      });
      on("delete", ({ of }) => fresh.delete(of) && drawNewer());
      on("notification", ({ of, counts }) => {
        unread += 1;
        drawUnread();
        drawCounts(of, counts);
      });
      source.onerror = () => {
        // The browser tries again by itself unless it was refused.
        if (source?.readyState !== EventSource.CLOSED) return;
        close();
        again = setTimeout(open, pause);
        pause = Math.min(pause * 2, 300_000);
      };
    };
    document.addEventListener("visibilitychange", () => (document.hidden ? close() : later()));
    addEventListener("pagehide", close);
    addEventListener("pageshow", later);
  }

  // Keys. They work nowhere in a field, and members may switch them off.
  if (root.dataset.keys === "off" || !page) return;
  const posts = () => all("main .post").filter((post) => post.offsetParent);
  const here = () => document.activeElement?.closest(".post") ?? $("main .post:target");
  const go = (path) => {
    const link = all(".bar a, .side a, .tabs a").find((one) => one.getAttribute("href") === path);
    if (link) link.click();
  };
  const step = (by) => {
    const shown = posts();
    const at = shown.indexOf(here());
    const below = shown.findIndex((post) => post.getBoundingClientRect().bottom > 60);
    const post = shown[at < 0 ? Math.max(below, 0) : at + by];
    if (!post) return;
    post.tabIndex = -1;
    post.focus({ preventScroll: true });
    post.scrollIntoView({ block: "nearest" });
  };
  const act = (which) => (here() ? $(which, here())?.click() : undefined);
  const into = (field, otherwise) => (field ? field.focus() : otherwise());
  const write = () => into($("main form.compose textarea"), () => go("/compose"));
  const seek = () => into($("main input[name=q]"), () => location.assign("/search"));
  const help = () => {
    if (!$("dialog.keys")) {
      document.body.append(page.content.cloneNode(true));
      $("dialog.keys button").addEventListener("click", () => $("dialog.keys").close());
    }
    $("dialog.keys").showModal();
  };
  const places = { h: "/home", n: "/notifications", l: "/", b: "/bookmarks" };
  const keys = {
    j: () => step(1),
    k: () => step(-1),
    o: () => act(".when"),
    r: () => act(answerTo),
    b: () => act(boostIt),
    f: () => act(likeIt),
    n: write,
    "/": seek,
    ".": () => newer?.click(),
    "?": help,
  };
  // What stood in a dialog has the focus a moment longer than the dialog is open.
  const fields = "input:not([type=radio],[type=checkbox]), textarea, select, dialog[open], [contenteditable]";
  // When "g" was pressed: the next key says where to.
  let leaving = -Infinity;
  document.addEventListener("keydown", (event) => {
    const { key, target, timeStamp } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (target.closest?.(fields) || (event.repeat && !["j", "k"].includes(key))) return;
    let work = keys[key];
    if (key === "Enter") work = target.matches?.(".post") ? keys.o : null;
    if (timeStamp - leaving < 1500 && places[key]) work = () => go(places[key]);
    leaving = key === "g" ? timeStamp : -Infinity;
    if (!work) return;
    event.preventDefault();
    work();
  });
})();
