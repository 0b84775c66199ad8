// Solves a form's proof of work off the page's thread; see
// src/foundation/captcha/pow.rs for what is computed.
"use strict";

const unhex = (text) => Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));
const hex = (buffer) =>
  Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");

const solve = async ({ nonce, salt, cost, keyLength, keyPrefix }) => {
  const start = unhex(nonce);
  const password = new Uint8Array(start.length + 4);
  password.set(start);
  const kdf = { name: "PBKDF2", hash: "SHA-256", salt: unhex(salt), iterations: cost };
  for (let counter = 0; ; counter++) {
    new DataView(password.buffer).setUint32(start.length, counter);
    const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
    const derivedKey = hex(await crypto.subtle.deriveBits(kdf, key, keyLength * 8));
    if (derivedKey.startsWith(keyPrefix)) return { counter, derivedKey };
  }
};

onmessage = ({ data: challenge }) =>
  solve(challenge.parameters).then(
    (solution) => postMessage(btoa(JSON.stringify({ challenge, solution }))),
    () => postMessage(""),
  );
