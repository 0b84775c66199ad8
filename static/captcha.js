// Answers a form's captcha with work instead of a picture. Optional: without this
// script, or when it fails, the picture in [data-captcha-picture] stays.
//
// <div data-altcha="{challenge JSON}" data-altcha-worker="/static/altcha-worker.js"
//      data-altcha-done="text when solved"> text while working </div>
"use strict";

for (const box of document.querySelectorAll("form [data-altcha]")) {
  if (!window.Worker || !window.crypto?.subtle) break;
  const form = box.closest("form");
  const picture = form.querySelector("[data-captcha-picture]");
  const worker = new Worker(box.dataset.altchaWorker);
  let waiting;

  const usePicture = (use) => {
    box.hidden = use;
    if (picture) picture.hidden = picture.disabled = !use;
  };
  const hold = (event) => {
    event.preventDefault();
    waiting = { by: event.submitter };
    form.setAttribute("aria-busy", "true");
  };
  const finish = () => {
    worker.terminate();
    form.removeEventListener("submit", hold);
    form.removeAttribute("aria-busy");
    if (waiting) form.requestSubmit(waiting.by);
  };

  worker.onerror = () => {
    usePicture(true);
    waiting = null;
    finish();
  };
  worker.onmessage = ({ data }) => {
    if (!data) return worker.onerror();
    const input = document.createElement("input");
    Object.assign(input, { type: "hidden", name: "altcha", value: data });
    form.append(input);
    // What is below stays where it is.
    box.style.minHeight = `${box.offsetHeight}px`;
    box.textContent = box.dataset.altchaDone || "";
    finish();
  };

  usePicture(false);
  form.addEventListener("submit", hold);
  worker.postMessage(JSON.parse(box.dataset.altcha));
}
