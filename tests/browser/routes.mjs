// Which addresses are read with GET, as the route tables of the pages say it.
import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const web = fileURLToPath(new URL("../../src/web", import.meta.url));

/** Every address of `src/web` that answers GET; the panel's are found by its own test. */
export function routes() {
  const files = readdirSync(web, { recursive: true }).filter((name) => name.endsWith(".rs"));
  const found = new Set();
  for (const name of files.filter((name) => !name.startsWith("admin"))) {
    const source = readFileSync(`${web}/${name}`, "utf8");
    const tables = source.split(/(?:web::resource|\.route)\(\s*"/).slice(1);
    for (const table of tables) {
      const [path] = table.split('"', 1);
      const rest = table.slice(path.length).split(".service(", 1)[0];
      if (path.startsWith("/") && /get\(\)/.test(rest)) found.add(path);
    }
  }
  return [...found].sort();
}
