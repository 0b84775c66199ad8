// Times in the reader's zone, and a count of the letters left. Every page works without it.
(() => {
  const lang = document.documentElement.lang;
  // Day before month, as the server writes it, so that nothing jumps.
  const format = (options) => new Intl.DateTimeFormat(lang === "en" ? "en-GB" : lang, options);
  const clock = format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const day = format({ day: "numeric", month: "short" });
  const dated = format({ day: "numeric", month: "short", year: "numeric" });
  const full = format({ day: "numeric", month: "long", year: "numeric" });
  const now = new Date();
  for (const time of document.querySelectorAll("time[datetime]")) {
    const at = new Date(time.dateTime);
    // A day without a clock is the same day everywhere.
    if (isNaN(at) || "day" in time.dataset) continue;
    const whole = `${full.format(at)}, ${clock.format(at)}`;
    time.title = whole;
    if ("long" in time.dataset) time.textContent = whole;
    else if (at.toDateString() === now.toDateString()) time.textContent = clock.format(at);
    else time.textContent = (at.getFullYear() === now.getFullYear() ? day : dated).format(at);
  }

  for (const text of document.querySelectorAll("textarea[data-limit]")) {
    const hint = text.form.querySelector("#len");
    const limit = Number(text.dataset.limit);
    const figures = new Intl.NumberFormat(lang);
    const untouched = hint.textContent;
    const count = () => {
      const left = limit - [...text.value].length;
      hint.textContent = text.value ? figures.format(left) : untouched;
      hint.classList.toggle("over", left < 0);
    };
    text.addEventListener("input", count);
    count();
  }
})();
