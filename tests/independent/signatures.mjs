// Signatures by Fedify. Reads a JSON object from standard input: keys, and
// requests that the server signed. Writes which of them hold, and requests that
// it signed itself. Ends with status 3 where the package is missing.
//
// The package is looked for in OSSM_NODE_MODULES's folder, else in the current one.
import { readFileSync } from "node:fs";
import { webcrypto } from "node:crypto";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

let fedify;
try {
  const folder = process.env.OSSM_NODE_MODULES ?? process.cwd();
  const home = join(folder, "node_modules", "@fedify", "fedify");
  const { exports } = JSON.parse(readFileSync(join(home, "package.json"), "utf8"));
  const file = (entry) => (typeof entry === "string" ? entry : file(entry.import ?? entry.default));
  fedify = await import(pathToFileURL(join(home, file(exports["./sig"]))).href);
} catch (error) {
  console.error(String(error));
  process.exit(3);
}

const given = JSON.parse(readFileSync(0, "utf8"));

const der = (pem) => Buffer.from(pem.replace(/-----[A-Z ]+-----|\s/g, ""), "base64");
const privateKey = await webcrypto.subtle.importKey(
  "pkcs8",
  der(given.private.rsa),
  { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" },
  true,
  ["sign"],
);

const owner = given.key_id.split("#")[0];
const actor = {
  "@context": ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"],
  id: owner,
  type: "Person",
  preferredUsername: "demo",
  inbox: `${owner}/inbox`,
  publicKey: { id: given.key_id, owner, publicKeyPem: given.public.rsa },
};
const documentLoader = async (url) => ({
  contextUrl: null,
  document: actor,
  documentUrl: url,
});

const faults = [];
for (const { url, headers, key } of given.requests) {
  if (key !== "rsa") {
    faults.push("skipped");
    continue;
  }
  try {
    const request = new Request(url, { method: "POST", headers, body: given.body });
    const found = await fedify.verifyRequest(request, { documentLoader });
    faults.push(found == null ? "refused" : null);
  } catch (error) {
    faults.push(String(error));
  }
}

const signed = [];
// Newer versions know both dialects, older ones only the first.
for (const spec of ["draft-cavage-http-signatures-12", "rfc9421"]) {
  const plain = new Request(given.url, {
    method: "POST",
    headers: { "content-type": "application/activity+json" },
    body: given.body,
  });
  const request = await fedify.signRequest(plain, privateKey, new URL(given.key_id), { spec });
  signed.push({ key: "rsa", headers: Object.fromEntries(request.headers) });
}
console.log(JSON.stringify({ faults, signed }));
