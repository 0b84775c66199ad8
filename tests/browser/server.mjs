// Starts the real executable with a data directory of its own, for one run.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const executable = process.env.OSSM_EXECUTABLE;

async function freePort() {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/**
 * Starts a server; resolves when it has printed the owner's link and answers. With
 * a name, which ends in `.localhost`, it talks to others on this machine.
 */
export async function start(settings = {}, name = null) {
  const port = await freePort();
  const federated = name && {
    OSSM_SERVER__DOMAIN: `${name}:${port}`,
    OSSM_FEDERATION__ALLOW_HTTP: "true",
    OSSM_FEDERATION__ALLOW_PRIVATE_ADDRESSES: "true",
  };
  const folder = mkdtempSync(join(tmpdir(), "ossm-browser-"));
  const env = {
    ...process.env,
    OSSM_SERVER__BIND: `127.0.0.1:${port}`,
    OSSM_STORAGE__DATA_DIR: join(folder, "data"),
    OSSM_AUTH__BCRYPT_COST: "6",
    OSSM_INSTANCE__RULES: '["Be kind before being right.", "Describe your pictures."]',
    OSSM_LIMITS__SIGN_UPS_PER_ADDRESS_PER_HOUR: "100",
    OSSM_LIMITS__REQUESTS_PER_MINUTE: "100000",
    ...federated,
    ...settings,
  };
  const child = spawn(executable, ["serve"], { env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  const link = await new Promise((resolve, reject) => {
    const read = (chunk) => {
      output += chunk;
      const found = output.match(/http:\/\/\S+\/setup\/[\w-]+/);
      if (found) resolve(found[0]);
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.on("exit", (code) => reject(new Error(`ended with ${code}: ${output}`)));
    setTimeout(() => reject(new Error(`no link in time: ${output}`)), 60_000).unref();
  }).catch((error) => {
    // Nothing waits for a server that nobody will stop.
    child.kill("SIGKILL");
    throw error;
  });
  const base = new URL(link).origin;
  for (let tries = 0; tries < 200; tries += 1) {
    const ready = await fetch(`http://127.0.0.1:${port}/ready`).catch(() => null);
    if (ready?.ok) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const stop = async () => {
    child.removeAllListeners("exit");
    const ended = new Promise((resolve) => child.on("exit", resolve));
    child.kill("SIGTERM");
    const late = setTimeout(() => child.kill("SIGKILL"), 60_000);
    const code = await ended;
    clearTimeout(late);
    rmSync(folder, { recursive: true, force: true });
    return code;
  };
  return { base, domain: new URL(base).host, data: join(folder, "data"), link, stop, output: () => output };
}
